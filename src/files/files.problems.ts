import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of files. */
export const fileProblems = describeProblems({
  range_not_satisfiable: {
    status: 416,
    title: 'There is no such part',
    example: { detail: 'The file has 48213 bytes, and no such part.' },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof fileProblems> {}
}

import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of drawings. */
export const drawingProblems = describeProblems({
  page_not_shown: {
    status: 422,
    title: 'The page cannot be shown',
    example: {
      detail: 'The file wants a password. Save it without one, and upload that.',
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof drawingProblems> {}
}

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
  too_many_components: {
    status: 422,
    title: 'There are too many components for one answer',
    example: {
      detail: 'The bill has more than 200000 lines. Ask for that of one drawing, by drawing_id.',
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof drawingProblems> {}
}

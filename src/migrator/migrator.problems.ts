import { type Described, describeProblems } from '../http/problem-catalogue';

/** What the schema gate says; an old schema is told of by http as well, so that one is described there. */
export const schemaProblems = describeProblems({
  schema_too_new: {
    status: 503,
    title: 'The database schema is too new',
    example: {
      detail:
        'The database schema has NamesAreGone1790000000000, which this version of the service cannot serve from. Start a newer version.',
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof schemaProblems> {}
}

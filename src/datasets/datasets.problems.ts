import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of datasets. */
export const datasetProblems = describeProblems({
  contact_missing: {
    status: 422,
    title: 'The operator must be named',
    example: {
      detail:
        'Wikimedia Commons demands that whoever asks can be written to. An administrator must set CRAWLER_CONTACT to an e-mail address or a web page; or take another provider.',
      errors: [{ pointer: '/sources/0/provider', detail: 'demands that CRAWLER_CONTACT is set' }],
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof datasetProblems> {}
}

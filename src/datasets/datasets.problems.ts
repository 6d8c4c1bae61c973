import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of datasets. */
export const datasetProblems = describeProblems({
  link_invalid: {
    status: 403,
    title: 'The link is not valid',
    example: {
      detail: 'The link was not made by this service, or it was changed. Take download_url of the export job as it is.',
    },
  },
  link_expired: {
    status: 410,
    title: 'The link has expired',
    example: {
      detail:
        'The link expired at 2026-11-28T03:00:00Z. Whoever may change the export job gets a new one from POST /api/v1/export-jobs/01a1fc8c-f007-76c8-9179-9b31a5f0d416/link.',
    },
  },
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

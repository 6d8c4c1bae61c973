import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of jobs. */
export const jobProblems = describeProblems({
  too_many_jobs: {
    status: 429,
    title: 'Too many jobs at a time',
    example: {
      detail:
        'You have 10 jobs running, and 10 are allowed at a time. Wait until one has ended, or pause or cancel one; then start this crawl job again.',
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof jobProblems> {}
}

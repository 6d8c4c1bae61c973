import { IN_PROJECT, inTurn, type Flaw } from '../flaw';
import type { Columns } from '../legacy-tables';

/** A crawl job in a clean project. */
function crawlJob(name: string, description: string, columns: Columns, legal = false): Flaw {
  return {
    name,
    description,
    legal,
    offenders: 'crawl_jobs',
    steps: [...IN_PROJECT, { table: 'crawl_jobs', columns: () => columns }],
  };
}

const COUNTERS = [
  ...['max_images', 'total_images', 'downloaded_images', 'valid_images'],
  ...['total_chunks', 'active_chunks', 'completed_chunks', 'failed_chunks'],
];

/** Crawl jobs and their images. */
export const DATASET_FLAWS: readonly Flaw[] = [
  {
    name: 'crawl-job-of-missing-project',
    description: 'crawl jobs of a project that is gone',
    legal: false,
    offenders: 'crawl_jobs',
    steps: [{ table: 'crawl_jobs', columns: ({ missingId }) => ({ project_id: missingId }) }],
  },
  {
    name: 'image-of-missing-crawl-job',
    description: 'images of a crawl job that is gone',
    legal: false,
    offenders: 'images',
    steps: [{ table: 'images', columns: ({ missingId }) => ({ crawl_job_id: missingId }) }],
  },
  {
    name: 'image-address-twins',
    description: 'two images of one crawl job with the same address',
    legal: false,
    offenders: 'images',
    steps: [
      ...IN_PROJECT,
      { table: 'crawl_jobs' },
      { table: 'images', each: 2, columns: ({ common }) => ({ original_url: `'https://example.org/' || ${common}` }) },
    ],
  },
  crawlJob(
    'crawl-job-status-unknown',
    'crawl jobs with a status other than pending, running, completed, failed and cancelled',
    { status: inTurn([`'archived'`, `'cold_storage'`, `'Running'`]) },
  ),
  crawlJob('crawl-job-progress-over-100', 'crawl jobs with a progress over 100', { progress: '100 + n' }),
  crawlJob(
    'crawl-job-negative-counter',
    'crawl jobs with a counter below zero',
    Object.fromEntries(
      COUNTERS.map((counter, index) => [
        counter,
        `case (n - 1) % ${COUNTERS.length} when ${index} then -1 else 10 end`,
      ]),
    ),
  ),
  crawlJob(
    'crawl-job-keywords-object',
    'crawl jobs whose keywords are an object with the array in its key keywords, as the old service stored them',
    { keywords: `jsonb_build_object('keywords', jsonb_build_array('harbour', 'lamp'))` },
    true,
  ),
];

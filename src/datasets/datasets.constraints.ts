import { describeConstraints, uuidAndText } from '../database/constraint-catalogue';

const JOB_STATUS = 'The status must be pending, running, paused, completed, failed or cancelled.';
const FIGURES = 'The figures must not be negative, and the progress is between 0 and 100.';
const noSuch = (what: string) => `There is no such ${what}.`;
const inTrash = (what: string) => `The ${what} is in the trash. Restore it first, or take another one.`;

const DELETION = (children: string) => ({
  field: 'deletion_id',
  sentence: 'There is no such deletion.',
  parentSentence: `The deletion still holds ${children}.`,
});

/** The three keys by which what belongs to a crawl job hangs from it. */
const ofCrawlJob = (children: string) => ({
  field: 'crawl_job_id',
  sentence: noSuch('crawl job'),
  parentSentence: `The crawl job still has ${children}.`,
});

describeConstraints('crawl_jobs', {
  uq_crawl_jobs_project: { field: 'id', sentence: 'The crawl job exists already.' },
  uq_crawl_jobs_live: { field: 'id', sentence: 'The crawl job exists already.' },
  ck_crawl_jobs_status: { field: 'status', sentence: JOB_STATUS },
  ck_crawl_jobs_figures: { field: 'progress', sentence: FIGURES },
  ck_crawl_jobs_failed_images: { field: 'failed_images', sentence: FIGURES },
  ck_crawl_jobs_labels: { field: 'labels', sentence: 'The labels must be a list.' },
  ck_crawl_jobs_deletion: { field: 'deleted_at', sentence: 'A crawl job is deleted through the trash only.' },
  fk_crawl_jobs_project_id: {
    field: 'project_id',
    sentence: noSuch('project'),
    parentSentence: 'The project still has crawl jobs.',
  },
  fk_crawl_jobs_project_live: {
    field: 'project_id',
    sentence: inTrash('project'),
    parentSentence: 'The project still has live crawl jobs.',
  },
  fk_crawl_jobs_deletion_id: DELETION('crawl jobs'),
});

describeConstraints('crawl_sources', {
  uq_crawl_sources_position: { field: 'position', sentence: 'The crawl job has a source at this place already.' },
  ck_crawl_sources_type: { field: 'type', sentence: 'A source is of type addresses, page, sitemap or search.' },
  ck_crawl_sources_status: { field: 'status', sentence: 'A source is pending, reading, read or failed.' },
  ck_crawl_sources_figures: { field: 'position', sentence: 'The figures must not be negative.' },
  ck_crawl_sources_parameters: { field: 'parameters', sentence: 'The parameters must be an object.' },
  fk_crawl_sources_crawl_job_id: ofCrawlJob('sources'),
  fk_crawl_sources_crawl_job_project: ofCrawlJob('sources'),
});

describeConstraints('crawl_pages', {
  uq_crawl_pages_address: { field: 'address', sentence: 'The source leads to this page already.' },
  ck_crawl_pages_kind: { field: 'kind', sentence: 'It is a page or a sitemap.' },
  ck_crawl_pages_depth: { field: 'depth', sentence: 'The depth must not be negative.' },
  ck_crawl_pages_attempts: { field: 'attempts', sentence: 'The attempts must not be negative.' },
  ck_crawl_pages_status: { field: 'status', sentence: 'A page is waiting, read or failed.' },
  fk_crawl_pages_crawl_source_id: {
    field: 'crawl_source_id',
    sentence: noSuch('source'),
    parentSentence: 'The source still has pages.',
  },
});

describeConstraints('images', {
  idx_images_address_unique: {
    field: 'original_url',
    sentence: 'The crawl job has an image of this address already.',
    rowInTheWay: {
      sql: 'select id from images where crawl_job_id = $1 and md5(original_url) = $2',
      values: uuidAndText,
    },
  },
  uq_images_project: { field: 'id', sentence: 'The image exists already.' },
  ck_images_outcome: { field: 'outcome', sentence: 'The outcome must be pending, downloaded, failed or refused.' },
  ck_images_verdict: {
    field: 'verdict',
    sentence: 'The verdict must be ok, recoverable, corrupt, unsupported, placeholder, duplicate or rejected.',
  },
  ck_images_figures: {
    field: 'position',
    sentence: 'The figures must not be negative, and a score is between 0 and 1.',
  },
  ck_images_labels: { field: 'labels', sentence: 'The labels must be a list.' },
  ck_images_deletion: { field: 'deleted_at', sentence: 'An image is deleted through the trash only.' },
  fk_images_crawl_job_id: ofCrawlJob('images'),
  fk_images_crawl_job_project: ofCrawlJob('images'),
  fk_images_crawl_job_live: {
    field: 'crawl_job_id',
    sentence: inTrash('crawl job'),
    parentSentence: 'The crawl job still has live images.',
  },
  fk_images_crawl_source_id: {
    field: 'crawl_source_id',
    sentence: noSuch('source'),
    parentSentence: 'The source still has images.',
  },
  fk_images_file: { field: 'sha256', sentence: noSuch('file'), parentSentence: 'Images still have these bytes.' },
  fk_images_deletion_id: DELETION('images'),
});

describeConstraints('validation_jobs', {
  uq_validation_jobs_project: { field: 'id', sentence: 'The validation job exists already.' },
  uq_validation_jobs_live: { field: 'id', sentence: 'The validation job exists already.' },
  ck_validation_jobs_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_validation_jobs_status: { field: 'status', sentence: JOB_STATUS },
  ck_validation_jobs_figures: { field: 'progress', sentence: FIGURES },
  ck_validation_jobs_level: { field: 'level', sentence: 'The level must be basic, standard or strict.' },
  ck_validation_jobs_duplicates: {
    field: 'duplicates',
    sentence: 'What becomes of duplicates must be report, quarantine or remove.',
  },
  ck_validation_jobs_deletion: { field: 'deleted_at', sentence: 'A validation job is deleted through the trash only.' },
  fk_validation_jobs_crawl_job_id: ofCrawlJob('validation jobs'),
  fk_validation_jobs_crawl_job_project: ofCrawlJob('validation jobs'),
  fk_validation_jobs_crawl_job_live: {
    field: 'crawl_job_id',
    sentence: inTrash('crawl job'),
    parentSentence: 'The crawl job still has live validation jobs.',
  },
  fk_validation_jobs_deletion_id: DELETION('validation jobs'),
});

describeConstraints('validation_results', {
  uq_validation_results_image: { field: 'image_id', sentence: 'The validation job has judged this image already.' },
  ck_validation_results_figures: { field: 'quality_score', sentence: 'A score is between 0 and 1.' },
  ck_validation_results_issues: { field: 'issues', sentence: 'The issues must be a list.' },
  fk_validation_results_validation_job_id: {
    field: 'validation_job_id',
    sentence: noSuch('validation job'),
    parentSentence: 'The validation job still has results.',
  },
  fk_validation_results_job_project: {
    field: 'validation_job_id',
    sentence: noSuch('validation job'),
    parentSentence: 'The validation job still has results.',
  },
  fk_validation_results_image_id: {
    field: 'image_id',
    sentence: noSuch('image'),
    parentSentence: 'The image still has results.',
  },
  fk_validation_results_image_project: {
    field: 'image_id',
    sentence: noSuch('image'),
    parentSentence: 'The image still has results.',
  },
});

describeConstraints('export_jobs', {
  uq_export_jobs_project: { field: 'id', sentence: 'The export job exists already.' },
  ck_export_jobs_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_export_jobs_status: { field: 'status', sentence: JOB_STATUS },
  ck_export_jobs_format: {
    field: 'format',
    sentence: 'The format must be zip, tar, tar.gz, csv, json or webdataset.',
  },
  ck_export_jobs_figures: { field: 'progress', sentence: FIGURES },
  ck_export_jobs_deletion: { field: 'deleted_at', sentence: 'An export job is deleted through the trash only.' },
  fk_export_jobs_user_id: {
    field: 'user_id',
    sentence: noSuch('profile'),
    parentSentence: 'The profile still has exports.',
  },
  fk_export_jobs_file: {
    field: 'file_sha256',
    sentence: noSuch('file'),
    parentSentence: 'An export still has this file.',
  },
  fk_export_jobs_selection: {
    field: 'selection_sha256',
    sentence: noSuch('file'),
    parentSentence: 'An export still has this list.',
  },
  fk_export_jobs_crawl_job_id: ofCrawlJob('export jobs'),
  fk_export_jobs_crawl_job_project: ofCrawlJob('export jobs'),
  fk_export_jobs_crawl_job_live: {
    field: 'crawl_job_id',
    sentence: inTrash('crawl job'),
    parentSentence: 'The crawl job still has live export jobs.',
  },
  fk_export_jobs_deletion_id: DELETION('export jobs'),
});

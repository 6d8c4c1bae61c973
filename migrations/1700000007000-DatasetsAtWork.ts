import {
  addColumns,
  changeRows,
  check,
  createTable,
  type Finding,
  foreignKey,
  index,
  OnlineMigration,
  removeRows,
  type Step,
  unique,
  uniqueIndex,
} from '../src/migrator';
import { queueSchema } from './shared/job-queue';
import { BASE_COLUMNS, projectKey } from './shared/tables';

/** So many chunks of jobs are worked on at a time, by all workers together: requirement 001's limit. */
const SLOTS = 35;

/** Images of one job that have the address of another one, but for the first of them. */
const TWINS = `select id, detail, place from (
    select i.id, i.filename || ' (image ' || i.id || ' of crawl job ' || i.crawl_job_id || ': ' || left(i.original_url, 200) || ')' as detail,
      row_number() over (partition by i.crawl_job_id, md5(i.original_url)
        order by (to_jsonb(i)->>'deleted_at') is not null, i.id)::integer as place
    from images i) twins where place > 1`;

const findings: readonly Finding[] = [
  {
    code: 'images-with-the-same-address',
    problem: 'images of one crawl job have the same address',
    offenders: TWINS,
    remedy: 'Delete all but one of them, or correct the address.',
    policies: {
      number: {
        does: 'All stay; the address of each but the first ends in #2, #3 and so on, which leads to the same picture.',
        passes: () => [
          {
            once: true,
            work: changeRows('offenders', {
              table: 'images',
              set: { original_url: `t.original_url || '#' || offenders.place` },
              where: 'true',
              archive: ['original_url'],
            }),
          },
        ],
      },
      quarantine: {
        does: 'All but the first leave the table for the archive; a rollback brings them back.',
        passes: () => [{ work: removeRows('offenders', 'images') }],
      },
    },
  },
];

const HASH = (column: string) => `${column} ~ '^[0-9a-f]{64}$'`;

/**
 * Four parts of a perceptual hash, one of which two pictures within ten bits of each other have almost in common. Of pictures
 * with the very same hash one stands for all, so that a thousand of them are not looked through for each other picture.
 */
const PARTS = Object.entries({ first: 48, second: 32, third: 16, fourth: 0 }).map(([part, shift]): Step =>
  index(
    'images',
    `idx_images_hash_${part}`,
    `(crawl_job_id, ((perceptual_hash >> ${String(shift)}) & 65535)) where perceptual_hash is not null and not is_hash_twin`,
  ),
);

/**
 * Requirement 001 at work: jobs have chunks that workers take from a queue, at most 35 at a time; what was found at an
 * address, how it was judged and where its bytes are stands in the image's row.
 */
export class DatasetsAtWork1700000007000 extends OnlineMigration {
  readonly name = 'DatasetsAtWork1700000007000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    queueSchema(19),
    createTable(
      'job_workers',
      `create table job_workers (
        id uuid not null default gen_random_uuid(),
        name text not null,
        pool text not null,
        started_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        constraint pk_job_workers primary key (id));
      create index idx_job_workers_seen_at on job_workers (seen_at)`,
    ),
    createTable(
      'job_slots',
      `create table job_slots (
        slot integer not null,
        run_id uuid,
        chunk_id uuid,
        project_id uuid,
        worker_id uuid,
        taken_at timestamptz,
        constraint pk_job_slots primary key (slot),
        constraint uq_job_slots_run unique (run_id),
        constraint uq_job_slots_chunk unique (chunk_id),
        constraint ck_job_slots_slot check (slot between 1 and ${String(SLOTS)}),
        constraint ck_job_slots_taken check (num_nonnulls(run_id, chunk_id, project_id, worker_id, taken_at) in (0, 5)));
      insert into job_slots (slot) select generate_series(1, ${String(SLOTS)})`,
    ),
    createTable(
      'stored_files',
      `create table stored_files (
        sha256 text not null,
        size bigint not null,
        created_at timestamptz not null default now(),
        unreferenced_at timestamptz,
        constraint pk_stored_files primary key (sha256),
        constraint ck_stored_files_digest check (${HASH('sha256')}),
        constraint ck_stored_files_size check (size >= 0));
      create index idx_stored_files_unreferenced_at on stored_files (unreferenced_at) where unreferenced_at is not null`,
    ),
    index(
      'activity_logs',
      'idx_activity_logs_resource',
      '(resource_type, resource_id, timestamp, id) where resource_id is not null',
    ),
    addColumns('crawl_jobs', {
      failed_images: 'integer not null default 0',
      labels: `jsonb not null default '[]'`,
      message: 'text',
    }),
    check('crawl_jobs', 'ck_crawl_jobs_failed_images', 'failed_images >= 0'),
    check('crawl_jobs', 'ck_crawl_jobs_labels', `jsonb_typeof(labels) = 'array'`),
    index('crawl_jobs', 'idx_crawl_jobs_project_created', '(project_id, created_at, id)'),
    unique('validation_jobs', 'uq_validation_jobs_live', ['id', 'live']),
    unique('export_jobs', 'uq_export_jobs_project', ['id', 'project_id']),
    addColumns('validation_jobs', {
      level: `text not null default 'standard'`,
      duplicates: `text not null default 'report'`,
      rules_version: 'integer not null default 1',
      statistics: 'jsonb',
    }),
    check('validation_jobs', 'ck_validation_jobs_level', `level in ('basic', 'standard', 'strict')`),
    check('validation_jobs', 'ck_validation_jobs_duplicates', `duplicates in ('report', 'quarantine', 'remove')`),
    addColumns('validation_results', {
      verdict: `text not null default 'ok'`,
      checks: `jsonb not null default '[]'`,
      facts: 'jsonb',
    }),
    addColumns('export_jobs', {
      file_sha256: 'text',
      file_name: 'text',
      selection_sha256: 'text',
      manifest: 'jsonb',
      verification: 'jsonb',
      message: 'text',
    }),
    foreignKey('export_jobs', 'fk_export_jobs_file', ['file_sha256'], 'stored_files (sha256)'),
    index('export_jobs', 'idx_export_jobs_file', '(file_sha256) where file_sha256 is not null'),
    foreignKey('export_jobs', 'fk_export_jobs_selection', ['selection_sha256'], 'stored_files (sha256)'),
    index('export_jobs', 'idx_export_jobs_selection', '(selection_sha256) where selection_sha256 is not null'),

    createTable(
      'crawl_sources',
      `create table crawl_sources (
        ${BASE_COLUMNS},
        project_id uuid not null,
        crawl_job_id uuid not null,
        position integer not null,
        type text not null,
        parameters jsonb not null,
        status text not null default 'pending',
        state jsonb,
        found_images integer not null default 0,
        message text,
        constraint pk_crawl_sources primary key (id),
        constraint uq_crawl_sources_position unique (crawl_job_id, position),
        constraint ck_crawl_sources_type check (type in ('addresses', 'page', 'sitemap', 'search')),
        constraint ck_crawl_sources_status check (status in ('pending', 'reading', 'read', 'failed')),
        constraint ck_crawl_sources_figures check (position >= 0 and found_images >= 0),
        constraint ck_crawl_sources_parameters check (jsonb_typeof(parameters) = 'object'),
        constraint fk_crawl_sources_crawl_job_id foreign key (crawl_job_id) references crawl_jobs (id) on delete cascade)`,
      ['crawl_jobs'],
    ),
    projectKey('crawl_sources', 'fk_crawl_sources_crawl_job_project', 'crawl_job_id', 'crawl_jobs'),
    createTable(
      'crawl_pages',
      `create table crawl_pages (
        id uuid not null default gen_random_uuid(),
        crawl_source_id uuid not null,
        address text not null,
        kind text not null,
        depth integer not null,
        status text not null default 'waiting',
        attempts integer not null default 0,
        retry_at timestamptz,
        message text,
        constraint pk_crawl_pages primary key (id),
        constraint ck_crawl_pages_kind check (kind in ('page', 'sitemap')),
        constraint ck_crawl_pages_depth check (depth >= 0),
        constraint ck_crawl_pages_attempts check (attempts >= 0),
        constraint ck_crawl_pages_status check (status in ('waiting', 'read', 'failed')),
        constraint fk_crawl_pages_crawl_source_id foreign key (crawl_source_id) references crawl_sources (id) on delete cascade);
      create unique index uq_crawl_pages_address on crawl_pages (crawl_source_id, md5(address));
      create index idx_crawl_pages_waiting on crawl_pages (crawl_source_id, depth, id) where status = 'waiting'`,
      ['crawl_sources'],
    ),

    addColumns('images', {
      crawl_source_id: 'uuid',
      position: 'integer',
      host: 'text',
      outcome: `text not null default 'downloaded'`,
      failure_code: 'text',
      failure: 'text',
      attempts: 'integer not null default 0',
      retry_at: 'timestamptz',
      downloaded_at: 'timestamptz',
      sha256: 'text',
      provenance: 'jsonb',
      title: 'text',
      author: 'text',
      licence: 'text',
      licence_url: 'text',
      source_page: 'text',
      attribution: 'text',
      labels: `jsonb not null default '[]'`,
      is_excluded: 'boolean not null default false',
      verdict: 'text',
      is_valid: 'boolean',
      quality_score: 'double precision',
      perceptual_hash: 'bigint',
      hash_quality: 'integer',
      is_hash_twin: 'boolean not null default false',
      duplicate_group: 'uuid',
    }),
    check('images', 'ck_images_outcome', `outcome in ('pending', 'downloaded', 'failed', 'refused')`),
    check(
      'images',
      'ck_images_verdict',
      `verdict in ('ok', 'recoverable', 'corrupt', 'unsupported', 'placeholder', 'duplicate', 'rejected')`,
    ),
    check(
      'images',
      'ck_images_figures',
      'attempts >= 0 and position >= 0 and quality_score >= 0 and quality_score <= 1',
    ),
    check('images', 'ck_images_labels', `jsonb_typeof(labels) = 'array'`),
    foreignKey('images', 'fk_images_crawl_source_id', ['crawl_source_id'], 'crawl_sources (id)', 'on delete set null'),
    foreignKey('images', 'fk_images_file', ['sha256'], 'stored_files (sha256)'),
    uniqueIndex('images', 'idx_images_address_unique', '(crawl_job_id, md5(original_url))'),
    index('images', 'idx_images_position', '(crawl_job_id, position, id)'),
    index('images', 'idx_images_waiting', `(crawl_job_id, position) where outcome = 'pending'`),
    index('images', 'idx_images_file', '(sha256, crawl_job_id) where sha256 is not null'),
    index('images', 'idx_images_crawl_source_id', '(crawl_source_id) where crawl_source_id is not null'),
    ...PARTS,

    createTable(
      'job_chunks',
      `create table job_chunks (
        id uuid not null default gen_random_uuid(),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        project_id uuid not null,
        crawl_job_id uuid,
        validation_job_id uuid,
        export_job_id uuid,
        task text not null,
        chunk_index integer not null,
        first_item integer not null default 0,
        item_count integer not null default 0,
        status text not null default 'pending',
        priority integer not null default 5,
        attempts integer not null default 0,
        not_before timestamptz,
        run_id uuid,
        error_message text,
        started_at timestamptz,
        completed_at timestamptz,
        constraint pk_job_chunks primary key (id),
        constraint uq_job_chunks_run unique (run_id),
        constraint ck_job_chunks_job check (num_nonnulls(crawl_job_id, validation_job_id, export_job_id) = 1),
        constraint ck_job_chunks_status check (status in ('pending', 'held', 'processing', 'completed', 'failed', 'cancelled')),
        constraint ck_job_chunks_run check ((run_id is not null) = (status = 'processing')),
        constraint ck_job_chunks_figures check (chunk_index >= 0 and first_item >= 0 and item_count >= 0 and attempts >= 0 and priority between 0 and 10));
      create unique index uq_job_chunks_crawl on job_chunks (crawl_job_id, task, chunk_index) where crawl_job_id is not null;
      create unique index uq_job_chunks_validation on job_chunks (validation_job_id, task, chunk_index) where validation_job_id is not null;
      create unique index uq_job_chunks_export on job_chunks (export_job_id, task, chunk_index) where export_job_id is not null;
      create index idx_job_chunks_pending on job_chunks (project_id, priority, id) where status = 'pending'`,
    ),
    projectKey('job_chunks', 'fk_job_chunks_crawl_job', 'crawl_job_id', 'crawl_jobs'),
    projectKey('job_chunks', 'fk_job_chunks_validation_job', 'validation_job_id', 'validation_jobs'),
    projectKey('job_chunks', 'fk_job_chunks_export_job', 'export_job_id', 'export_jobs'),
  ];

  override readonly checks = [
    {
      title: 'the queue has the schema that the workers know',
      wrong: `select 'graphile_worker' as id where (select max(id) from graphile_worker.migrations) is distinct from 19`,
    },
    {
      title: 'every image that is downloaded since then has its bytes in the store',
      wrong: `select id from images where outcome = 'downloaded' and downloaded_at is not null and sha256 is null`,
    },
  ];
}

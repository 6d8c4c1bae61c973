import {
  addColumns,
  changeRows,
  check,
  createTable,
  fill,
  type Finding,
  foreignKey,
  index,
  notNull,
  OnlineMigration,
  removeRows,
  sqlFunction,
  type Step,
  trigger,
  unique,
} from '../src/migrator';
import {
  BASE_COLUMNS,
  DELETION_CHECK,
  IS_UUID,
  joinDeletion,
  projectKey,
  TRASH_COLUMNS,
  trashKeys,
} from './shared/tables';

const JOB_STATES = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'];
const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

const FIGURES = [
  'total_images',
  'downloaded_images',
  'valid_images',
  'total_chunks',
  'active_chunks',
  'completed_chunks',
  'failed_chunks',
];
const POSSIBLE_FIGURES = `progress >= 0 and progress <= 100 and max_images >= 0 and ${FIGURES.map((column) => `${column} >= 0`).join(' and ')}`;

const NO_PROJECT = `select j.id, '"' || j.name || '" (crawl job ' || j.id || ', project ' || j.project_id || ')' as detail
  from crawl_jobs j where not exists (select from projects p where p.id = j.project_id)`;

const findings: readonly Finding[] = [
  {
    code: 'projects-without-owner',
    problem: 'projects belong to a profile that does not exist',
    offenders: `select p.id, '"' || p.name || '" (project ' || p.id || ', profile ' || p.user_id || ')' as detail
      from projects p where not exists (select from profiles u where u.id = p.user_id)`,
    remedy: 'Give the project an owner that exists.',
    policies: {
      adopt: {
        does: 'That profile becomes the owner.',
        argument: { name: 'profile', pattern: IS_UUID, exists: `exists (select from profiles where id = $1::uuid)` },
        passes: (profile) => [
          {
            work: changeRows('offenders', {
              table: 'projects',
              set: { user_id: `'${profile}'::uuid` },
              where: 'true',
              archive: ['user_id'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'crawl-jobs-without-project',
    problem: 'crawl jobs belong to a project that does not exist',
    offenders: NO_PROJECT,
    remedy: 'Give the job a project that exists, or delete it with its images.',
    policies: {
      adopt: {
        does: 'They come into that project.',
        argument: { name: 'project', pattern: IS_UUID, exists: `exists (select from projects where id = $1::uuid)` },
        passes: (project) => [
          {
            work: changeRows('offenders', {
              table: 'crawl_jobs',
              set: { project_id: `'${project}'::uuid` },
              where: 'true',
              archive: ['project_id'],
            }),
          },
        ],
      },
      quarantine: {
        does: 'They leave the tables, with their images, for the archive; a rollback brings them back.',
        passes: () => [
          {
            offenders: `select i.id from images i where i.crawl_job_id in (select id from (${NO_PROJECT}) o)`,
            work: removeRows('offenders', 'images'),
          },
          { work: removeRows('offenders', 'crawl_jobs') },
        ],
      },
    },
  },
  {
    code: 'images-without-job',
    problem: 'images belong to a crawl job that does not exist',
    offenders: `select i.id, i.filename || ' (image ' || i.id || ', crawl job ' || i.crawl_job_id || ')' as detail
      from images i where not exists (select from crawl_jobs j where j.id = i.crawl_job_id)`,
    remedy: 'Give the image a crawl job that exists, or delete it.',
    policies: {
      adopt: {
        does: 'They come into that crawl job.',
        argument: {
          name: 'crawl job',
          pattern: IS_UUID,
          exists: `exists (select from crawl_jobs where id = $1::uuid)`,
        },
        passes: (job) => [
          {
            work: changeRows('offenders', {
              table: 'images',
              set: { crawl_job_id: `'${job}'::uuid` },
              where: 'true',
              archive: ['crawl_job_id'],
            }),
          },
        ],
      },
      quarantine: {
        does: 'They leave the table for the archive; a rollback brings them back.',
        passes: () => [{ work: removeRows('offenders', 'images') }],
      },
    },
  },
  {
    code: 'activity-without-profile',
    problem: 'activity entries name a profile that does not exist',
    offenders: `select a.id, a.action || ' (entry ' || a.id || ', profile ' || a.user_id || ')' as detail
      from activity_logs a where a.user_id is not null and not exists (select from profiles u where u.id = a.user_id)`,
    remedy: 'Empty the entry’s user_id: that is what deleting a profile does from now on.',
    policies: {
      clear: {
        does: 'Their user_id is emptied, as deleting a profile does from now on.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'activity_logs',
              set: { user_id: 'null' },
              where: 'true',
              archive: ['user_id'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'unknown-crawl-status',
    problem: `crawl jobs have a status other than ${JOB_STATES.join(', ')}`,
    offenders: `select id, status || ' (crawl job ' || id || ')' as detail from crawl_jobs where status not in (${list(JOB_STATES)})`,
    remedy: 'Give the job one of these.',
    policies: {
      fail: {
        does: 'The status becomes failed, from which a job can be tried again.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'crawl_jobs',
              set: { status: `'failed'` },
              where: 'true',
              archive: ['status'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'impossible-crawl-figures',
    problem: 'crawl jobs have a negative count, or a progress outside 0–100',
    offenders: `select id, 'crawl job ' || id || ', progress ' || progress as detail from crawl_jobs where not (${POSSIBLE_FIGURES})`,
    remedy: 'Correct the figures.',
    policies: {
      clamp: {
        does: 'Each figure becomes the nearest possible one.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'crawl_jobs',
              set: {
                progress: 'least(100, greatest(0, t.progress))',
                max_images: 'greatest(0, t.max_images)',
                ...Object.fromEntries(FIGURES.map((column) => [column, `greatest(0, t.${column})`])),
              },
              where: 'true',
              archive: ['progress', 'max_images', ...FIGURES],
            }),
          },
        ],
      },
    },
  },
];

/**
 * Requirement 001: the database holds who belongs to whom, finds it by index, and has tables for what validates and
 * exports. Deleting a profile takes its projects along, a project its jobs, a job its images; activity stays.
 */
export class DatasetForeignKeysAndJobs1700000003000 extends OnlineMigration {
  readonly name = 'DatasetForeignKeysAndJobs1700000003000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    foreignKey('projects', 'fk_projects_user_id', ['user_id'], 'profiles (id)', 'on delete cascade'),
    foreignKey('activity_logs', 'fk_activity_logs_user_id', ['user_id'], 'profiles (id)', 'on delete set null'),

    index('crawl_jobs', 'ix_crawl_job_status', '(status)'),
    index('crawl_jobs', 'ix_crawl_job_project_status', '(project_id, status)'),
    index('crawl_jobs', 'ix_crawl_jobs_project_id', '(project_id)'),
    foreignKey('crawl_jobs', 'fk_crawl_jobs_project_id', ['project_id'], 'projects (id)', 'on delete cascade'),
    foreignKey(
      'crawl_jobs',
      'fk_crawl_jobs_project_live',
      ['project_id', 'live'],
      'projects (id, live)',
      'on delete cascade',
      [joinDeletion('crawl_jobs', 'projects', 'project_id')],
    ),
    unique('crawl_jobs', 'uq_crawl_jobs_project', ['id', 'project_id']),
    unique('crawl_jobs', 'uq_crawl_jobs_live', ['id', 'live']),
    check('crawl_jobs', 'ck_crawl_jobs_status', `status in (${list(JOB_STATES)})`),
    check('crawl_jobs', 'ck_crawl_jobs_figures', POSSIBLE_FIGURES),

    addColumns('images', { project_id: 'uuid' }),
    // Statements of older clients do not name the project: it is the job's.
    sqlFunction(
      'fill_image_project',
      `create or replace function fill_image_project() returns trigger language plpgsql as $$
      begin
        select project_id into new.project_id from crawl_jobs where id = new.crawl_job_id;
        return new;
      end $$`,
    ),
    trigger(
      'images',
      'fill_image_project_on_insert',
      `before insert on images
      for each row when (new.project_id is null) execute function fill_image_project()`,
    ),
    trigger(
      'images',
      'fill_image_project_on_move',
      `before update of crawl_job_id on images
      for each row when (new.crawl_job_id <> old.crawl_job_id and new.project_id is not distinct from old.project_id)
      execute function fill_image_project()`,
    ),
    fill('projects of images', {
      table: 'images',
      set: { project_id: 'j.project_id' },
      from: 'crawl_jobs j',
      where: 'j.id = t.crawl_job_id and t.project_id is distinct from j.project_id',
    }),
    index('images', 'ix_image_crawl_job_id', '(crawl_job_id)'),
    foreignKey('images', 'fk_images_crawl_job_id', ['crawl_job_id'], 'crawl_jobs (id)', 'on delete cascade'),
    projectKey('images', 'fk_images_crawl_job_project', 'crawl_job_id', 'crawl_jobs'),
    notNull('images', 'project_id'),
    foreignKey(
      'images',
      'fk_images_crawl_job_live',
      ['crawl_job_id', 'live'],
      'crawl_jobs (id, live)',
      'on delete cascade',
      [joinDeletion('images', 'crawl_jobs', 'crawl_job_id')],
    ),
    unique('images', 'uq_images_project', ['id', 'project_id']),

    createTable(
      'validation_jobs',
      `create table validation_jobs (
        ${BASE_COLUMNS},
        ${TRASH_COLUMNS},
        project_id uuid not null,
        crawl_job_id uuid not null,
        name varchar(100) not null,
        status varchar(20) not null default 'pending',
        progress integer not null default 0,
        total_images integer not null default 0,
        validated_images integer not null default 0,
        invalid_images integer not null default 0,
        validation_rules jsonb not null default '{}',
        started_at timestamptz,
        completed_at timestamptz,
        error_message text,
        constraint pk_validation_jobs primary key (id),
        constraint uq_validation_jobs_project unique (id, project_id),
        constraint ck_validation_jobs_name check (length(btrim(name)) > 0),
        constraint ck_validation_jobs_status check (status in (${list(JOB_STATES)})),
        constraint ck_validation_jobs_figures check (progress >= 0 and progress <= 100 and total_images >= 0 and validated_images >= 0 and invalid_images >= 0),
        constraint ck_validation_jobs_deletion check (${DELETION_CHECK}),
        constraint fk_validation_jobs_crawl_job_id foreign key (crawl_job_id) references crawl_jobs (id) on delete cascade);
      create index ix_validation_job_status on validation_jobs (status);
      create index ix_validation_job_crawl_job_id on validation_jobs (crawl_job_id);
      create index idx_validation_jobs_project_id on validation_jobs (project_id, created_at, id);
      create index idx_validation_jobs_deletion_id on validation_jobs (deletion_id) where deletion_id is not null`,
      ['crawl_jobs'],
    ),
    projectKey('validation_jobs', 'fk_validation_jobs_crawl_job_project', 'crawl_job_id', 'crawl_jobs'),
    ...trashKeys('validation_jobs', 'crawl_job_id', 'crawl_jobs'),
    createTable(
      'validation_results',
      `create table validation_results (
        ${BASE_COLUMNS},
        project_id uuid not null,
        validation_job_id uuid not null,
        image_id uuid not null,
        is_valid boolean not null,
        issues jsonb not null default '[]',
        checks_passed integer not null default 0,
        checks_failed integer not null default 0,
        quality_score double precision,
        constraint pk_validation_results primary key (id),
        constraint uq_validation_results_image unique (validation_job_id, image_id),
        constraint ck_validation_results_figures check (checks_passed >= 0 and checks_failed >= 0 and quality_score >= 0 and quality_score <= 1),
        constraint ck_validation_results_issues check (jsonb_typeof(issues) = 'array'),
        constraint fk_validation_results_validation_job_id foreign key (validation_job_id) references validation_jobs (id) on delete cascade,
        constraint fk_validation_results_image_id foreign key (image_id) references images (id) on delete cascade);
      create index idx_validation_results_image_id on validation_results (image_id)`,
      ['images', 'validation_jobs'],
    ),
    projectKey('validation_results', 'fk_validation_results_job_project', 'validation_job_id', 'validation_jobs'),
    projectKey('validation_results', 'fk_validation_results_image_project', 'image_id', 'images'),
    createTable(
      'export_jobs',
      `create table export_jobs (
        ${BASE_COLUMNS},
        ${TRASH_COLUMNS},
        project_id uuid not null,
        crawl_job_id uuid not null,
        user_id uuid not null,
        name varchar(100) not null,
        status varchar(20) not null default 'pending',
        progress integer not null default 0,
        format varchar(20) not null default 'zip',
        total_images integer not null default 0,
        exported_images integer not null default 0,
        file_size bigint,
        download_url text,
        export_options jsonb not null default '{}',
        started_at timestamptz,
        completed_at timestamptz,
        expires_at timestamptz,
        error_message text,
        constraint pk_export_jobs primary key (id),
        constraint ck_export_jobs_name check (length(btrim(name)) > 0),
        constraint ck_export_jobs_status check (status in (${list(JOB_STATES)})),
        constraint ck_export_jobs_format check (format in ('zip', 'tar', 'tar.gz', 'csv', 'json', 'webdataset')),
        constraint ck_export_jobs_figures check (progress >= 0 and progress <= 100 and total_images >= 0 and exported_images >= 0 and file_size >= 0),
        constraint ck_export_jobs_deletion check (${DELETION_CHECK}),
        constraint fk_export_jobs_user_id foreign key (user_id) references profiles (id) on delete cascade,
        constraint fk_export_jobs_crawl_job_id foreign key (crawl_job_id) references crawl_jobs (id) on delete cascade);
      create index ix_export_job_status on export_jobs (status);
      create index ix_export_job_user_id on export_jobs (user_id);
      create index ix_export_job_crawl_job_id on export_jobs (crawl_job_id);
      create index idx_export_jobs_project_id on export_jobs (project_id, created_at, id);
      create index idx_export_jobs_deletion_id on export_jobs (deletion_id) where deletion_id is not null`,
      ['crawl_jobs', 'profiles'],
    ),
    projectKey('export_jobs', 'fk_export_jobs_crawl_job_project', 'crawl_job_id', 'crawl_jobs'),
    ...trashKeys('export_jobs', 'crawl_job_id', 'crawl_jobs'),
  ];

  override readonly checks = [
    {
      title: 'every image is of the project of its crawl job',
      wrong:
        'select i.id from images i join crawl_jobs j on j.id = i.crawl_job_id where i.project_id is distinct from j.project_id',
    },
  ];
}

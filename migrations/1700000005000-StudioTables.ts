import {
  addColumns,
  backfill,
  change,
  changeRows,
  check,
  createTable,
  foreignKey,
  index,
  OnlineMigration,
  raw,
  type Step,
} from '../src/migrator';
import { BASE_COLUMNS, DELETION_CHECK, TRASH_COLUMNS, trashKeys } from './shared/tables';

/** A table whose rows hang under a project and go to the trash with it. */
function tableOfProject(table: string, columns: string, indexes = ''): Step[] {
  return [
    createTable(
      table,
      `create table ${table} (
        ${BASE_COLUMNS},
        ${TRASH_COLUMNS},
        project_id uuid not null,
        ${columns.trim()},
        constraint pk_${table} primary key (id),
        constraint ck_${table}_deletion check (${DELETION_CHECK}),
        constraint fk_${table}_project_id foreign key (project_id) references projects (id) on delete cascade);
      create index idx_${table}_deletion_id on ${table} (deletion_id) where deletion_id is not null;
      create index idx_${table}_project_id on ${table} (project_id, created_at, id)${indexes}`,
      ['projects'],
    ),
    ...trashKeys(table, 'project_id', 'projects'),
  ];
}

/** Rows of the house that nobody's project owns. */
function ofTheHouse(table: string, columns: string, rest: string): string {
  return `create table ${table} (
        ${columns.trim()});
      ${rest.trim()}`;
}

/**
 * Requirement 003: the state of a video studio. A project's columns say where its production stands; what a project
 * holds hangs under it; templates and settings belong to the house. `action_logs` are the undoable entries of the one
 * table that says who did what.
 */
export class StudioTables1700000005000 extends OnlineMigration {
  readonly name = 'StudioTables1700000005000';

  readonly steps: readonly Step[] = [
    addColumns('projects', {
      production_status: `text not null default 'draft'`,
      current_stage: 'text',
      wizard_step: 'integer not null default 0',
      wizard_version: 'text',
      progress_percent: 'integer not null default 0',
      job_id: 'text',
      brief: 'jsonb',
      plan_spec: 'jsonb',
      voice_spec: 'jsonb',
      render_spec: 'jsonb',
      timeline: 'jsonb',
      error_message: 'text',
      completed_at: 'timestamptz',
      tags: `text[] not null default '{}'`,
      category: 'text',
      template_id: 'uuid',
      output_file_path: 'text',
      thumbnail_path: 'text',
      duration_seconds: 'double precision',
      last_auto_save_at: 'timestamptz',
    }),
    check(
      'projects',
      'ck_projects_production_status',
      `production_status in ('draft', 'in_progress', 'completed', 'failed', 'cancelled')`,
    ),
    check(
      'projects',
      'ck_projects_current_stage',
      `current_stage in ('initialization', 'script', 'tts', 'images', 'composition', 'render')`,
    ),
    check('projects', 'ck_projects_wizard_step', 'wizard_step between 0 and 3'),
    check('projects', 'ck_projects_progress_percent', 'progress_percent between 0 and 100'),
    check('projects', 'ck_projects_duration_seconds', 'duration_seconds >= 0'),
    index('projects', 'idx_projects_production_status', '(production_status)'),
    index('projects', 'idx_projects_updated_at', '(updated_at)'),
    index('projects', 'idx_projects_production_status_updated_at', '(production_status, updated_at)'),
    index('projects', 'idx_projects_job_id', '(job_id) where job_id is not null'),
    index('projects', 'idx_projects_deleted_at', '(deleted_at) where deleted_at is not null'),

    ...tableOfProject(
      'scene_states',
      `scene_index integer not null,
      script_text text not null,
      audio_file_path varchar(500),
      image_file_path varchar(500),
      duration_seconds double precision not null default 0,
      is_completed boolean not null default false,
      constraint ck_scene_states_scene_index check (scene_index >= 0),
      constraint ck_scene_states_duration_seconds check (duration_seconds >= 0)`,
      `;
    create index idx_scene_states_scene_index on scene_states (project_id, scene_index)`,
    ),
    ...tableOfProject(
      'asset_states',
      `asset_type varchar(100) not null,
      file_path varchar(500) not null,
      file_size_bytes bigint not null default 0,
      mime_type varchar(200),
      is_temporary boolean not null default true,
      constraint ck_asset_states_asset_type check (asset_type in ('audio', 'image', 'video', 'subtitle')),
      constraint ck_asset_states_file_size_bytes check (file_size_bytes >= 0)`,
      `;
    create index idx_asset_states_asset_type on asset_states (project_id, asset_type);
    create index idx_asset_states_is_temporary on asset_states (is_temporary)`,
    ),
    ...tableOfProject(
      'render_checkpoints',
      `stage_name varchar(100) not null,
      checkpoint_time timestamptz not null default now(),
      completed_scenes integer not null default 0,
      total_scenes integer not null default 0,
      checkpoint_data jsonb,
      output_file_path varchar(500),
      is_valid boolean not null default true,
      constraint ck_render_checkpoints_stage_name check (length(btrim(stage_name)) > 0),
      constraint ck_render_checkpoints_scenes check (completed_scenes >= 0 and total_scenes >= 0)`,
      `;
    create index idx_render_checkpoints_stage_name on render_checkpoints (project_id, stage_name);
    create index idx_render_checkpoints_checkpoint_time on render_checkpoints (checkpoint_time)`,
    ),
    createTable(
      'content_blobs',
      ofTheHouse(
        'content_blobs',
        `content_hash varchar(64) not null,
        content jsonb not null,
        content_type varchar(50) not null,
        size_bytes bigint not null,
        reference_count integer not null default 0,
        last_referenced_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_content_blobs primary key (content_hash),
        constraint ck_content_blobs_content_hash check (content_hash ~ '^[0-9a-f]{64}$'),
        constraint ck_content_blobs_figures check (size_bytes >= 0 and reference_count >= 0)`,
        `create index idx_content_blobs_content_type on content_blobs (content_type);
      create index idx_content_blobs_last_referenced_at on content_blobs (last_referenced_at);
      create index idx_content_blobs_reference_count on content_blobs (reference_count)`,
      ),
    ),
    ...tableOfProject(
      'project_versions',
      `version_number integer not null,
      name varchar(200),
      description varchar(2000),
      version_type text not null default 'manual',
      trigger varchar(200),
      brief_hash varchar(64),
      plan_hash varchar(64),
      voice_hash varchar(64),
      render_hash varchar(64),
      timeline_hash varchar(64),
      state_hash varchar(64),
      storage_size_bytes bigint not null default 0,
      is_marked_important boolean not null default false,
      constraint uq_project_versions_number unique (project_id, version_number),
      constraint ck_project_versions_number check (version_number > 0),
      constraint ck_project_versions_type check (version_type in ('manual', 'autosave', 'restore_point')),
      constraint ck_project_versions_size check (storage_size_bytes >= 0),
      ${['brief', 'plan', 'voice', 'render', 'timeline', 'state']
        .map(
          (part) =>
            `constraint fk_project_versions_${part}_hash foreign key (${part}_hash) references content_blobs (content_hash)`,
        )
        .join(',\n        ')}`,
      `;
    create index idx_project_versions_version_type on project_versions (version_type);
    create index idx_project_versions_created_at on project_versions (created_at);
    create index idx_project_versions_deleted_at on project_versions (deleted_at) where deleted_at is not null;
    create index idx_project_versions_is_marked_important on project_versions (is_marked_important);
    ${['brief', 'plan', 'voice', 'render', 'timeline', 'state']
      .map(
        (part) =>
          `create index idx_project_versions_${part}_hash on project_versions (${part}_hash) where ${part}_hash is not null`,
      )
      .join(';\n      ')}`,
    ),
    ...tableOfProject(
      'export_history',
      `input_file varchar(500),
      output_file varchar(500),
      preset_name varchar(100),
      status text not null default 'queued',
      progress double precision not null default 0,
      started_at timestamptz,
      completed_at timestamptz,
      error_message varchar(1000),
      file_size bigint,
      duration_seconds double precision,
      platform varchar(50),
      resolution varchar(20),
      codec varchar(50),
      constraint ck_export_history_status check (status in ('queued', 'processing', 'completed', 'failed', 'cancelled')),
      constraint ck_export_history_figures check (progress >= 0 and progress <= 100 and file_size >= 0 and duration_seconds >= 0)`,
      `;
    create index idx_export_history_status on export_history (status);
    create index idx_export_history_created_at on export_history (created_at);
    create index idx_export_history_status_created_at on export_history (status, created_at)`,
    ),
    createTable(
      'templates',
      ofTheHouse(
        'templates',
        `${BASE_COLUMNS},
        name varchar(200) not null,
        description varchar(1000),
        category varchar(50) not null,
        sub_category varchar(100),
        preview_image varchar(500),
        preview_video varchar(500),
        tags text[] not null default '{}',
        template_data jsonb not null default '{}',
        author text not null default 'System',
        is_system_template boolean not null default true,
        is_community_template boolean not null default false,
        usage_count integer not null default 0,
        rating double precision not null default 0,
        rating_count integer not null default 0,
        constraint pk_templates primary key (id),
        constraint ck_templates_name check (length(btrim(name)) > 0),
        constraint ck_templates_figures check (usage_count >= 0 and rating >= 0 and rating <= 5 and rating_count >= 0)`,
        `create index idx_templates_category on templates (category);
      create index idx_templates_is_system_template on templates (is_system_template);
      create index idx_templates_is_community_template on templates (is_community_template);
      create index idx_templates_category_sub_category on templates (category, sub_category)`,
      ),
    ),
    createTable(
      'custom_templates',
      ofTheHouse(
        'custom_templates',
        `${BASE_COLUMNS},
        ${TRASH_COLUMNS},
        name varchar(200) not null,
        description varchar(2000),
        category varchar(100),
        tags text[] not null default '{}',
        author text not null default 'User',
        is_default boolean not null default false,
        script_structure jsonb,
        video_structure jsonb,
        llm_pipeline jsonb,
        visual_preferences jsonb,
        constraint pk_custom_templates primary key (id),
        constraint ck_custom_templates_name check (length(btrim(name)) > 0),
        constraint ck_custom_templates_deletion check (${DELETION_CHECK})`,
        `create index idx_custom_templates_deletion_id on custom_templates (deletion_id) where deletion_id is not null;
      create index idx_custom_templates_category on custom_templates (category);
      create index idx_custom_templates_is_default on custom_templates (is_default);
      create index idx_custom_templates_created_at on custom_templates (created_at);
      create index idx_custom_templates_category_created_at on custom_templates (category, created_at);
      create index idx_custom_templates_deleted_at on custom_templates (deleted_at) where deleted_at is not null`,
      ),
    ),
    foreignKey('custom_templates', 'fk_custom_templates_deletion_id', ['deletion_id'], 'deletions (id)', '', [
      backfill(
        'custom_templates',
        changeRows('keys', {
          table: 'custom_templates',
          set: { deleted_at: 'null', deletion_id: 'null', deleted_by: 'null', live: 'true' },
          where: 't.deletion_id is not null and not exists (select from deletions d where d.id = t.deletion_id)',
        }),
      ),
    ]),
    createTable(
      'configurations',
      ofTheHouse(
        'configurations',
        `key varchar(200) not null,
        value text not null,
        category varchar(100) not null,
        value_type text not null default 'string',
        description text,
        is_sensitive boolean not null default false,
        value_version integer not null default 1,
        is_active boolean not null default true,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_configurations primary key (key),
        constraint ck_configurations_key check (length(btrim(key)) > 0),
        constraint ck_configurations_value_type check (value_type in ('string', 'json', 'boolean', 'number'))`,
        `create index idx_configurations_category on configurations (category);
      create index idx_configurations_is_sensitive on configurations (is_sensitive);
      create index idx_configurations_is_active on configurations (is_active);
      create index idx_configurations_updated_at on configurations (updated_at);
      create index idx_configurations_category_is_active on configurations (category, is_active);
      create index idx_configurations_category_updated_at on configurations (category, updated_at)`,
      ),
    ),
    createTable(
      'system_configuration',
      ofTheHouse(
        'system_configuration',
        `id integer not null default 1,
        is_setup_complete boolean not null default false,
        ffmpeg_path varchar(500),
        output_directory varchar(500),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_system_configuration primary key (id),
        constraint ck_system_configuration_one_row check (id = 1)`,
        `insert into system_configuration (id) values (1)`,
      ),
    ),
    createTable(
      'user_setups',
      ofTheHouse(
        'user_setups',
        `${BASE_COLUMNS},
        user_id uuid not null,
        completed boolean not null default false,
        completed_at timestamptz,
        wizard_version varchar(20),
        last_step integer not null default 0,
        selected_tier varchar(50),
        wizard_state jsonb,
        constraint pk_user_setups primary key (id),
        constraint uq_user_setups_user unique (user_id),
        constraint ck_user_setups_last_step check (last_step >= 0),
        constraint fk_user_setups_user_id foreign key (user_id) references profiles (id) on delete cascade`,
        `create index idx_user_setups_completed on user_setups (completed);
      create index idx_user_setups_updated_at on user_setups (updated_at)`,
      ),
      ['profiles'],
    ),

    addColumns('activity_logs', {
      undoes: 'uuid',
      undone_by: 'uuid',
      undone_at: 'timestamptz',
      expires_at: 'timestamptz',
      correlation_id: 'varchar(100)',
    }),
    index('activity_logs', 'idx_activity_logs_action', '(action)'),
    index('activity_logs', 'idx_activity_logs_user_id_timestamp', '(user_id, timestamp)'),
    index('activity_logs', 'idx_activity_logs_correlation_id', '(correlation_id) where correlation_id is not null'),
    index('activity_logs', 'idx_activity_logs_expires_at', '(expires_at) where expires_at is not null'),
    raw('view action_logs', 'no step describes views', {
      up: [
        change({
          sql: `create view action_logs as
      select id, user_id, action as action_type, resource_type, resource_id, project_id, timestamp,
        case when undone_by is not null then 'undone' when expires_at < now() then 'expired' else 'applied' end as status,
        changes, undoes, undone_by, undone_at, expires_at, correlation_id
      from activity_logs where changes is not null`,
          how: 'briefly',
          locks: {},
          done: `to_regclass('public.action_logs') is not null`,
        }),
      ],
      down: [
        change({
          sql: 'drop view action_logs',
          how: 'briefly',
          locks: {},
          done: `to_regclass('public.action_logs') is null`,
        }),
      ],
    }),
  ];
}

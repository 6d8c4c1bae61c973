import { createTable, OnlineMigration } from '../src/migrator';

/**
 * The schema that every upgrade starts from: five products side by side, before any of them was made consistent.
 * Weak on purpose; what is missing here is what the later migrations add. A legacy database has these tables already.
 */
export class LegacySchema1700000000000 extends OnlineMigration {
  readonly name = 'LegacySchema1700000000000';

  readonly steps = [
    createTable(
      'profiles',
      `
      create table profiles (
        id uuid primary key, email varchar(255) not null, full_name varchar(100), avatar_url text,
        role varchar(20) not null default 'user',
      created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    ),
    createTable(
      'projects',
      `
      create table projects (
        id uuid primary key default gen_random_uuid(), name varchar(100) not null, description text,
        user_id uuid not null,
        status varchar(20) not null default 'active',
      created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    ),
    createTable(
      'episodes',
      `
      create table episodes (
        id uuid primary key default gen_random_uuid(), project_id uuid,
        name varchar(255) not null, position integer not null default 0,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz)`,
    ),
    createTable(
      'stories',
      `
      create table stories (
        id uuid primary key default gen_random_uuid(), episode_id uuid not null references episodes (id) on delete cascade,
        display_name text not null check (length(trim(display_name)) > 0), initial_prompt text not null default '',
        story_constitution jsonb, visual_design_document jsonb, audio_design_document jsonb, visual_reference_package jsonb,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    ),
    createTable(
      'scenelets',
      `
      create table scenelets (
        id uuid primary key default gen_random_uuid(), story_id uuid not null references stories (id) on delete cascade,
        parent_id uuid references scenelets (id) on delete cascade,
        choice_label_from_parent text, choice_prompt text, content jsonb not null default '{}',
        is_branch_point boolean not null default false, is_terminal_node boolean not null default false,
        branch_audio_file_path text, created_at timestamptz not null default now());
      create index scenelets_story_id_idx on scenelets (story_id);
      create index scenelets_parent_id_idx on scenelets (parent_id)`,
    ),
    createTable(
      'shots',
      `
      create table shots (
        id uuid primary key default gen_random_uuid(), episode_id uuid not null references episodes (id),
        name varchar(255),
        description text, status varchar(50) not null default 'todo', frame_start integer, frame_end integer, data jsonb not null default '{}',
        story_id uuid references stories (id) on delete cascade,
        scenelet_id text, scenelet_sequence integer check (scenelet_sequence > 0), shot_index integer check (shot_index > 0),
        storyboard_payload jsonb, key_frame_image_path text, audio_file_path text, video_file_path text,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz,
        unique (story_id, scenelet_id, shot_index));
      create index ix_shots_episode_id on shots (episode_id);
      create index ix_shots_name on shots (name)`,
    ),
    createTable(
      'crawl_jobs',
      `
      create table crawl_jobs (
        id uuid primary key default gen_random_uuid(), project_id uuid not null, name varchar(100) not null, keywords jsonb not null,
        max_images integer not null default 1000, status varchar(20) not null default 'pending', progress integer not null default 0,
        total_images integer not null default 0, downloaded_images integer not null default 0, valid_images integer not null default 0,
        total_chunks integer not null default 0, active_chunks integer not null default 0, completed_chunks integer not null default 0, failed_chunks integer not null default 0,
        task_ids jsonb not null default '[]', started_at timestamptz, completed_at timestamptz,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    ),
    createTable(
      'images',
      `
      create table images (
        id uuid primary key default gen_random_uuid(), crawl_job_id uuid not null, original_url text not null, filename varchar(255) not null,
        storage_url text, width integer, height integer, file_size integer, format varchar(10))`,
    ),
    createTable(
      'activity_logs',
      `
      create table activity_logs (
        id uuid primary key default gen_random_uuid(), user_id uuid, action text not null, resource_type varchar(50), resource_id varchar(50),
        metadata jsonb, timestamp timestamptz not null default now())`,
    ),
    createTable(
      'drawings',
      `
      create table drawings (
        id uuid primary key default gen_random_uuid(), project_id uuid, file_name varchar(255) not null, original_name varchar(255), file_path text,
        file_size bigint, file_hash varchar(64), drawing_type varchar(50), sheet_number varchar(50), drawing_date date,
        processing_status varchar(20) not null default 'pending', processing_progress integer not null default 0, error_message text,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    ),
    createTable(
      'components',
      `
      create table components (
        id uuid primary key default gen_random_uuid(), drawing_id uuid references drawings (id) on delete cascade,
        piece_mark varchar(50) not null, component_type varchar(50), quantity integer default 1, material_type varchar(100),
        location_x double precision, location_y double precision, bounding_box json,
        confidence_score double precision check (confidence_score >= 0 and confidence_score <= 1),
        review_status varchar(20) default 'pending', created_at timestamptz default now(), updated_at timestamptz default now(),
        constraint unique_piece_mark_per_drawing unique (drawing_id, piece_mark))`,
    ),
  ];
}

-- What the migrations build. Written by: npm run generate. To be read and compared, not to be run.

CREATE OR REPLACE FUNCTION public.close_old_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        perform from deletions where id = old.deletion_id and root_id = old.id;
        if not found then
          return null;
        end if;
        update episodes set deleted_at = null, deleted_by = null, deletion_id = null, live = true where deletion_id = old.deletion_id;
        update shots set deleted_at = null, deleted_by = null, deletion_id = null, live = true where deletion_id = old.deletion_id;
        delete from deletions where id = old.deletion_id;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.fill_shot_project()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select project_id into new.project_id from episodes where id = new.episode_id;
        new.name := coalesce(new.name, 'story_shot_' || new.id);
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.mark_old_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        type constant text := tg_argv[0];
        project uuid := case type when 'project' then new.id else (to_jsonb(new)->>'project_id')::uuid end;
        below integer := 0;
        more integer := 0;
      begin
        if new.deletion_id is not null then
          new.deleted_at := null;
          new.deletion_id := null;
          new.deleted_by := null;
          new.live := true;
          return new;
        end if;
        if project is null and type = 'shot' then
          select project_id into project from episodes where id = (to_jsonb(new)->>'episode_id')::uuid;
        end if;
        new.deleted_at := coalesce(new.deleted_at, now());
        insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
          values (project, type, new.id, new.name, 1, new.deleted_at) returning id into new.deletion_id;
        new.live := null;
        if type <> 'shot' then
          update shots set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null
            where deleted_at is null and episode_id = any (array(select id from episodes where new.id in (id, project_id)));
          get diagnostics below = row_count;
        end if;
        if type = 'project' then
          update episodes set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null
            where deleted_at is null and project_id = new.id;
          get diagnostics more = row_count;
        end if;
        update deletions set row_count = 1 + below + more where id = new.deletion_id and below + more > 0;
        return new;
      end $function$;

create table activity_logs (
  id uuid not null default gen_random_uuid(),
  user_id uuid,
  action text not null,
  resource_type character varying(50),
  resource_id character varying(50),
  metadata jsonb,
  timestamp timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  project_id uuid,
  request_id text,
  changes jsonb,
  constraint activity_logs_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_activity_logs_project_id ON public.activity_logs USING btree (project_id, "timestamp", id);
CREATE INDEX idx_activity_logs_timestamp ON public.activity_logs USING btree ("timestamp", id);
CREATE INDEX idx_activity_logs_user_id ON public.activity_logs USING btree (user_id);

create table api_tokens (
  id uuid not null default gen_random_uuid(),
  profile_id uuid not null,
  name text not null,
  token_hash bytea not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_api_tokens PRIMARY KEY (id),
  constraint uq_api_tokens_hash UNIQUE (token_hash),
  constraint ck_api_tokens_name CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 100))),
  constraint fk_api_tokens_profile_id FOREIGN KEY (profile_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE INDEX idx_api_tokens_profile_id ON public.api_tokens USING btree (profile_id);

create table components (
  id uuid not null default gen_random_uuid(),
  drawing_id uuid,
  piece_mark character varying(50) not null,
  component_type character varying(50),
  quantity integer default 1,
  material_type character varying(100),
  location_x double precision,
  location_y double precision,
  bounding_box json,
  confidence_score double precision,
  review_status character varying(20) default 'pending'::character varying,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint components_pkey PRIMARY KEY (id),
  constraint unique_piece_mark_per_drawing UNIQUE (drawing_id, piece_mark),
  constraint ck_components_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint components_confidence_score_check CHECK (((confidence_score >= (0)::double precision) AND (confidence_score <= (1)::double precision))),
  constraint components_drawing_id_fkey FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE,
  constraint fk_components_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_components_deletion_id ON public.components USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);

create table crawl_jobs (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name character varying(100) not null,
  keywords jsonb not null,
  max_images integer not null default 1000,
  status character varying(20) not null default 'pending'::character varying,
  progress integer not null default 0,
  total_images integer not null default 0,
  downloaded_images integer not null default 0,
  valid_images integer not null default 0,
  total_chunks integer not null default 0,
  active_chunks integer not null default 0,
  completed_chunks integer not null default 0,
  failed_chunks integer not null default 0,
  task_ids jsonb not null default '[]'::jsonb,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint crawl_jobs_pkey PRIMARY KEY (id),
  constraint ck_crawl_jobs_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint fk_crawl_jobs_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_crawl_jobs_deletion_id ON public.crawl_jobs USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);

create table deletions (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  root_type text not null,
  root_id uuid not null,
  root_name text,
  row_count integer not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_deletions PRIMARY KEY (id),
  constraint uq_deletions_root UNIQUE (root_type, root_id),
  constraint ck_deletions_row_count CHECK ((row_count > 0))
);
CREATE INDEX idx_deletions_project_id ON public.deletions USING btree (project_id, created_at, id);

create table drawings (
  id uuid not null default gen_random_uuid(),
  project_id uuid,
  file_name character varying(255) not null,
  original_name character varying(255),
  file_path text,
  file_size bigint,
  file_hash character varying(64),
  drawing_type character varying(50),
  sheet_number character varying(50),
  drawing_date date,
  processing_status character varying(20) not null default 'pending'::character varying,
  processing_progress integer not null default 0,
  error_message text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint drawings_pkey PRIMARY KEY (id),
  constraint ck_drawings_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint fk_drawings_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_drawings_deletion_id ON public.drawings USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);

create table episodes (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  name character varying(255) not null,
  position integer not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  constraint episodes_pkey PRIMARY KEY (id),
  constraint uq_episodes_live UNIQUE (id, live),
  constraint uq_episodes_project UNIQUE (id, project_id),
  constraint ck_episodes_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_episodes_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint fk_episodes_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_episodes_project_id FOREIGN KEY (project_id) REFERENCES projects(id),
  constraint fk_episodes_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live)
);
CREATE INDEX idx_episodes_deletion_id ON public.episodes USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE UNIQUE INDEX idx_episodes_project_name_unique ON public.episodes USING btree (project_id, lower((NORMALIZE(btrim((name)::text), NFC) COLLATE "und-x-icu"))) WHERE (deleted_at IS NULL);
CREATE INDEX idx_episodes_project_position ON public.episodes USING btree (project_id, "position", id) WHERE (deleted_at IS NULL);
CREATE TRIGGER close_old_episode_deletion AFTER UPDATE OF deleted_at ON public.episodes FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER mark_old_episode_deletion BEFORE INSERT OR UPDATE OF deleted_at ON public.episodes FOR EACH ROW WHEN (((new.deleted_at IS NULL) <> (new.deletion_id IS NULL))) EXECUTE FUNCTION mark_old_deletion('episode');

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  status integer not null,
  headers jsonb not null,
  response text,
  created_at timestamp with time zone not null default now(),
  constraint pk_idempotency_keys PRIMARY KEY (user_id, key),
  constraint ck_idempotency_keys_key CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);
CREATE INDEX idx_idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);

create table images (
  id uuid not null default gen_random_uuid(),
  crawl_job_id uuid not null,
  original_url text not null,
  filename character varying(255) not null,
  storage_url text,
  width integer,
  height integer,
  file_size integer,
  format character varying(10),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint images_pkey PRIMARY KEY (id),
  constraint ck_images_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint fk_images_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_images_deletion_id ON public.images USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);

create table profiles (
  id uuid not null default gen_random_uuid(),
  email character varying(255) not null,
  full_name character varying(100),
  avatar_url text,
  role character varying(20) not null default 'user'::character varying,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  password_hash text,
  tokens_valid_from timestamp with time zone not null default now(),
  constraint profiles_pkey PRIMARY KEY (id),
  constraint ck_profiles_email CHECK ((length(btrim((email)::text)) > 0)),
  constraint ck_profiles_role CHECK (((role)::text = ANY ((ARRAY['user'::character varying, 'moderator'::character varying, 'admin'::character varying])::text[])))
);
CREATE UNIQUE INDEX idx_profiles_email_unique ON public.profiles USING btree (lower((NORMALIZE(btrim((email)::text), NFC) COLLATE "und-x-icu")));

create table project_members (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  user_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_project_members PRIMARY KEY (id),
  constraint uq_project_members_user UNIQUE (project_id, user_id),
  constraint ck_project_members_role CHECK ((role = ANY (ARRAY['manager'::text, 'artist'::text, 'viewer'::text]))),
  constraint fk_project_members_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_project_members_user_id FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE INDEX idx_project_members_user_id ON public.project_members USING btree (user_id);

create table projects (
  id uuid not null default gen_random_uuid(),
  name character varying(100) not null,
  description text,
  user_id uuid not null,
  status character varying(20) not null default 'active'::character varying,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  constraint projects_pkey PRIMARY KEY (id),
  constraint uq_projects_live UNIQUE (id, live),
  constraint ck_projects_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_projects_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_projects_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying, 'deleted'::character varying])::text[]))),
  constraint fk_projects_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_projects_deletion_id ON public.projects USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_projects_user_id ON public.projects USING btree (user_id);
CREATE TRIGGER close_old_project_deletion AFTER UPDATE OF status ON public.projects FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER mark_old_project_deletion BEFORE UPDATE OF status ON public.projects FOR EACH ROW WHEN (((((old.status)::text <> (new.status)::text) AND ((new.status)::text = 'deleted'::text) AND (new.deletion_id IS NULL)) OR (((old.status)::text = 'deleted'::text) AND ((new.status)::text <> 'deleted'::text) AND (new.deletion_id IS NOT NULL)))) EXECUTE FUNCTION mark_old_deletion('project');

create table scenelets (
  id uuid not null default gen_random_uuid(),
  story_id uuid not null,
  parent_id uuid,
  choice_label_from_parent text,
  choice_prompt text,
  content jsonb not null default '{}'::jsonb,
  is_branch_point boolean not null default false,
  is_terminal_node boolean not null default false,
  branch_audio_file_path text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint scenelets_pkey PRIMARY KEY (id),
  constraint ck_scenelets_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint fk_scenelets_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint scenelets_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES scenelets(id) ON DELETE CASCADE,
  constraint scenelets_story_id_fkey FOREIGN KEY (story_id) REFERENCES stories(id) ON DELETE CASCADE
);
CREATE INDEX idx_scenelets_deletion_id ON public.scenelets USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX scenelets_parent_id_idx ON public.scenelets USING btree (parent_id);
CREATE INDEX scenelets_story_id_idx ON public.scenelets USING btree (story_id);

create table shots (
  id uuid not null default gen_random_uuid(),
  episode_id uuid not null,
  name character varying(255) not null,
  description text,
  status character varying(50) not null default 'todo'::character varying,
  frame_start integer,
  frame_end integer,
  data jsonb not null default '{}'::jsonb,
  story_id uuid,
  scenelet_id text,
  scenelet_sequence integer,
  shot_index integer,
  storyboard_payload jsonb,
  key_frame_image_path text,
  audio_file_path text,
  video_file_path text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  constraint shots_pkey PRIMARY KEY (id),
  constraint shots_story_id_scenelet_id_shot_index_key UNIQUE (story_id, scenelet_id, shot_index),
  constraint ck_shots_data CHECK ((jsonb_typeof(data) = 'object'::text)),
  constraint ck_shots_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_shots_frames CHECK ((frame_end >= frame_start)),
  constraint ck_shots_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint shots_scenelet_sequence_check CHECK ((scenelet_sequence > 0)),
  constraint shots_shot_index_check CHECK ((shot_index > 0)),
  constraint fk_shots_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_shots_episode_live FOREIGN KEY (episode_id, live) REFERENCES episodes(id, live),
  constraint fk_shots_episode_project FOREIGN KEY (episode_id, project_id) REFERENCES episodes(id, project_id),
  constraint fk_shots_project_id FOREIGN KEY (project_id) REFERENCES projects(id),
  constraint shots_episode_id_fkey FOREIGN KEY (episode_id) REFERENCES episodes(id),
  constraint shots_story_id_fkey FOREIGN KEY (story_id) REFERENCES stories(id) ON DELETE CASCADE
);
CREATE INDEX idx_shots_deletion_id ON public.shots USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_shots_project_id ON public.shots USING btree (project_id, created_at, id);
CREATE UNIQUE INDEX idx_shots_project_name_unique ON public.shots USING btree (project_id, lower((NORMALIZE(btrim((name)::text), NFC) COLLATE "und-x-icu"))) WHERE (deleted_at IS NULL);
CREATE INDEX ix_shots_episode_id ON public.shots USING btree (episode_id);
CREATE INDEX ix_shots_name ON public.shots USING btree (name);
CREATE TRIGGER close_old_shot_deletion AFTER UPDATE OF deleted_at ON public.shots FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER fill_shot_project_on_insert BEFORE INSERT ON public.shots FOR EACH ROW WHEN (((new.project_id IS NULL) OR (new.name IS NULL))) EXECUTE FUNCTION fill_shot_project();
CREATE TRIGGER fill_shot_project_on_move BEFORE UPDATE OF episode_id ON public.shots FOR EACH ROW WHEN (((new.episode_id <> old.episode_id) AND (new.project_id = old.project_id))) EXECUTE FUNCTION fill_shot_project();
CREATE TRIGGER mark_old_shot_deletion BEFORE INSERT OR UPDATE OF deleted_at ON public.shots FOR EACH ROW WHEN (((new.deleted_at IS NULL) <> (new.deletion_id IS NULL))) EXECUTE FUNCTION mark_old_deletion('shot');

create table stories (
  id uuid not null default gen_random_uuid(),
  episode_id uuid not null,
  display_name text not null,
  initial_prompt text not null default ''::text,
  story_constitution jsonb,
  visual_design_document jsonb,
  audio_design_document jsonb,
  visual_reference_package jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  constraint stories_pkey PRIMARY KEY (id),
  constraint ck_stories_deletion CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
  constraint stories_display_name_check CHECK ((length(TRIM(BOTH FROM display_name)) > 0)),
  constraint fk_stories_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint stories_episode_id_fkey FOREIGN KEY (episode_id) REFERENCES episodes(id) ON DELETE CASCADE
);
CREATE INDEX idx_stories_deletion_id ON public.stories USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);

-- What the migrations build. Written by: npm run generate. To be read and compared, not to be run.

CREATE OR REPLACE FUNCTION public.close_old_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        later text;
      begin
        perform from deletions where id = old.deletion_id and root_id = old.id;
        if not found then
          return null;
        end if;
        update episodes set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update stories set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update scenelets set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update shots set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update crawl_jobs set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update images set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update drawings set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        update components set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = old.deletion_id;
        for later in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and c.relname not in ('episodes', 'stories', 'scenelets', 'shots', 'crawl_jobs', 'images', 'drawings', 'components', 'deletions')
              and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('project_id', 'deletion_id', 'live') and not a.attisdropped) = 3 loop
          execute format('update %I set deleted_at = null, deletion_id = null, deleted_by = null, live = true where deletion_id = $1', later) using old.deletion_id;
        end loop;
        delete from deletions where id = old.deletion_id;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.component_box(place json)
 RETURNS box
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
      select case when coalesce(case when json_typeof(place->'x') = 'number' and place->>'x' ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$' and json_typeof(place->'y') = 'number' and place->>'y' ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$' and json_typeof(place->'width') = 'number' and place->>'width' ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$' and json_typeof(place->'height') = 'number' and place->>'height' ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$' then (place->>'x')::float8 >= 0 and (place->>'x')::float8 <= 1e7 and (place->>'y')::float8 >= 0 and (place->>'y')::float8 <= 1e7 and (place->>'width')::float8 >= 0 and (place->>'width')::float8 <= 1e7 and (place->>'height')::float8 >= 0 and (place->>'height')::float8 <= 1e7 end, false)
        then box(point((place->>'x')::float8, (place->>'y')::float8),
          point((place->>'x')::float8 + (place->>'width')::float8, (place->>'y')::float8 + (place->>'height')::float8)) end
      $function$;

CREATE OR REPLACE FUNCTION public.component_place(place json, x double precision, y double precision)
 RETURNS box
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
      select coalesce(public.component_box(place), case when abs(x) <= 1e7 and abs(y) <= 1e7 then box(point(x, y), point(x, y)) end)
      $function$;

CREATE OR REPLACE FUNCTION public.confusable_mark(mark text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
      select translate(lower(normalize(btrim(mark), NFC) collate "und-x-icu"), 'oilsbz-_./,#: ', '011582')
      $function$;

CREATE OR REPLACE FUNCTION public.drawing_point(id uuid)
 RETURNS point
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
      select point(('x' || substr(h, 1, 12))::bit(48)::bigint, ('x' || substr(h, 13, 12))::bit(48)::bigint) from (select replace(id::text, '-', '') as h) digits
      $function$;

CREATE OR REPLACE FUNCTION public.fill_image_project()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select project_id into new.project_id from crawl_jobs where id = new.crawl_job_id;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.fill_scenelet_ref()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select n.scenelet, n.number into new.scenelet_ref, new.scenelet_sequence
          from number_scenelets(new.story_id) n where 'scenelet-' || n.number = new.scenelet_id;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.fill_shot_project()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if new.project_id is null or tg_op = 'UPDATE' then
          select project_id into new.project_id from episodes where id = new.episode_id;
        end if;
        new.name := coalesce(new.name, 'story_shot_' || new.id);
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.fill_story_project()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select project_id into new.project_id from episodes where id = new.episode_id;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.follow_drawing_assignment()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        update drawings d set project_id = (select a.project_id from drawing_projects a where a.drawing_id = d.id order by a.created_at, a.id limit 1)
          where d.id in (new.drawing_id, old.drawing_id) and not exists (select from drawing_projects a where a.drawing_id = d.id and a.project_id = d.project_id)
            and d.project_id is distinct from (select a.project_id from drawing_projects a where a.drawing_id = d.id order by a.created_at, a.id limit 1);
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.follow_old_drawing_project()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into drawing_projects (drawing_id, project_id) select new.id, new.project_id where new.project_id is not null
          on conflict (drawing_id, project_id) do nothing;
        if tg_op = 'UPDATE' then
          delete from drawing_projects where drawing_id = new.id and project_id = old.project_id;
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.hold_assigned_drawing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        perform from drawings where id in (new.drawing_id, old.drawing_id) order by id for no key update;
        return coalesce(new, old);
      end $function$;

CREATE OR REPLACE FUNCTION public.mark_neighbours(mark text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT COST 500
AS $function$
      declare
        k constant text := public.confusable_mark(mark);
        found text[] := array[k];
      begin
        for n in 1 .. case when length(k) > 1 then least(length(k), 20) else 0 end loop
          found := array_append(found, left(k, n - 1) || substr(k, n + 1));
        end loop;
        return found;
      end $function$;

CREATE OR REPLACE FUNCTION public.mark_old_deletion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        type constant text := tg_argv[0];
        project uuid := case type when 'project' then new.id else (to_jsonb(new)->>'project_id')::uuid end;
        below integer := 0;
        count integer;
        later text;
        drawing_ids uuid[];
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
        if type = 'project' then
          for later in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and c.relname not in ('episodes', 'stories', 'scenelets', 'shots', 'crawl_jobs', 'images', 'drawings', 'components', 'deletions')
              and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('project_id', 'deletion_id', 'live') and not a.attisdropped) = 3 loop
            execute format('update %I set deleted_at = $1, deletion_id = $2, live = null where deleted_at is null and project_id = $3', later)
              using new.deleted_at, new.deletion_id, new.id;
            get diagnostics count = row_count;
            below := below + count;
          end loop;
          if to_regclass('public.drawing_projects') is null then
            select array_agg(id) into drawing_ids from
              (select id from drawings where project_id = new.id and deleted_at is null order by id for update) locked;
          else
            select array_agg(id) into drawing_ids from (select id from drawings
              where id in (select id from drawings where project_id = new.id union select drawing_id from drawing_projects where project_id = new.id)
                and deleted_at is null order by id for update) locked;
            select array_agg(id) into drawing_ids from drawings d where id = any (drawing_ids) and not exists (
              select from (select d.project_id as id union all select project_id from drawing_projects where drawing_id = d.id) of_drawing
                join projects p using (id) where p.deleted_at is null and p.id <> new.id);
          end if;
          update components set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and drawing_id = any (drawing_ids);
          get diagnostics count = row_count;
          below := below + count;
          update drawings set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and id = any (drawing_ids);
          get diagnostics count = row_count;
          below := below + count;
          update images set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and crawl_job_id in (select id from crawl_jobs where project_id = new.id);
          get diagnostics count = row_count;
          below := below + count;
          update crawl_jobs set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and project_id = new.id;
          get diagnostics count = row_count;
          below := below + count;
          update shots set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and episode_id in (select id from episodes where project_id = new.id);
          get diagnostics count = row_count;
          below := below + count;
          update scenelets set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and story_id in (select s.id from stories s join episodes e on e.id = s.episode_id where e.project_id = new.id);
          get diagnostics count = row_count;
          below := below + count;
          update stories set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and episode_id in (select id from episodes where project_id = new.id);
          get diagnostics count = row_count;
          below := below + count;
          update episodes set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and project_id = new.id;
          get diagnostics count = row_count;
          below := below + count;
        elsif type = 'episode' then
          update shots set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and episode_id = new.id;
          get diagnostics count = row_count;
          below := below + count;
          update scenelets set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and story_id in (select id from stories where episode_id = new.id);
          get diagnostics count = row_count;
          below := below + count;
          update stories set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and episode_id = new.id;
          get diagnostics count = row_count;
          below := below + count;
        end if;
        update deletions set row_count = 1 + below where id = new.deletion_id and below > 0;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.mark_order(mark text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
      select coalesce(string_agg(case when part[1] is null then part[2] else chr(48 + least(length(ltrim(part[1], '0')), 40)) || ltrim(part[1], '0') end, '' order by place), '')
        from regexp_matches(lower(normalize(btrim(mark), NFC) collate "und-x-icu"), '([0-9]+)|([^0-9]+)', 'g') with ordinality parts(part, place)
      $function$;

CREATE OR REPLACE FUNCTION public.number_scenelets(of_story uuid, by_old_rule boolean DEFAULT false)
 RETURNS TABLE(scenelet uuid, number integer)
 LANGUAGE plpgsql
 STABLE ROWS 100
 SET enable_seqscan TO 'off'
AS $function$
      declare
        child uuid;
        -- A story in the trash has the scenelets that went with it.
        gone uuid := (select deletion_id from stories where id = of_story);
        stack uuid[] := array(select s.id from scenelets s where s.story_id = of_story and s.parent_id is null
          and s.deletion_id is not distinct from gone order by s.position desc nulls first, s.id desc);
        top integer := cardinality(stack);
      begin
        number := 0;
        while top > 0 loop
          scenelet := stack[top];
          top := top - 1;
          number := number + 1;
          return next;
          for child in select s.id from scenelets s where s.parent_id = scenelet
              and s.deletion_id is not distinct from gone
              order by case when by_old_rule then null else s.position end desc nulls first,
                case when by_old_rule then date_trunc('milliseconds', s.created_at) end, s.id desc loop
            top := top + 1;
            stack[top] := child;
          end loop;
        end loop;
      end $function$;

CREATE OR REPLACE FUNCTION public.place_scenelet()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select project_id into new.project_id from stories where id = new.story_id for no key update;
        if new.position is null then
          update scenelets set position = position + 1
            where story_id = new.story_id and parent_id is not distinct from new.parent_id and deleted_at is null;
          new.position := 1;
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_scenelet_cycle()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        above uuid := new.parent_id;
      begin
        perform from stories where id = new.story_id for no key update;
        while above is not null loop
          if above = new.id then
            raise exception using errcode = 'check_violation', table = 'scenelets', constraint = 'ck_scenelets_no_cycle',
              message = 'a scenelet cannot hang from itself';
          end if;
          select parent_id into above from scenelets where id = above;
        end loop;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.renumber_story_shots()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        changed uuid[];
      begin
        if tg_op = 'UPDATE' then
          changed := array(select distinct story_id from (
            select id, story_id, parent_id, position, deleted_at from new_rows
            except all select id, story_id, parent_id, position, deleted_at from old_rows) n);
        elsif tg_op = 'INSERT' then
          changed := array(select distinct story_id from new_rows);
        else
          changed := array(select distinct story_id from old_rows);
        end if;
        update shots t set scenelet_id = 'scenelet-' || n.number, scenelet_sequence = n.number
          from unnest(changed) story, number_scenelets(story) n
          where exists (select from shots x where x.story_id = story) and t.scenelet_ref = n.scenelet and t.scenelet_sequence <> n.number;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.version_old_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        -- Compared as they are stored: the old application may have a column whose type knows no equality.
        if old *= new then
          return new;
        end if;
        new.version := old.version + 1;
        if new.updated_at = old.updated_at then
          new.updated_at := now();
        end if;
        return new;
      end $function$;

create view action_logs as
 SELECT id,
    user_id,
    action AS action_type,
    resource_type,
    resource_id,
    project_id,
    "timestamp",
        CASE
            WHEN (undone_by IS NOT NULL) THEN 'undone'::text
            WHEN (expires_at < now()) THEN 'expired'::text
            ELSE 'applied'::text
        END AS status,
    changes,
    undoes,
    undone_by,
    undone_at,
    expires_at,
    correlation_id
   FROM activity_logs
  WHERE (changes IS NOT NULL);

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
  undoes uuid,
  undone_by uuid,
  undone_at timestamp with time zone,
  expires_at timestamp with time zone,
  correlation_id character varying(100),
  constraint activity_logs_pkey PRIMARY KEY (id),
  constraint fk_activity_logs_user_id FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE SET NULL
);
CREATE INDEX idx_activity_logs_action ON public.activity_logs USING btree (action);
CREATE INDEX idx_activity_logs_components ON public.activity_logs USING gin (jsonb_path_query_array(changes, '$[*]."id"'::jsonpath) jsonb_path_ops) WHERE (((resource_type)::text = 'components'::text) AND (resource_id IS NULL));
CREATE INDEX idx_activity_logs_correlation_id ON public.activity_logs USING btree (correlation_id) WHERE (correlation_id IS NOT NULL);
CREATE INDEX idx_activity_logs_expires_at ON public.activity_logs USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX idx_activity_logs_project_id ON public.activity_logs USING btree (project_id, "timestamp", id);
CREATE INDEX idx_activity_logs_resource ON public.activity_logs USING btree (resource_type, resource_id, "timestamp", id) WHERE (resource_id IS NOT NULL);
CREATE INDEX idx_activity_logs_user_id_timestamp ON public.activity_logs USING btree (user_id, "timestamp");
CREATE INDEX ix_activity_log_timestamp ON public.activity_logs USING btree ("timestamp");
CREATE INDEX ix_activity_log_user_id ON public.activity_logs USING btree (user_id);

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

create table asset_states (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  asset_type character varying(100) not null,
  file_path character varying(500) not null,
  file_size_bytes bigint not null default 0,
  mime_type character varying(200),
  is_temporary boolean not null default true,
  constraint pk_asset_states PRIMARY KEY (id),
  constraint ck_asset_states_asset_type CHECK (((asset_type)::text = ANY ((ARRAY['audio'::character varying, 'image'::character varying, 'video'::character varying, 'subtitle'::character varying])::text[]))),
  constraint ck_asset_states_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_asset_states_file_size_bytes CHECK ((file_size_bytes >= 0)),
  constraint fk_asset_states_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_asset_states_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_asset_states_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_asset_states_asset_type ON public.asset_states USING btree (project_id, asset_type);
CREATE INDEX idx_asset_states_deletion_id ON public.asset_states USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_asset_states_is_temporary ON public.asset_states USING btree (is_temporary);
CREATE INDEX idx_asset_states_project_id ON public.asset_states USING btree (project_id, created_at, id);

create table component_dimensions (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  component_id uuid not null,
  dimension_type character varying(100) not null,
  nominal_value double precision not null,
  unit character varying(20) not null default 'in'::character varying,
  tolerance character varying(50),
  display_format text not null default 'decimal'::text,
  confidence_score double precision,
  constraint pk_component_dimensions PRIMARY KEY (id),
  constraint ck_component_dimensions_confidence CHECK (((confidence_score >= (0)::double precision) AND (confidence_score <= (1)::double precision))),
  constraint ck_component_dimensions_format CHECK ((display_format = ANY (ARRAY['decimal'::text, 'fraction'::text]))),
  constraint ck_component_dimensions_type CHECK ((length(btrim((dimension_type)::text)) > 0)),
  constraint ck_component_dimensions_value CHECK (((nominal_value > (0)::double precision) AND (nominal_value < 'Infinity'::double precision))),
  constraint fk_component_dimensions_component_id FOREIGN KEY (component_id) REFERENCES components(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_component_dimensions_type_unique ON public.component_dimensions USING btree (component_id, lower((NORMALIZE(btrim((dimension_type)::text), NFC) COLLATE "und-x-icu")));

create table component_specifications (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  component_id uuid not null,
  specification_type character varying(100) not null,
  value character varying(255) not null,
  description text,
  confidence_score double precision,
  constraint pk_component_specifications PRIMARY KEY (id),
  constraint ck_component_specifications_confidence CHECK (((confidence_score >= (0)::double precision) AND (confidence_score <= (1)::double precision))),
  constraint ck_component_specifications_type CHECK ((length(btrim((specification_type)::text)) > 0)),
  constraint fk_component_specifications_component_id FOREIGN KEY (component_id) REFERENCES components(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX idx_component_specifications_type_unique ON public.component_specifications USING btree (component_id, lower((NORMALIZE(btrim((specification_type)::text), NFC) COLLATE "und-x-icu")));

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
  live boolean default true,
  instance_identifier character varying(10),
  description text,
  mark_level text,
  assembly_mark character varying(50),
  size character varying(100),
  length_mm double precision,
  finish character varying(100),
  page_number integer,
  reviewed_by uuid,
  reviewed_at timestamp with time zone,
  review_reason text,
  exchange jsonb,
  constraint components_pkey PRIMARY KEY (id),
  constraint ck_components_bounding_box CHECK (((bounding_box IS NULL) OR (json_typeof(bounding_box) = 'null'::text) OR COALESCE(
CASE
    WHEN ((json_typeof((bounding_box -> 'x'::text)) = 'number'::text) AND ((bounding_box ->> 'x'::text) ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$'::text) AND (json_typeof((bounding_box -> 'y'::text)) = 'number'::text) AND ((bounding_box ->> 'y'::text) ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$'::text) AND (json_typeof((bounding_box -> 'width'::text)) = 'number'::text) AND ((bounding_box ->> 'width'::text) ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$'::text) AND (json_typeof((bounding_box -> 'height'::text)) = 'number'::text) AND ((bounding_box ->> 'height'::text) ~ '^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$'::text)) THEN ((((bounding_box ->> 'x'::text))::double precision >= (0)::double precision) AND (((bounding_box ->> 'x'::text))::double precision <= ('10000000'::numeric)::double precision) AND (((bounding_box ->> 'y'::text))::double precision >= (0)::double precision) AND (((bounding_box ->> 'y'::text))::double precision <= ('10000000'::numeric)::double precision) AND (((bounding_box ->> 'width'::text))::double precision >= (0)::double precision) AND (((bounding_box ->> 'width'::text))::double precision <= ('10000000'::numeric)::double precision) AND (((bounding_box ->> 'height'::text))::double precision >= (0)::double precision) AND (((bounding_box ->> 'height'::text))::double precision <= ('10000000'::numeric)::double precision))
    ELSE NULL::boolean
END, false))),
  constraint ck_components_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_components_exchange CHECK ((jsonb_typeof(exchange) = 'object'::text)),
  constraint ck_components_instance_identifier CHECK ((length(btrim((instance_identifier)::text)) > 0)),
  constraint ck_components_length CHECK (((length_mm > (0)::double precision) AND (length_mm < 'Infinity'::double precision))),
  constraint ck_components_location CHECK (((abs(location_x) <= ('10000000'::numeric)::double precision) AND (abs(location_y) <= ('10000000'::numeric)::double precision))),
  constraint ck_components_mark_level CHECK ((mark_level = ANY (ARRAY['main'::text, 'minor'::text]))),
  constraint ck_components_page_number CHECK ((page_number >= 1)),
  constraint ck_components_piece_mark CHECK ((length(btrim((piece_mark)::text)) > 0)),
  constraint ck_components_quantity CHECK ((quantity >= 1)),
  constraint ck_components_review_status CHECK (((review_status)::text = ANY ((ARRAY['pending'::character varying, 'reviewed'::character varying, 'approved'::character varying])::text[]))),
  constraint components_confidence_score_check CHECK (((confidence_score >= (0)::double precision) AND (confidence_score <= (1)::double precision))),
  constraint components_drawing_id_fkey FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE,
  constraint fk_components_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_components_drawing_live FOREIGN KEY (drawing_id, live) REFERENCES drawings(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_components_created ON public.components USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX idx_components_deletion_id ON public.components USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_components_drawing_id ON public.components USING btree (drawing_id, created_at, id);
CREATE INDEX idx_components_mark ON public.components USING btree (lower((NORMALIZE(btrim((piece_mark)::text), NFC) COLLATE "und-x-icu")) text_pattern_ops) WHERE (deleted_at IS NULL);
CREATE INDEX idx_components_neighbours ON public.components USING gin (mark_neighbours((piece_mark)::text)) WHERE (deleted_at IS NULL);
CREATE INDEX idx_components_piece_mark ON public.components USING btree (drawing_id, piece_mark);
CREATE INDEX idx_components_place ON public.components USING gist (drawing_point(drawing_id), component_place(bounding_box, location_x, location_y)) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX unique_piece_mark_instance_per_drawing ON public.components USING btree (drawing_id, lower((NORMALIZE(btrim((piece_mark)::text), NFC) COLLATE "und-x-icu")), COALESCE(lower((NORMALIZE(btrim((instance_identifier)::text), NFC) COLLATE "und-x-icu")), ''::text)) WHERE (deleted_at IS NULL);
CREATE TRIGGER version_old_update_of_components BEFORE UPDATE ON public.components FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table configurations (
  key character varying(200) not null,
  value text not null,
  category character varying(100) not null,
  value_type text not null default 'string'::text,
  description text,
  is_sensitive boolean not null default false,
  value_version integer not null default 1,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_configurations PRIMARY KEY (key),
  constraint ck_configurations_key CHECK ((length(btrim((key)::text)) > 0)),
  constraint ck_configurations_value_type CHECK ((value_type = ANY (ARRAY['string'::text, 'json'::text, 'boolean'::text, 'number'::text])))
);
CREATE INDEX idx_configurations_category ON public.configurations USING btree (category);
CREATE INDEX idx_configurations_category_is_active ON public.configurations USING btree (category, is_active);
CREATE INDEX idx_configurations_category_updated_at ON public.configurations USING btree (category, updated_at);
CREATE INDEX idx_configurations_is_active ON public.configurations USING btree (is_active);
CREATE INDEX idx_configurations_is_sensitive ON public.configurations USING btree (is_sensitive);
CREATE INDEX idx_configurations_updated_at ON public.configurations USING btree (updated_at);

create table content_blobs (
  content_hash character varying(64) not null,
  content jsonb not null,
  content_type character varying(50) not null,
  size_bytes bigint not null,
  reference_count integer not null default 0,
  last_referenced_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_content_blobs PRIMARY KEY (content_hash),
  constraint ck_content_blobs_content_hash CHECK (((content_hash)::text ~ '^[0-9a-f]{64}$'::text)),
  constraint ck_content_blobs_figures CHECK (((size_bytes >= 0) AND (reference_count >= 0)))
);
CREATE INDEX idx_content_blobs_content_type ON public.content_blobs USING btree (content_type);
CREATE INDEX idx_content_blobs_last_referenced_at ON public.content_blobs USING btree (last_referenced_at);
CREATE INDEX idx_content_blobs_reference_count ON public.content_blobs USING btree (reference_count);

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
  live boolean default true,
  failed_images integer not null default 0,
  labels jsonb not null default '[]'::jsonb,
  message text,
  constraint crawl_jobs_pkey PRIMARY KEY (id),
  constraint uq_crawl_jobs_live UNIQUE (id, live),
  constraint uq_crawl_jobs_project UNIQUE (id, project_id),
  constraint ck_crawl_jobs_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_crawl_jobs_failed_images CHECK ((failed_images >= 0)),
  constraint ck_crawl_jobs_figures CHECK (((progress >= 0) AND (progress <= 100) AND (max_images >= 0) AND (total_images >= 0) AND (downloaded_images >= 0) AND (valid_images >= 0) AND (total_chunks >= 0) AND (active_chunks >= 0) AND (completed_chunks >= 0) AND (failed_chunks >= 0))),
  constraint ck_crawl_jobs_labels CHECK ((jsonb_typeof(labels) = 'array'::text)),
  constraint ck_crawl_jobs_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'paused'::character varying, 'completed'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))),
  constraint fk_crawl_jobs_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_crawl_jobs_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_crawl_jobs_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_crawl_jobs_deletion_id ON public.crawl_jobs USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_crawl_jobs_project_created ON public.crawl_jobs USING btree (project_id, created_at, id);
CREATE INDEX ix_crawl_job_project_status ON public.crawl_jobs USING btree (project_id, status);
CREATE INDEX ix_crawl_job_status ON public.crawl_jobs USING btree (status);
CREATE INDEX ix_crawl_jobs_project_id ON public.crawl_jobs USING btree (project_id);
CREATE TRIGGER version_old_update_of_crawl_jobs BEFORE UPDATE ON public.crawl_jobs FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table crawl_pages (
  id uuid not null default gen_random_uuid(),
  crawl_source_id uuid not null,
  address text not null,
  kind text not null,
  depth integer not null,
  status text not null default 'waiting'::text,
  attempts integer not null default 0,
  retry_at timestamp with time zone,
  message text,
  constraint pk_crawl_pages PRIMARY KEY (id),
  constraint ck_crawl_pages_attempts CHECK ((attempts >= 0)),
  constraint ck_crawl_pages_depth CHECK ((depth >= 0)),
  constraint ck_crawl_pages_kind CHECK ((kind = ANY (ARRAY['page'::text, 'sitemap'::text]))),
  constraint ck_crawl_pages_status CHECK ((status = ANY (ARRAY['waiting'::text, 'read'::text, 'failed'::text]))),
  constraint fk_crawl_pages_crawl_source_id FOREIGN KEY (crawl_source_id) REFERENCES crawl_sources(id) ON DELETE CASCADE
);
CREATE INDEX idx_crawl_pages_waiting ON public.crawl_pages USING btree (crawl_source_id, depth, id) WHERE (status = 'waiting'::text);
CREATE UNIQUE INDEX uq_crawl_pages_address ON public.crawl_pages USING btree (crawl_source_id, md5(address));

create table crawl_sources (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  project_id uuid not null,
  crawl_job_id uuid not null,
  position integer not null,
  type text not null,
  parameters jsonb not null,
  status text not null default 'pending'::text,
  state jsonb,
  found_images integer not null default 0,
  message text,
  constraint pk_crawl_sources PRIMARY KEY (id),
  constraint uq_crawl_sources_position UNIQUE (crawl_job_id, "position"),
  constraint ck_crawl_sources_figures CHECK ((("position" >= 0) AND (found_images >= 0))),
  constraint ck_crawl_sources_parameters CHECK ((jsonb_typeof(parameters) = 'object'::text)),
  constraint ck_crawl_sources_status CHECK ((status = ANY (ARRAY['pending'::text, 'reading'::text, 'read'::text, 'failed'::text]))),
  constraint ck_crawl_sources_type CHECK ((type = ANY (ARRAY['addresses'::text, 'page'::text, 'sitemap'::text, 'search'::text]))),
  constraint fk_crawl_sources_crawl_job_id FOREIGN KEY (crawl_job_id) REFERENCES crawl_jobs(id) ON DELETE CASCADE,
  constraint fk_crawl_sources_crawl_job_project FOREIGN KEY (crawl_job_id, project_id) REFERENCES crawl_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE
);

create table custom_templates (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  name character varying(200) not null,
  description character varying(2000),
  category character varying(100),
  tags text[] not null default '{}'::text[],
  author text not null default 'User'::text,
  is_default boolean not null default false,
  script_structure jsonb,
  video_structure jsonb,
  llm_pipeline jsonb,
  visual_preferences jsonb,
  constraint pk_custom_templates PRIMARY KEY (id),
  constraint ck_custom_templates_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_custom_templates_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint fk_custom_templates_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_custom_templates_category ON public.custom_templates USING btree (category);
CREATE INDEX idx_custom_templates_category_created_at ON public.custom_templates USING btree (category, created_at);
CREATE INDEX idx_custom_templates_created_at ON public.custom_templates USING btree (created_at);
CREATE INDEX idx_custom_templates_deleted_at ON public.custom_templates USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX idx_custom_templates_deletion_id ON public.custom_templates USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_custom_templates_is_default ON public.custom_templates USING btree (is_default);

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
  purge_started_at timestamp with time zone,
  constraint pk_deletions PRIMARY KEY (id),
  constraint uq_deletions_root UNIQUE (root_type, root_id),
  constraint ck_deletions_row_count CHECK ((row_count > 0))
);
CREATE INDEX idx_deletions_created_at ON public.deletions USING btree (created_at, id);
CREATE INDEX idx_deletions_project_id ON public.deletions USING btree (project_id, created_at, id);
CREATE INDEX idx_deletions_purge_started_at ON public.deletions USING btree (purge_started_at, id) WHERE (purge_started_at IS NOT NULL);

create table drawing_pages (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  drawing_id uuid not null,
  page_number integer not null,
  width double precision not null,
  height double precision not null,
  rotation integer not null default 0,
  user_unit double precision not null default 1,
  unit text not null,
  preview_sha256 text,
  preview_width integer,
  preview_height integer,
  failure_code text,
  failure text,
  constraint pk_drawing_pages PRIMARY KEY (id),
  constraint uq_drawing_pages_number UNIQUE (drawing_id, page_number),
  constraint ck_drawing_pages_number CHECK ((page_number >= 1)),
  constraint ck_drawing_pages_preview CHECK ((num_nulls(preview_sha256, preview_width, preview_height) = ANY (ARRAY[0, 3]))),
  constraint ck_drawing_pages_rotation CHECK ((rotation = ANY (ARRAY[0, 90, 180, 270]))),
  constraint ck_drawing_pages_size CHECK (((width > (0)::double precision) AND (height > (0)::double precision) AND (user_unit > (0)::double precision))),
  constraint ck_drawing_pages_unit CHECK ((unit = ANY (ARRAY['pt'::text, 'px'::text]))),
  constraint fk_drawing_pages_drawing_id FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE,
  constraint fk_drawing_pages_preview FOREIGN KEY (preview_sha256) REFERENCES stored_files(sha256)
);
CREATE INDEX idx_drawing_pages_preview ON public.drawing_pages USING btree (preview_sha256) WHERE (preview_sha256 IS NOT NULL);

create table drawing_projects (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  drawing_id uuid not null,
  project_id uuid not null,
  constraint pk_drawing_projects PRIMARY KEY (id),
  constraint uq_drawing_projects_project UNIQUE (drawing_id, project_id),
  constraint fk_drawing_projects_drawing_id FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE,
  constraint fk_drawing_projects_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE
);
CREATE INDEX idx_drawing_projects_project_id ON public.drawing_projects USING btree (project_id, drawing_id);
CREATE TRIGGER follow_drawing_assignment AFTER INSERT OR DELETE OR UPDATE ON public.drawing_projects FOR EACH ROW WHEN ((current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION follow_drawing_assignment();
CREATE TRIGGER hold_assigned_drawing BEFORE INSERT OR DELETE OR UPDATE ON public.drawing_projects FOR EACH ROW WHEN ((current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION hold_assigned_drawing();

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
  live boolean default true,
  sha256 text,
  content_type text,
  page_count integer,
  revision character varying(20),
  supersedes_id uuid,
  failure_code text,
  constraint drawings_pkey PRIMARY KEY (id),
  constraint uq_drawings_live UNIQUE (id, live),
  constraint ck_drawings_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_drawings_file CHECK (((sha256 IS NULL) OR (((file_hash)::text = sha256) AND (num_nulls(file_size, content_type) = 0)))),
  constraint ck_drawings_page_count CHECK ((page_count >= 0)),
  constraint ck_drawings_supersedes CHECK ((supersedes_id <> id)),
  constraint fk_drawings_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_drawings_file FOREIGN KEY (sha256) REFERENCES stored_files(sha256),
  constraint fk_drawings_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE SET NULL,
  constraint fk_drawings_supersedes FOREIGN KEY (supersedes_id) REFERENCES drawings(id) ON DELETE SET NULL
);
CREATE INDEX idx_drawings_created ON public.drawings USING btree (created_at, id);
CREATE INDEX idx_drawings_deletion_id ON public.drawings USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_drawings_file ON public.drawings USING btree (sha256) WHERE (sha256 IS NOT NULL);
CREATE UNIQUE INDEX idx_drawings_file_unique ON public.drawings USING btree (lower(btrim((file_hash)::text))) WHERE ((deleted_at IS NULL) AND (length(btrim((file_hash)::text)) > 0));
CREATE INDEX idx_drawings_project_id ON public.drawings USING btree (project_id);
CREATE INDEX idx_drawings_supersedes_id ON public.drawings USING btree (supersedes_id) WHERE (supersedes_id IS NOT NULL);
CREATE UNIQUE INDEX idx_drawings_supersedes_unique ON public.drawings USING btree (supersedes_id) WHERE (deleted_at IS NULL);
CREATE TRIGGER follow_old_drawing_project_on_insert AFTER INSERT ON public.drawings FOR EACH ROW WHEN ((new.project_id IS NOT NULL)) EXECUTE FUNCTION follow_old_drawing_project();
CREATE TRIGGER follow_old_drawing_project_on_update AFTER UPDATE OF project_id ON public.drawings FOR EACH ROW WHEN (((new.project_id IS DISTINCT FROM old.project_id) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION follow_old_drawing_project();
CREATE TRIGGER version_old_update_of_drawings BEFORE UPDATE ON public.drawings FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

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
CREATE INDEX idx_episodes_project_id ON public.episodes USING btree (project_id);
CREATE UNIQUE INDEX idx_episodes_project_name_unique ON public.episodes USING btree (project_id, lower((NORMALIZE(btrim((name)::text), NFC) COLLATE "und-x-icu"))) WHERE (deleted_at IS NULL);
CREATE INDEX idx_episodes_project_position ON public.episodes USING btree (project_id, "position", id) WHERE (deleted_at IS NULL);
CREATE TRIGGER close_old_episode_deletion AFTER UPDATE OF deleted_at ON public.episodes FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER mark_old_episode_deletion BEFORE INSERT OR UPDATE OF deleted_at ON public.episodes FOR EACH ROW WHEN ((((new.deleted_at IS NULL) <> (new.deletion_id IS NULL)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION mark_old_deletion('episode');
CREATE TRIGGER version_old_update_of_episodes BEFORE UPDATE ON public.episodes FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table export_history (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  input_file character varying(500),
  output_file character varying(500),
  preset_name character varying(100),
  status text not null default 'queued'::text,
  progress double precision not null default 0,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  error_message character varying(1000),
  file_size bigint,
  duration_seconds double precision,
  platform character varying(50),
  resolution character varying(20),
  codec character varying(50),
  constraint pk_export_history PRIMARY KEY (id),
  constraint ck_export_history_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_export_history_figures CHECK (((progress >= (0)::double precision) AND (progress <= (100)::double precision) AND (file_size >= 0) AND (duration_seconds >= (0)::double precision))),
  constraint ck_export_history_status CHECK ((status = ANY (ARRAY['queued'::text, 'processing'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint fk_export_history_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_export_history_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_export_history_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_export_history_created_at ON public.export_history USING btree (created_at);
CREATE INDEX idx_export_history_deletion_id ON public.export_history USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_export_history_project_id ON public.export_history USING btree (project_id, created_at, id);
CREATE INDEX idx_export_history_status ON public.export_history USING btree (status);
CREATE INDEX idx_export_history_status_created_at ON public.export_history USING btree (status, created_at);

create table export_jobs (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  crawl_job_id uuid not null,
  user_id uuid not null,
  name character varying(100) not null,
  status character varying(20) not null default 'pending'::character varying,
  progress integer not null default 0,
  format character varying(20) not null default 'zip'::character varying,
  total_images integer not null default 0,
  exported_images integer not null default 0,
  file_size bigint,
  download_url text,
  export_options jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  expires_at timestamp with time zone,
  error_message text,
  file_sha256 text,
  file_name text,
  selection_sha256 text,
  manifest jsonb,
  verification jsonb,
  message text,
  constraint pk_export_jobs PRIMARY KEY (id),
  constraint uq_export_jobs_project UNIQUE (id, project_id),
  constraint ck_export_jobs_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_export_jobs_figures CHECK (((progress >= 0) AND (progress <= 100) AND (total_images >= 0) AND (exported_images >= 0) AND (file_size >= 0))),
  constraint ck_export_jobs_format CHECK (((format)::text = ANY ((ARRAY['zip'::character varying, 'tar'::character varying, 'tar.gz'::character varying, 'csv'::character varying, 'json'::character varying, 'webdataset'::character varying])::text[]))),
  constraint ck_export_jobs_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_export_jobs_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'paused'::character varying, 'completed'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))),
  constraint fk_export_jobs_crawl_job_id FOREIGN KEY (crawl_job_id) REFERENCES crawl_jobs(id) ON DELETE CASCADE,
  constraint fk_export_jobs_crawl_job_live FOREIGN KEY (crawl_job_id, live) REFERENCES crawl_jobs(id, live) ON DELETE CASCADE,
  constraint fk_export_jobs_crawl_job_project FOREIGN KEY (crawl_job_id, project_id) REFERENCES crawl_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_export_jobs_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_export_jobs_file FOREIGN KEY (file_sha256) REFERENCES stored_files(sha256),
  constraint fk_export_jobs_selection FOREIGN KEY (selection_sha256) REFERENCES stored_files(sha256),
  constraint fk_export_jobs_user_id FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE INDEX idx_export_jobs_deletion_id ON public.export_jobs USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_export_jobs_file ON public.export_jobs USING btree (file_sha256) WHERE (file_sha256 IS NOT NULL);
CREATE INDEX idx_export_jobs_project_id ON public.export_jobs USING btree (project_id, created_at, id);
CREATE INDEX idx_export_jobs_selection ON public.export_jobs USING btree (selection_sha256) WHERE (selection_sha256 IS NOT NULL);
CREATE INDEX ix_export_job_crawl_job_id ON public.export_jobs USING btree (crawl_job_id);
CREATE INDEX ix_export_job_status ON public.export_jobs USING btree (status);
CREATE INDEX ix_export_job_user_id ON public.export_jobs USING btree (user_id);

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
  live boolean default true,
  project_id uuid not null,
  crawl_source_id uuid,
  position integer,
  host text,
  outcome text not null default 'downloaded'::text,
  failure_code text,
  failure text,
  attempts integer not null default 0,
  retry_at timestamp with time zone,
  downloaded_at timestamp with time zone,
  sha256 text,
  provenance jsonb,
  title text,
  author text,
  licence text,
  licence_url text,
  source_page text,
  attribution text,
  labels jsonb not null default '[]'::jsonb,
  is_excluded boolean not null default false,
  verdict text,
  is_valid boolean,
  quality_score double precision,
  perceptual_hash bigint,
  hash_quality integer,
  is_hash_twin boolean not null default false,
  duplicate_group uuid,
  constraint images_pkey PRIMARY KEY (id),
  constraint uq_images_project UNIQUE (id, project_id),
  constraint ck_images_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_images_figures CHECK (((attempts >= 0) AND ("position" >= 0) AND (quality_score >= (0)::double precision) AND (quality_score <= (1)::double precision))),
  constraint ck_images_labels CHECK ((jsonb_typeof(labels) = 'array'::text)),
  constraint ck_images_outcome CHECK ((outcome = ANY (ARRAY['pending'::text, 'downloaded'::text, 'failed'::text, 'refused'::text]))),
  constraint ck_images_verdict CHECK ((verdict = ANY (ARRAY['ok'::text, 'recoverable'::text, 'corrupt'::text, 'unsupported'::text, 'placeholder'::text, 'duplicate'::text, 'rejected'::text]))),
  constraint fk_images_crawl_job_id FOREIGN KEY (crawl_job_id) REFERENCES crawl_jobs(id) ON DELETE CASCADE,
  constraint fk_images_crawl_job_live FOREIGN KEY (crawl_job_id, live) REFERENCES crawl_jobs(id, live) ON DELETE CASCADE,
  constraint fk_images_crawl_job_project FOREIGN KEY (crawl_job_id, project_id) REFERENCES crawl_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_images_crawl_source_id FOREIGN KEY (crawl_source_id) REFERENCES crawl_sources(id) ON DELETE SET NULL,
  constraint fk_images_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_images_file FOREIGN KEY (sha256) REFERENCES stored_files(sha256)
);
CREATE UNIQUE INDEX idx_images_address_unique ON public.images USING btree (crawl_job_id, md5(original_url));
CREATE INDEX idx_images_crawl_source_id ON public.images USING btree (crawl_source_id) WHERE (crawl_source_id IS NOT NULL);
CREATE INDEX idx_images_deletion_id ON public.images USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_images_file ON public.images USING btree (sha256, crawl_job_id) WHERE (sha256 IS NOT NULL);
CREATE INDEX idx_images_hash_first ON public.images USING btree (crawl_job_id, (((perceptual_hash >> 48) & (65535)::bigint))) WHERE ((perceptual_hash IS NOT NULL) AND (NOT is_hash_twin));
CREATE INDEX idx_images_hash_fourth ON public.images USING btree (crawl_job_id, (((perceptual_hash >> 0) & (65535)::bigint))) WHERE ((perceptual_hash IS NOT NULL) AND (NOT is_hash_twin));
CREATE INDEX idx_images_hash_second ON public.images USING btree (crawl_job_id, (((perceptual_hash >> 32) & (65535)::bigint))) WHERE ((perceptual_hash IS NOT NULL) AND (NOT is_hash_twin));
CREATE INDEX idx_images_hash_third ON public.images USING btree (crawl_job_id, (((perceptual_hash >> 16) & (65535)::bigint))) WHERE ((perceptual_hash IS NOT NULL) AND (NOT is_hash_twin));
CREATE INDEX idx_images_position ON public.images USING btree (crawl_job_id, "position", id);
CREATE INDEX idx_images_waiting ON public.images USING btree (crawl_job_id, "position") WHERE (outcome = 'pending'::text);
CREATE INDEX ix_image_crawl_job_id ON public.images USING btree (crawl_job_id);
CREATE TRIGGER fill_image_project_on_insert BEFORE INSERT ON public.images FOR EACH ROW WHEN ((new.project_id IS NULL)) EXECUTE FUNCTION fill_image_project();
CREATE TRIGGER fill_image_project_on_move BEFORE UPDATE OF crawl_job_id ON public.images FOR EACH ROW WHEN (((new.crawl_job_id <> old.crawl_job_id) AND (NOT (new.project_id IS DISTINCT FROM old.project_id)))) EXECUTE FUNCTION fill_image_project();
CREATE TRIGGER version_old_update_of_images BEFORE UPDATE ON public.images FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table job_chunks (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  project_id uuid not null,
  crawl_job_id uuid,
  validation_job_id uuid,
  export_job_id uuid,
  task text not null,
  chunk_index integer not null,
  first_item integer not null default 0,
  item_count integer not null default 0,
  status text not null default 'pending'::text,
  priority integer not null default 5,
  attempts integer not null default 0,
  not_before timestamp with time zone,
  run_id uuid,
  error_message text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  rendering_job_id uuid,
  constraint pk_job_chunks PRIMARY KEY (id),
  constraint uq_job_chunks_run UNIQUE (run_id),
  constraint ck_job_chunks_figures CHECK (((chunk_index >= 0) AND (first_item >= 0) AND (item_count >= 0) AND (attempts >= 0) AND ((priority >= 0) AND (priority <= 10)))),
  constraint ck_job_chunks_one_job CHECK ((num_nonnulls(crawl_job_id, validation_job_id, export_job_id, rendering_job_id) = 1)),
  constraint ck_job_chunks_run CHECK (((run_id IS NOT NULL) = (status = 'processing'::text))),
  constraint ck_job_chunks_status CHECK ((status = ANY (ARRAY['pending'::text, 'held'::text, 'processing'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint fk_job_chunks_crawl_job FOREIGN KEY (crawl_job_id, project_id) REFERENCES crawl_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_job_chunks_export_job FOREIGN KEY (export_job_id, project_id) REFERENCES export_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_job_chunks_rendering_job FOREIGN KEY (rendering_job_id, project_id) REFERENCES rendering_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_job_chunks_validation_job FOREIGN KEY (validation_job_id, project_id) REFERENCES validation_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX idx_job_chunks_pending ON public.job_chunks USING btree (project_id, priority, id) WHERE (status = 'pending'::text);
CREATE UNIQUE INDEX uq_job_chunks_crawl ON public.job_chunks USING btree (crawl_job_id, task, chunk_index) WHERE (crawl_job_id IS NOT NULL);
CREATE UNIQUE INDEX uq_job_chunks_export ON public.job_chunks USING btree (export_job_id, task, chunk_index) WHERE (export_job_id IS NOT NULL);
CREATE UNIQUE INDEX uq_job_chunks_rendering ON public.job_chunks USING btree (rendering_job_id, task, chunk_index) WHERE (rendering_job_id IS NOT NULL);
CREATE UNIQUE INDEX uq_job_chunks_validation ON public.job_chunks USING btree (validation_job_id, task, chunk_index) WHERE (validation_job_id IS NOT NULL);

create table job_slots (
  slot integer not null,
  run_id uuid,
  chunk_id uuid,
  project_id uuid,
  worker_id uuid,
  taken_at timestamp with time zone,
  constraint pk_job_slots PRIMARY KEY (slot),
  constraint uq_job_slots_chunk UNIQUE (chunk_id),
  constraint uq_job_slots_run UNIQUE (run_id),
  constraint ck_job_slots_slot CHECK (((slot >= 1) AND (slot <= 35))),
  constraint ck_job_slots_taken CHECK ((num_nonnulls(run_id, chunk_id, project_id, worker_id, taken_at) = ANY (ARRAY[0, 5])))
);

create table job_workers (
  id uuid not null default gen_random_uuid(),
  name text not null,
  pool text not null,
  started_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  constraint pk_job_workers PRIMARY KEY (id)
);
CREATE INDEX idx_job_workers_seen_at ON public.job_workers USING btree (seen_at);

create table kiss_files (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  drawing_id uuid not null,
  sha256 text not null,
  file_name character varying(255),
  unit text not null,
  header jsonb not null,
  constraint pk_kiss_files PRIMARY KEY (id),
  constraint uq_kiss_files_drawing UNIQUE (drawing_id),
  constraint ck_kiss_files_header CHECK ((jsonb_typeof(header) = 'object'::text)),
  constraint ck_kiss_files_unit CHECK ((unit = ANY (ARRAY['mm'::text, 'inches'::text]))),
  constraint fk_kiss_files_drawing_id FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE,
  constraint fk_kiss_files_file FOREIGN KEY (sha256) REFERENCES stored_files(sha256)
);
CREATE INDEX idx_kiss_files_file ON public.kiss_files USING btree (sha256);

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
CREATE UNIQUE INDEX ix_profiles_email ON public.profiles USING btree (lower((NORMALIZE(btrim((email)::text), NFC) COLLATE "und-x-icu")));

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

create table project_versions (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  version_number integer not null,
  name character varying(200),
  description character varying(2000),
  version_type text not null default 'manual'::text,
  trigger character varying(200),
  brief_hash character varying(64),
  plan_hash character varying(64),
  voice_hash character varying(64),
  render_hash character varying(64),
  timeline_hash character varying(64),
  state_hash character varying(64),
  storage_size_bytes bigint not null default 0,
  is_marked_important boolean not null default false,
  constraint pk_project_versions PRIMARY KEY (id),
  constraint uq_project_versions_number UNIQUE (project_id, version_number),
  constraint ck_project_versions_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_project_versions_number CHECK ((version_number > 0)),
  constraint ck_project_versions_size CHECK ((storage_size_bytes >= 0)),
  constraint ck_project_versions_type CHECK ((version_type = ANY (ARRAY['manual'::text, 'autosave'::text, 'restore_point'::text]))),
  constraint fk_project_versions_brief_hash FOREIGN KEY (brief_hash) REFERENCES content_blobs(content_hash),
  constraint fk_project_versions_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_project_versions_plan_hash FOREIGN KEY (plan_hash) REFERENCES content_blobs(content_hash),
  constraint fk_project_versions_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_project_versions_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE,
  constraint fk_project_versions_render_hash FOREIGN KEY (render_hash) REFERENCES content_blobs(content_hash),
  constraint fk_project_versions_state_hash FOREIGN KEY (state_hash) REFERENCES content_blobs(content_hash),
  constraint fk_project_versions_timeline_hash FOREIGN KEY (timeline_hash) REFERENCES content_blobs(content_hash),
  constraint fk_project_versions_voice_hash FOREIGN KEY (voice_hash) REFERENCES content_blobs(content_hash)
);
CREATE INDEX idx_project_versions_brief_hash ON public.project_versions USING btree (brief_hash) WHERE (brief_hash IS NOT NULL);
CREATE INDEX idx_project_versions_created_at ON public.project_versions USING btree (created_at);
CREATE INDEX idx_project_versions_deleted_at ON public.project_versions USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX idx_project_versions_deletion_id ON public.project_versions USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_project_versions_is_marked_important ON public.project_versions USING btree (is_marked_important);
CREATE INDEX idx_project_versions_plan_hash ON public.project_versions USING btree (plan_hash) WHERE (plan_hash IS NOT NULL);
CREATE INDEX idx_project_versions_project_id ON public.project_versions USING btree (project_id, created_at, id);
CREATE INDEX idx_project_versions_render_hash ON public.project_versions USING btree (render_hash) WHERE (render_hash IS NOT NULL);
CREATE INDEX idx_project_versions_state_hash ON public.project_versions USING btree (state_hash) WHERE (state_hash IS NOT NULL);
CREATE INDEX idx_project_versions_timeline_hash ON public.project_versions USING btree (timeline_hash) WHERE (timeline_hash IS NOT NULL);
CREATE INDEX idx_project_versions_version_type ON public.project_versions USING btree (version_type);
CREATE INDEX idx_project_versions_voice_hash ON public.project_versions USING btree (voice_hash) WHERE (voice_hash IS NOT NULL);

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
  production_status text not null default 'draft'::text,
  current_stage text,
  wizard_step integer not null default 0,
  wizard_version text,
  progress_percent integer not null default 0,
  job_id text,
  brief jsonb,
  plan_spec jsonb,
  voice_spec jsonb,
  render_spec jsonb,
  timeline jsonb,
  error_message text,
  completed_at timestamp with time zone,
  tags text[] not null default '{}'::text[],
  category text,
  template_id uuid,
  output_file_path text,
  thumbnail_path text,
  duration_seconds double precision,
  last_auto_save_at timestamp with time zone,
  constraint projects_pkey PRIMARY KEY (id),
  constraint uq_projects_live UNIQUE (id, live),
  constraint ck_projects_current_stage CHECK ((current_stage = ANY (ARRAY['initialization'::text, 'script'::text, 'tts'::text, 'images'::text, 'composition'::text, 'render'::text]))),
  constraint ck_projects_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_projects_duration_seconds CHECK ((duration_seconds >= (0)::double precision)),
  constraint ck_projects_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_projects_production_status CHECK ((production_status = ANY (ARRAY['draft'::text, 'in_progress'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint ck_projects_progress_percent CHECK (((progress_percent >= 0) AND (progress_percent <= 100))),
  constraint ck_projects_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying, 'deleted'::character varying])::text[]))),
  constraint ck_projects_wizard_step CHECK (((wizard_step >= 0) AND (wizard_step <= 3))),
  constraint fk_projects_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_projects_user_id FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE INDEX idx_projects_deleted_at ON public.projects USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX idx_projects_deletion_id ON public.projects USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_projects_job_id ON public.projects USING btree (job_id) WHERE (job_id IS NOT NULL);
CREATE INDEX idx_projects_production_status ON public.projects USING btree (production_status);
CREATE INDEX idx_projects_production_status_updated_at ON public.projects USING btree (production_status, updated_at);
CREATE INDEX idx_projects_updated_at ON public.projects USING btree (updated_at);
CREATE INDEX ix_project_user_id ON public.projects USING btree (user_id);
CREATE TRIGGER close_old_project_deletion AFTER UPDATE OF status ON public.projects FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER mark_old_project_deletion BEFORE UPDATE OF status ON public.projects FOR EACH ROW WHEN ((((((old.status)::text <> (new.status)::text) AND ((new.status)::text = 'deleted'::text) AND (new.deletion_id IS NULL)) OR (((old.status)::text = 'deleted'::text) AND ((new.status)::text <> 'deleted'::text) AND (new.deletion_id IS NOT NULL))) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION mark_old_deletion('project');
CREATE TRIGGER version_old_update_of_projects BEFORE UPDATE ON public.projects FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table render_checkpoints (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  stage_name character varying(100) not null,
  checkpoint_time timestamp with time zone not null default now(),
  completed_scenes integer not null default 0,
  total_scenes integer not null default 0,
  checkpoint_data jsonb,
  output_file_path character varying(500),
  is_valid boolean not null default true,
  constraint pk_render_checkpoints PRIMARY KEY (id),
  constraint ck_render_checkpoints_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_render_checkpoints_scenes CHECK (((completed_scenes >= 0) AND (total_scenes >= 0))),
  constraint ck_render_checkpoints_stage_name CHECK ((length(btrim((stage_name)::text)) > 0)),
  constraint fk_render_checkpoints_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_render_checkpoints_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_render_checkpoints_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_render_checkpoints_checkpoint_time ON public.render_checkpoints USING btree (checkpoint_time);
CREATE INDEX idx_render_checkpoints_deletion_id ON public.render_checkpoints USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_render_checkpoints_project_id ON public.render_checkpoints USING btree (project_id, created_at, id);
CREATE INDEX idx_render_checkpoints_stage_name ON public.render_checkpoints USING btree (project_id, stage_name);

create table rendering_jobs (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  drawing_id uuid not null,
  project_id uuid not null,
  status text not null default 'running'::text,
  progress integer not null default 0,
  message text,
  started_at timestamp with time zone not null default now(),
  completed_at timestamp with time zone,
  constraint pk_rendering_jobs PRIMARY KEY (id),
  constraint uq_rendering_jobs_project UNIQUE (id, project_id),
  constraint ck_rendering_jobs_progress CHECK (((progress >= 0) AND (progress <= 100))),
  constraint ck_rendering_jobs_status CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text]))),
  constraint fk_rendering_jobs_drawing_id FOREIGN KEY (drawing_id) REFERENCES drawings(id) ON DELETE CASCADE
);
CREATE INDEX idx_rendering_jobs_drawing_id ON public.rendering_jobs USING btree (drawing_id);
CREATE UNIQUE INDEX idx_rendering_jobs_running_unique ON public.rendering_jobs USING btree (drawing_id) WHERE (status = 'running'::text);

create table saved_searches (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  name character varying(100) not null,
  query jsonb not null,
  position integer not null,
  constraint pk_saved_searches PRIMARY KEY (id),
  constraint ck_saved_searches_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_saved_searches_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_saved_searches_position CHECK (((abs("position") >= 1) AND (abs("position") <= 50))),
  constraint ck_saved_searches_query CHECK ((jsonb_typeof(query) = 'object'::text)),
  constraint fk_saved_searches_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_saved_searches_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_saved_searches_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_saved_searches_deletion_id ON public.saved_searches USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE UNIQUE INDEX idx_saved_searches_name_unique ON public.saved_searches USING btree (project_id, lower((NORMALIZE(btrim((name)::text), NFC) COLLATE "und-x-icu"))) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX idx_saved_searches_position_unique ON public.saved_searches USING btree (project_id, "position") WHERE (deleted_at IS NULL);
CREATE INDEX idx_saved_searches_project_id ON public.saved_searches USING btree (project_id);

create table scene_states (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  scene_index integer not null,
  script_text text not null,
  audio_file_path character varying(500),
  image_file_path character varying(500),
  duration_seconds double precision not null default 0,
  is_completed boolean not null default false,
  constraint pk_scene_states PRIMARY KEY (id),
  constraint ck_scene_states_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_scene_states_duration_seconds CHECK ((duration_seconds >= (0)::double precision)),
  constraint ck_scene_states_scene_index CHECK ((scene_index >= 0)),
  constraint fk_scene_states_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_scene_states_project_id FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE,
  constraint fk_scene_states_project_live FOREIGN KEY (project_id, live) REFERENCES projects(id, live) ON DELETE CASCADE
);
CREATE INDEX idx_scene_states_deletion_id ON public.scene_states USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_scene_states_project_id ON public.scene_states USING btree (project_id, created_at, id);
CREATE INDEX idx_scene_states_scene_index ON public.scene_states USING btree (project_id, scene_index);

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
  live boolean default true,
  project_id uuid not null,
  position integer not null,
  constraint scenelets_pkey PRIMARY KEY (id),
  constraint uq_scenelets_live UNIQUE (id, live),
  constraint uq_scenelets_sibling_position UNIQUE (parent_id, "position", live) DEFERRABLE,
  constraint uq_scenelets_story UNIQUE (id, story_id),
  constraint ck_scenelets_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_scenelets_position CHECK (("position" > 0)),
  constraint fk_scenelets_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_scenelets_parent_live FOREIGN KEY (parent_id, live) REFERENCES scenelets(id, live) ON DELETE CASCADE,
  constraint fk_scenelets_parent_story FOREIGN KEY (parent_id, story_id) REFERENCES scenelets(id, story_id) ON DELETE CASCADE,
  constraint fk_scenelets_story_live FOREIGN KEY (story_id, live) REFERENCES stories(id, live) ON DELETE CASCADE,
  constraint fk_scenelets_story_project FOREIGN KEY (story_id, project_id) REFERENCES stories(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint scenelets_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES scenelets(id) ON DELETE CASCADE,
  constraint scenelets_story_id_fkey FOREIGN KEY (story_id) REFERENCES stories(id) ON DELETE CASCADE
);
CREATE INDEX idx_scenelets_deletion_id ON public.scenelets USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE UNIQUE INDEX idx_scenelets_one_root ON public.scenelets USING btree (story_id) WHERE ((parent_id IS NULL) AND (deleted_at IS NULL));
CREATE INDEX scenelets_parent_id_idx ON public.scenelets USING btree (parent_id);
CREATE INDEX scenelets_story_id_idx ON public.scenelets USING btree (story_id);
CREATE TRIGGER place_old_scenelet BEFORE INSERT ON public.scenelets FOR EACH ROW WHEN ((((new."position" IS NULL) OR (new.project_id IS NULL)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION place_scenelet();
CREATE TRIGGER refuse_scenelet_cycle_on_insert BEFORE INSERT ON public.scenelets FOR EACH ROW WHEN ((new.parent_id = new.id)) EXECUTE FUNCTION refuse_scenelet_cycle();
CREATE TRIGGER refuse_scenelet_cycle_on_move BEFORE UPDATE OF parent_id ON public.scenelets FOR EACH ROW WHEN (((new.parent_id IS DISTINCT FROM old.parent_id) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION refuse_scenelet_cycle();
CREATE TRIGGER renumber_story_shots_on_delete AFTER DELETE ON public.scenelets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION renumber_story_shots();
CREATE TRIGGER renumber_story_shots_on_insert AFTER INSERT ON public.scenelets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION renumber_story_shots();
CREATE TRIGGER renumber_story_shots_on_update AFTER UPDATE ON public.scenelets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION renumber_story_shots();
CREATE TRIGGER version_old_update_of_scenelets BEFORE UPDATE ON public.scenelets FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

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
  scenelet_ref uuid,
  constraint shots_pkey PRIMARY KEY (id),
  constraint ck_shots_data CHECK ((jsonb_typeof(data) = 'object'::text)),
  constraint ck_shots_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_shots_frames CHECK ((frame_end >= frame_start)),
  constraint ck_shots_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_shots_story_columns CHECK (
CASE
    WHEN (story_id IS NULL) THEN (num_nonnulls(scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path) = 0)
    ELSE (num_nulls(story_id, scenelet_ref, scenelet_id, scenelet_sequence, shot_index, storyboard_payload) = 0)
END),
  constraint shots_scenelet_sequence_check CHECK ((scenelet_sequence > 0)),
  constraint shots_shot_index_check CHECK ((shot_index > 0)),
  constraint fk_shots_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_shots_episode_live FOREIGN KEY (episode_id, live) REFERENCES episodes(id, live),
  constraint fk_shots_episode_project FOREIGN KEY (episode_id, project_id) REFERENCES episodes(id, project_id),
  constraint fk_shots_project_id FOREIGN KEY (project_id) REFERENCES projects(id),
  constraint fk_shots_scenelet_live FOREIGN KEY (scenelet_ref, live) REFERENCES scenelets(id, live) ON DELETE CASCADE,
  constraint fk_shots_scenelet_story FOREIGN KEY (scenelet_ref, story_id) REFERENCES scenelets(id, story_id) ON DELETE CASCADE,
  constraint fk_shots_story_episode FOREIGN KEY (story_id, episode_id) REFERENCES stories(id, episode_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint shots_episode_id_fkey FOREIGN KEY (episode_id) REFERENCES episodes(id),
  constraint shots_scenelet_ref_fkey FOREIGN KEY (scenelet_ref) REFERENCES scenelets(id) ON DELETE CASCADE,
  constraint shots_story_id_fkey FOREIGN KEY (story_id) REFERENCES stories(id) ON DELETE CASCADE
);
CREATE INDEX idx_shots_deletion_id ON public.shots USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_shots_project_id ON public.shots USING btree (project_id, created_at, id);
CREATE UNIQUE INDEX idx_shots_project_name_unique ON public.shots USING btree (project_id, lower((NORMALIZE(btrim((name)::text), NFC) COLLATE "und-x-icu"))) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX idx_shots_scenelet_shot_index_unique ON public.shots USING btree (scenelet_ref, shot_index) WHERE (deleted_at IS NULL);
CREATE INDEX idx_shots_story_order ON public.shots USING btree (story_id, scenelet_sequence, shot_index) WHERE (story_id IS NOT NULL);
CREATE INDEX ix_shots_episode_id ON public.shots USING btree (episode_id);
CREATE INDEX ix_shots_name ON public.shots USING btree (name);
CREATE INDEX shots_scenelet_ref_idx ON public.shots USING btree (scenelet_ref) WHERE (scenelet_ref IS NOT NULL);
CREATE TRIGGER close_old_shot_deletion AFTER UPDATE OF deleted_at ON public.shots FOR EACH ROW WHEN (((old.deletion_id IS NOT NULL) AND (new.deletion_id IS NULL) AND (new.version = old.version) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION close_old_deletion();
CREATE TRIGGER fill_scenelet_ref_on_insert BEFORE INSERT ON public.shots FOR EACH ROW WHEN (((new.story_id IS NOT NULL) AND (new.scenelet_ref IS NULL) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION fill_scenelet_ref();
CREATE TRIGGER fill_scenelet_ref_on_move BEFORE UPDATE OF story_id, scenelet_id ON public.shots FOR EACH ROW WHEN (((new.story_id IS NOT NULL) AND (NOT (new.scenelet_ref IS DISTINCT FROM old.scenelet_ref)) AND ((new.story_id IS DISTINCT FROM old.story_id) OR (new.scenelet_id IS DISTINCT FROM old.scenelet_id)) AND (NOT (new.scenelet_sequence IS DISTINCT FROM old.scenelet_sequence)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION fill_scenelet_ref();
CREATE TRIGGER fill_shot_name BEFORE UPDATE OF name ON public.shots FOR EACH ROW WHEN (((new.name IS NULL) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION fill_shot_project();
CREATE TRIGGER fill_shot_project_on_insert BEFORE INSERT ON public.shots FOR EACH ROW WHEN (((new.project_id IS NULL) OR (new.name IS NULL))) EXECUTE FUNCTION fill_shot_project();
CREATE TRIGGER fill_shot_project_on_move BEFORE UPDATE OF episode_id ON public.shots FOR EACH ROW WHEN (((new.episode_id <> old.episode_id) AND (NOT (new.project_id IS DISTINCT FROM old.project_id)))) EXECUTE FUNCTION fill_shot_project();
CREATE TRIGGER mark_old_shot_deletion BEFORE INSERT OR UPDATE OF deleted_at ON public.shots FOR EACH ROW WHEN ((((new.deleted_at IS NULL) <> (new.deletion_id IS NULL)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION mark_old_deletion('shot');
CREATE TRIGGER version_old_update_of_shots BEFORE UPDATE ON public.shots FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table stored_files (
  sha256 text not null,
  size bigint not null,
  created_at timestamp with time zone not null default now(),
  unreferenced_at timestamp with time zone,
  constraint pk_stored_files PRIMARY KEY (sha256),
  constraint ck_stored_files_digest CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint ck_stored_files_size CHECK ((size >= 0))
);
CREATE INDEX idx_stored_files_unreferenced_at ON public.stored_files USING btree (unreferenced_at) WHERE (unreferenced_at IS NOT NULL);

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
  live boolean default true,
  project_id uuid not null,
  constraint stories_pkey PRIMARY KEY (id),
  constraint uq_stories_episode UNIQUE (id, episode_id),
  constraint uq_stories_live UNIQUE (id, live),
  constraint uq_stories_project UNIQUE (id, project_id),
  constraint ck_stories_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint stories_display_name_check CHECK ((length(TRIM(BOTH FROM display_name)) > 0)),
  constraint fk_stories_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id),
  constraint fk_stories_episode_live FOREIGN KEY (episode_id, live) REFERENCES episodes(id, live) ON DELETE CASCADE,
  constraint fk_stories_episode_project FOREIGN KEY (episode_id, project_id) REFERENCES episodes(id, project_id) ON DELETE CASCADE,
  constraint stories_episode_id_fkey FOREIGN KEY (episode_id) REFERENCES episodes(id) ON DELETE CASCADE
);
CREATE INDEX idx_stories_deletion_id ON public.stories USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_stories_episode_id ON public.stories USING btree (episode_id, created_at, id);
CREATE TRIGGER fill_story_project_on_insert BEFORE INSERT ON public.stories FOR EACH ROW WHEN ((new.project_id IS NULL)) EXECUTE FUNCTION fill_story_project();
CREATE TRIGGER fill_story_project_on_move BEFORE UPDATE OF episode_id ON public.stories FOR EACH ROW WHEN (((new.episode_id <> old.episode_id) AND (NOT (new.project_id IS DISTINCT FROM old.project_id)))) EXECUTE FUNCTION fill_story_project();
CREATE TRIGGER version_old_update_of_stories BEFORE UPDATE ON public.stories FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.deletion_id IS DISTINCT FROM old.deletion_id)) AND (current_setting('migrator.runner'::text, true) IS DISTINCT FROM 'on'::text))) EXECUTE FUNCTION version_old_update();

create table system_configuration (
  id integer not null default 1,
  is_setup_complete boolean not null default false,
  ffmpeg_path character varying(500),
  output_directory character varying(500),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  constraint pk_system_configuration PRIMARY KEY (id),
  constraint ck_system_configuration_one_row CHECK ((id = 1))
);

create table templates (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  name character varying(200) not null,
  description character varying(1000),
  category character varying(50) not null,
  sub_category character varying(100),
  preview_image character varying(500),
  preview_video character varying(500),
  tags text[] not null default '{}'::text[],
  template_data jsonb not null default '{}'::jsonb,
  author text not null default 'System'::text,
  is_system_template boolean not null default true,
  is_community_template boolean not null default false,
  usage_count integer not null default 0,
  rating double precision not null default 0,
  rating_count integer not null default 0,
  constraint pk_templates PRIMARY KEY (id),
  constraint ck_templates_figures CHECK (((usage_count >= 0) AND (rating >= (0)::double precision) AND (rating <= (5)::double precision) AND (rating_count >= 0))),
  constraint ck_templates_name CHECK ((length(btrim((name)::text)) > 0))
);
CREATE INDEX idx_templates_category ON public.templates USING btree (category);
CREATE INDEX idx_templates_category_sub_category ON public.templates USING btree (category, sub_category);
CREATE INDEX idx_templates_is_community_template ON public.templates USING btree (is_community_template);
CREATE INDEX idx_templates_is_system_template ON public.templates USING btree (is_system_template);

create table user_setups (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  user_id uuid not null,
  completed boolean not null default false,
  completed_at timestamp with time zone,
  wizard_version character varying(20),
  last_step integer not null default 0,
  selected_tier character varying(50),
  wizard_state jsonb,
  constraint pk_user_setups PRIMARY KEY (id),
  constraint uq_user_setups_user UNIQUE (user_id),
  constraint ck_user_setups_last_step CHECK ((last_step >= 0)),
  constraint fk_user_setups_user_id FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE INDEX idx_user_setups_completed ON public.user_setups USING btree (completed);
CREATE INDEX idx_user_setups_updated_at ON public.user_setups USING btree (updated_at);

create table validation_jobs (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  deletion_id uuid,
  live boolean default true,
  project_id uuid not null,
  crawl_job_id uuid not null,
  name character varying(100) not null,
  status character varying(20) not null default 'pending'::character varying,
  progress integer not null default 0,
  total_images integer not null default 0,
  validated_images integer not null default 0,
  invalid_images integer not null default 0,
  validation_rules jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  error_message text,
  level text not null default 'standard'::text,
  duplicates text not null default 'report'::text,
  rules_version integer not null default 1,
  statistics jsonb,
  constraint pk_validation_jobs PRIMARY KEY (id),
  constraint uq_validation_jobs_live UNIQUE (id, live),
  constraint uq_validation_jobs_project UNIQUE (id, project_id),
  constraint ck_validation_jobs_deletion CHECK ((((deleted_at IS NULL) = (deletion_id IS NULL)) AND ((deleted_at IS NULL) = (live IS TRUE)) AND (live IS NOT FALSE))),
  constraint ck_validation_jobs_duplicates CHECK ((duplicates = ANY (ARRAY['report'::text, 'quarantine'::text, 'remove'::text]))),
  constraint ck_validation_jobs_figures CHECK (((progress >= 0) AND (progress <= 100) AND (total_images >= 0) AND (validated_images >= 0) AND (invalid_images >= 0))),
  constraint ck_validation_jobs_level CHECK ((level = ANY (ARRAY['basic'::text, 'standard'::text, 'strict'::text]))),
  constraint ck_validation_jobs_name CHECK ((length(btrim((name)::text)) > 0)),
  constraint ck_validation_jobs_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'paused'::character varying, 'completed'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))),
  constraint fk_validation_jobs_crawl_job_id FOREIGN KEY (crawl_job_id) REFERENCES crawl_jobs(id) ON DELETE CASCADE,
  constraint fk_validation_jobs_crawl_job_live FOREIGN KEY (crawl_job_id, live) REFERENCES crawl_jobs(id, live) ON DELETE CASCADE,
  constraint fk_validation_jobs_crawl_job_project FOREIGN KEY (crawl_job_id, project_id) REFERENCES crawl_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_validation_jobs_deletion_id FOREIGN KEY (deletion_id) REFERENCES deletions(id)
);
CREATE INDEX idx_validation_jobs_deletion_id ON public.validation_jobs USING btree (deletion_id) WHERE (deletion_id IS NOT NULL);
CREATE INDEX idx_validation_jobs_project_id ON public.validation_jobs USING btree (project_id, created_at, id);
CREATE INDEX ix_validation_job_crawl_job_id ON public.validation_jobs USING btree (crawl_job_id);
CREATE INDEX ix_validation_job_status ON public.validation_jobs USING btree (status);

create table validation_results (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by uuid,
  updated_by uuid,
  version integer not null default 1,
  project_id uuid not null,
  validation_job_id uuid not null,
  image_id uuid not null,
  is_valid boolean not null,
  issues jsonb not null default '[]'::jsonb,
  checks_passed integer not null default 0,
  checks_failed integer not null default 0,
  quality_score double precision,
  verdict text not null default 'ok'::text,
  checks jsonb not null default '[]'::jsonb,
  facts jsonb,
  constraint pk_validation_results PRIMARY KEY (id),
  constraint uq_validation_results_image UNIQUE (validation_job_id, image_id),
  constraint ck_validation_results_figures CHECK (((checks_passed >= 0) AND (checks_failed >= 0) AND (quality_score >= (0)::double precision) AND (quality_score <= (1)::double precision))),
  constraint ck_validation_results_issues CHECK ((jsonb_typeof(issues) = 'array'::text)),
  constraint fk_validation_results_image_id FOREIGN KEY (image_id) REFERENCES images(id) ON DELETE CASCADE,
  constraint fk_validation_results_image_project FOREIGN KEY (image_id, project_id) REFERENCES images(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_validation_results_job_project FOREIGN KEY (validation_job_id, project_id) REFERENCES validation_jobs(id, project_id) ON UPDATE CASCADE ON DELETE CASCADE,
  constraint fk_validation_results_validation_job_id FOREIGN KEY (validation_job_id) REFERENCES validation_jobs(id) ON DELETE CASCADE
);
CREATE INDEX idx_validation_results_image_id ON public.validation_results USING btree (image_id);

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { refuseWhen, refuseToLose } from '../src/migrator/refusal';

/** What every row says about itself. `created_by` and `updated_by` name a caller without a foreign key: the trace outlives the person. */
const TABLES = [
  'profiles',
  'projects',
  'episodes',
  'stories',
  'scenelets',
  'shots',
  'crawl_jobs',
  'images',
  'activity_logs',
  'drawings',
  'components',
];

/** User content: deleted rows stay, marked, until they are purged. */
const TRASHABLE = [
  'projects',
  'episodes',
  'stories',
  'scenelets',
  'shots',
  'crawl_jobs',
  'images',
  'drawings',
  'components',
];

/** Tables with children: `live` lets a foreign key see whether the parent is deleted. */
const PARENTS = ['projects', 'episodes', 'shots'];

/**
 * Base columns on every table, members, tokens, deletions, idempotency keys, unique e-mail addresses.
 * A row that was soft-deleted before deletions had names gets a deletion of its own, so that it shows in the trash.
 */
export class PlatformTables1700000001000 implements MigrationInterface {
  name = 'PlatformTables1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    await refuseWhen(
      runner,
      'profiles share an e-mail address (without regard to case)',
      `select string_agg(id::text, ', ' order by id) as example from profiles
        group by lower(normalize(btrim(email), NFC) collate "und-x-icu") having count(*) > 1`,
    );
    await refuseWhen(
      runner,
      'profiles have a role other than user, moderator or admin',
      `select id::text as example from profiles where role not in ('user', 'moderator', 'admin')`,
    );
    await refuseWhen(
      runner,
      'projects have a status other than active, archived or deleted',
      `select id::text as example from projects where status not in ('active', 'archived', 'deleted')`,
    );

    await refuseWhen(
      runner,
      'names of projects or e-mail addresses of profiles are blank',
      `select id::text as example from projects where length(btrim(name)) = 0
        union all select id::text from profiles where length(btrim(email)) = 0`,
    );

    await runner.query(`
      create table deletions (
        id uuid not null default gen_random_uuid(),
        project_id uuid,
        root_type text not null,
        root_id uuid not null,
        root_name text,
        row_count integer not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_deletions primary key (id),
        constraint uq_deletions_root unique (root_type, root_id),
        constraint ck_deletions_row_count check (row_count > 0))
    `);
    await runner.query(`create index idx_deletions_project_id on deletions (project_id, created_at, id)`);

    for (const table of TABLES) {
      await runner.query(`
        alter table ${table}
          add column if not exists created_at timestamptz default now(),
          add column if not exists updated_at timestamptz default now(),
          add column created_by uuid,
          add column updated_by uuid,
          add column version integer not null default 1
      `);
      await runner.query(`update ${table} set created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, created_at, now())
        where created_at is null or updated_at is null`);
      await runner.query(
        `alter table ${table} alter column created_at set not null, alter column updated_at set not null`,
      );
    }
    for (const table of TRASHABLE) {
      await runner.query(`
        alter table ${table}
          add column if not exists deleted_at timestamptz,
          add column deleted_by uuid,
          add column deletion_id uuid constraint fk_${table}_deletion_id references deletions (id)
      `);
    }

    // What was deleted under the old rules: a marked project with all that hangs under it, then single episodes and shots.
    await runner.query(`
      update projects set deleted_at = updated_at where status = 'deleted';
      update episodes e set deleted_at = p.deleted_at from projects p where p.id = e.project_id and p.deleted_at is not null and e.deleted_at is null;
      update shots s set deleted_at = e.deleted_at from episodes e where e.id = s.episode_id and e.deleted_at is not null and s.deleted_at is null;
      with d as (insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
          select id, 'project', id, name, 1, deleted_at from projects where deleted_at is not null returning id, root_id)
        update projects p set deletion_id = d.id from d where p.id = d.root_id;
      update episodes e set deletion_id = p.deletion_id from projects p where p.id = e.project_id and p.deletion_id is not null and e.deleted_at = p.deleted_at;
      with d as (insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
          select project_id, 'episode', id, name, 1, deleted_at from episodes where deleted_at is not null and deletion_id is null returning id, root_id)
        update episodes e set deletion_id = d.id from d where e.id = d.root_id;
      update shots s set deletion_id = e.deletion_id from episodes e where e.id = s.episode_id and e.deletion_id is not null and s.deleted_at = e.deleted_at;
      with d as (insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
          select e.project_id, 'shot', s.id, s.name, 1, s.deleted_at from shots s join episodes e on e.id = s.episode_id
          where s.deleted_at is not null and s.deletion_id is null returning id, root_id)
        update shots s set deletion_id = d.id from d where s.id = d.root_id;
      update deletions d set row_count = (select count(*) from projects x where x.deletion_id = d.id)
        + (select count(*) from episodes x where x.deletion_id = d.id) + (select count(*) from shots x where x.deletion_id = d.id)
    `);

    for (const table of PARENTS) {
      await runner.query(`alter table ${table} add column live boolean default true`);
      await runner.query(`update ${table} set live = null where deleted_at is not null`);
    }
    for (const table of TRASHABLE) {
      const live = PARENTS.includes(table) ? ` and (deleted_at is null) = (live is true) and live is not false` : '';
      await runner.query(
        `alter table ${table} add constraint ck_${table}_deletion check ((deleted_at is null) = (deletion_id is null)${live})`,
      );
      await runner.query(
        `create index idx_${table}_deletion_id on ${table} (deletion_id) where deletion_id is not null`,
      );
    }

    await runner.query(`
      alter table profiles
        alter column id set default gen_random_uuid(),
        add column password_hash text,
        add column tokens_valid_from timestamptz not null default now(),
        add constraint ck_profiles_role check (role in ('user', 'moderator', 'admin')),
        add constraint ck_profiles_email check (length(btrim(email)) > 0);
      create unique index idx_profiles_email_unique on profiles (lower(normalize(btrim(email), NFC) collate "und-x-icu"));
      alter table projects
        add constraint ck_projects_status check (status in ('active', 'archived', 'deleted')),
        add constraint ck_projects_name check (length(btrim(name)) > 0);
      create index idx_projects_user_id on projects (user_id)
    `);

    // Statements of older clients name neither live nor a deletion: shots and episodes get a deleted_at, projects a status.
    // As in the rows above, all that hangs below goes too, and comes back too. Children are marked before their parent's
    // key changes and come back after it; a deletion is closed only when no row refers to it any more. Today's statements
    // count the version up and do all this themselves.
    await runner.query(`
      create function mark_old_deletion() returns trigger language plpgsql as $$
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
      end $$;
      create function close_old_deletion() returns trigger language plpgsql as $$
      begin
        perform from deletions where id = old.deletion_id and root_id = old.id;
        if not found then
          return null;
        end if;
        update episodes set deleted_at = null, deleted_by = null, deletion_id = null, live = true where deletion_id = old.deletion_id;
        update shots set deleted_at = null, deleted_by = null, deletion_id = null, live = true where deletion_id = old.deletion_id;
        delete from deletions where id = old.deletion_id;
        return null;
      end $$;
      create trigger mark_old_project_deletion before update of status on projects
        for each row when (old.status <> new.status and new.status = 'deleted' and new.deletion_id is null
          or old.status = 'deleted' and new.status <> 'deleted' and new.deletion_id is not null)
        execute function mark_old_deletion('project');
      create trigger mark_old_episode_deletion before insert or update of deleted_at on episodes
        for each row when ((new.deleted_at is null) <> (new.deletion_id is null)) execute function mark_old_deletion('episode');
      create trigger mark_old_shot_deletion before insert or update of deleted_at on shots
        for each row when ((new.deleted_at is null) <> (new.deletion_id is null)) execute function mark_old_deletion('shot');
      create trigger close_old_project_deletion after update of status on projects
        for each row when (old.deletion_id is not null and new.deletion_id is null and new.version = old.version)
        execute function close_old_deletion();
      create trigger close_old_episode_deletion after update of deleted_at on episodes
        for each row when (old.deletion_id is not null and new.deletion_id is null and new.version = old.version)
        execute function close_old_deletion();
      create trigger close_old_shot_deletion after update of deleted_at on shots
        for each row when (old.deletion_id is not null and new.deletion_id is null and new.version = old.version)
        execute function close_old_deletion()
    `);
    await runner.query(`
      create table project_members (
        id uuid not null default gen_random_uuid(),
        project_id uuid not null,
        user_id uuid not null,
        role text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_project_members primary key (id),
        constraint uq_project_members_user unique (project_id, user_id),
        constraint ck_project_members_role check (role in ('manager', 'artist', 'viewer')),
        constraint fk_project_members_project_id foreign key (project_id) references projects (id) on delete cascade,
        constraint fk_project_members_user_id foreign key (user_id) references profiles (id) on delete cascade);
      create index idx_project_members_user_id on project_members (user_id);

      create table api_tokens (
        id uuid not null default gen_random_uuid(),
        profile_id uuid not null,
        name text not null,
        token_hash bytea not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        created_by uuid,
        updated_by uuid,
        version integer not null default 1,
        constraint pk_api_tokens primary key (id),
        constraint uq_api_tokens_hash unique (token_hash),
        constraint ck_api_tokens_name check (length(btrim(name)) between 1 and 100),
        constraint fk_api_tokens_profile_id foreign key (profile_id) references profiles (id) on delete cascade);
      create index idx_api_tokens_profile_id on api_tokens (profile_id);

      create table idempotency_keys (
        user_id uuid not null,
        key text not null,
        fingerprint bytea not null,
        status integer not null,
        headers jsonb not null,
        response text,
        created_at timestamptz not null default now(),
        constraint pk_idempotency_keys primary key (user_id, key),
        constraint ck_idempotency_keys_key check (length(key) between 1 and 255));
      create index idx_idempotency_keys_created_at on idempotency_keys (created_at)
    `);

    await runner.query(`
      alter table activity_logs
        add column project_id uuid,
        add column request_id text,
        add column changes jsonb;
      create index idx_activity_logs_project_id on activity_logs (project_id, timestamp, id);
      create index idx_activity_logs_user_id on activity_logs (user_id);
      create index idx_activity_logs_timestamp on activity_logs (timestamp, id)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await refuseToLose(runner, {
      project_members: `select count(*) from project_members`,
      api_tokens: `select count(*) from api_tokens`,
      'profiles with a password': `select count(*) from profiles where password_hash is not null`,
      'activity entries with changes': `select count(*) from activity_logs where changes is not null`,
    });
    await runner.query(`
      drop index idx_activity_logs_project_id, idx_activity_logs_user_id, idx_activity_logs_timestamp, idx_projects_user_id, idx_profiles_email_unique;
      alter table activity_logs drop column project_id, drop column request_id, drop column changes;
      drop table idempotency_keys, api_tokens, project_members;
      alter table projects drop constraint ck_projects_status, drop constraint ck_projects_name;
      alter table profiles drop constraint ck_profiles_role, drop constraint ck_profiles_email,
        drop column password_hash, drop column tokens_valid_from, alter column id drop default
    `);
    await runner.query(`update projects set status = 'deleted' where deleted_at is not null`);
    for (const table of PARENTS) {
      const row = table.slice(0, -1);
      await runner.query(
        `drop trigger mark_old_${row}_deletion on ${table}; drop trigger close_old_${row}_deletion on ${table}`,
      );
    }
    await runner.query('drop function mark_old_deletion(), close_old_deletion()');
    for (const table of PARENTS) await runner.query(`alter table ${table} drop column live`);
    for (const table of TRASHABLE) {
      await runner.query(`alter table ${table} drop column deletion_id, drop column deleted_by`);
      if (table !== 'episodes' && table !== 'shots') await runner.query(`alter table ${table} drop column deleted_at`);
    }
    for (const table of TABLES)
      await runner.query(`alter table ${table} drop column created_by, drop column updated_by, drop column version`);
    await runner.query(`
      alter table scenelets drop column updated_at;
      alter table images drop column created_at, drop column updated_at;
      alter table activity_logs drop column created_at, drop column updated_at;
      alter table components alter column created_at drop not null, alter column updated_at drop not null;
      drop table deletions
    `);
  }
}

import {
  addColumns,
  backfill,
  changeRows,
  check,
  createTable,
  fill,
  type Finding,
  foreignKey,
  index,
  notNull,
  OnlineMigration,
  onTheWayBack,
  removeRows,
  setDefault,
  sqlFunction,
  type Step,
  trigger,
  uniqueIndex,
} from '../src/migrator';
import { nameKey } from '../src/database/name-key';
import { DELETION_CHECK } from './shared/tables';

/** What every row says about itself. `created_by` and `updated_by` name a caller without a foreign key: the trace outlives the person. */
const RECORDED = { created_by: 'uuid', updated_by: 'uuid', version: 'integer not null default 1' };
const TIMES = { created_at: 'timestamptz not null default now()', updated_at: 'timestamptz not null default now()' };
/** User content: deleted rows stay, marked, until they are purged. `live` lets a foreign key see whether a row is deleted. */
const MARKS = { deleted_by: 'uuid', deletion_id: 'uuid', live: 'boolean default true' };
const DELETED_AT = { deleted_at: 'timestamptz' };

/** The columns that each legacy table lacks. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  profiles: RECORDED,
  projects: { ...RECORDED, ...DELETED_AT, ...MARKS },
  episodes: { ...RECORDED, ...MARKS },
  stories: { ...RECORDED, ...DELETED_AT, ...MARKS },
  scenelets: { updated_at: TIMES.updated_at, ...RECORDED, ...DELETED_AT, ...MARKS },
  shots: { ...RECORDED, ...MARKS },
  crawl_jobs: { ...RECORDED, ...DELETED_AT, ...MARKS },
  images: { ...TIMES, ...RECORDED, ...DELETED_AT, ...MARKS },
  activity_logs: { ...TIMES, ...RECORDED },
  drawings: { ...RECORDED, ...DELETED_AT, ...MARKS },
  components: { ...RECORDED, ...DELETED_AT, ...MARKS },
};
const TRASHABLE = Object.keys(COLUMNS).filter((table) => 'live' in (COLUMNS[table] ?? {}));

/** The migrator's own statements keep rows in step by themselves. */
const NOT_THE_MIGRATOR = `current_setting('migrator.runner', true) is distinct from 'on'`;

const NOT_DELETED = 'deleted_at = null, deletion_id = null, deleted_by = null, live = true';

/** What hangs under a project or an episode: table, the condition for each, children after their parents. */
const BELOW: readonly { table: string; project: string; episode?: string }[] = [
  { table: 'episodes', project: 'project_id = new.id' },
  {
    table: 'stories',
    project: 'episode_id in (select id from episodes where project_id = new.id)',
    episode: 'episode_id = new.id',
  },
  {
    table: 'scenelets',
    project:
      'story_id in (select s.id from stories s join episodes e on e.id = s.episode_id where e.project_id = new.id)',
    episode: 'story_id in (select id from stories where episode_id = new.id)',
  },
  {
    table: 'shots',
    project: 'episode_id in (select id from episodes where project_id = new.id)',
    episode: 'episode_id = new.id',
  },
  { table: 'crawl_jobs', project: 'project_id = new.id' },
  { table: 'images', project: 'crawl_job_id in (select id from crawl_jobs where project_id = new.id)' },
];

/** Marks live rows, children before their parents, and counts them in `below`. */
function markBelow(of: 'project' | 'episode'): string {
  return [...BELOW]
    .reverse()
    .flatMap((one) => {
      const condition = one[of];
      return condition === undefined
        ? []
        : [
            `update ${one.table} set deleted_at = new.deleted_at, deletion_id = new.deletion_id, live = null where deleted_at is null and ${condition};
          get diagnostics count = row_count;
          below := below + count;`,
          ];
    })
    .join('\n          ');
}

/** What comes back with a project or an episode, parents first. */
const BACK = [...BELOW.map(({ table }) => table), 'drawings', 'components'];

/** What goes to the trash by rules of its own. */
const KNOWN_TABLES = [...BACK, 'deletions'];

/** SQL: user tables that later migrations bring, whose rows belong to one project and go to the trash with it. */
const LATER_TABLES = `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and c.relname not in (${KNOWN_TABLES.map((table) => `'${table}'`).join(', ')})
              and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('project_id', 'deletion_id', 'live') and not a.attisdropped) = 3`;

/**
 * Statements of older clients name neither `live` nor a deletion: shots and episodes get a `deleted_at`, projects a status.
 * As in the rows that were there before, all that hangs below goes too, and comes back too. Children are marked before
 * their parent's key changes and come back after it; a deletion is closed only when no row refers to it any more. Today's
 * statements count the version up and do all this themselves.
 *
 * A drawing goes to the trash with a project when no other live project has it, and its components go along. The projects
 * of a drawing are the one in its own column and, where that table is there, those of drawing_projects; between its
 * making and its filling a drawing may be in the column alone. Two who delete the two projects of a drawing take turns at
 * the drawing, so that the second one sees that the first is gone.
 */
const OLD_DELETIONS: Step[] = [
  sqlFunction(
    'mark_old_deletion',
    `create or replace function mark_old_deletion() returns trigger language plpgsql as $$
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
          for later in ${LATER_TABLES} loop
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
          ${markBelow('project')}
        elsif type = 'episode' then
          ${markBelow('episode')}
        end if;
        update deletions set row_count = 1 + below where id = new.deletion_id and below > 0;
        return new;
      end $$`,
  ),
  sqlFunction(
    'close_old_deletion',
    `create or replace function close_old_deletion() returns trigger language plpgsql as $$
      declare
        later text;
      begin
        perform from deletions where id = old.deletion_id and root_id = old.id;
        if not found then
          return null;
        end if;
        ${BACK.map((table) => `update ${table} set ${NOT_DELETED} where deletion_id = old.deletion_id;`).join('\n        ')}
        for later in ${LATER_TABLES} loop
          execute format('update %I set ${NOT_DELETED} where deletion_id = $1', later) using old.deletion_id;
        end loop;
        delete from deletions where id = old.deletion_id;
        return null;
      end $$`,
  ),
  trigger(
    'projects',
    'mark_old_project_deletion',
    `before update of status on projects
      for each row when ((old.status <> new.status and new.status = 'deleted' and new.deletion_id is null
        or old.status = 'deleted' and new.status <> 'deleted' and new.deletion_id is not null) and ${NOT_THE_MIGRATOR})
      execute function mark_old_deletion('project')`,
  ),
  ...['episode', 'shot'].map((type) =>
    trigger(
      `${type}s`,
      `mark_old_${type}_deletion`,
      `before insert or update of deleted_at on ${type}s
      for each row when ((new.deleted_at is null) <> (new.deletion_id is null) and ${NOT_THE_MIGRATOR}) execute function mark_old_deletion('${type}')`,
    ),
  ),
  ...Object.entries({ project: 'status', episode: 'deleted_at', shot: 'deleted_at' }).map(([type, column]) =>
    trigger(
      `${type}s`,
      `close_old_${type}_deletion`,
      `after update of ${column} on ${type}s
      for each row when (old.deletion_id is not null and new.deletion_id is null and new.version = old.version and ${NOT_THE_MIGRATOR})
      execute function close_old_deletion()`,
    ),
  ),
];

/** SQL: the row was deleted by itself, not with its project or episode, which the old schema knows as deleted. */
const WAS_DELETED_ITSELF = `exists (select from deletions d where d.id = t.deletion_id and d.root_type not in ('project', 'episode', 'shot'))`;

/**
 * The old schema knows no deleted stories, scenelets, jobs, images, drawings and components: going back, it would show
 * them. They go to the archive, with what hangs under them, and come back as deleted rows.
 */
const HIDDEN_ROWS = onTheWayBack(
  'deleted rows that the old schema would show',
  backfill(
    'shots',
    removeRows(
      'keys',
      'shots',
      `exists (select from stories s, deletions d where s.id = t.story_id and d.id = s.deletion_id and d.root_type = 'story')`,
    ),
  ),
  // With the whole subtree, parents last: put back in the opposite order.
  backfill(
    'scenelets',
    `subtree as (
      with recursive below as (
        select t.id, 0 as depth from keys join scenelets t using (id) where ${WAS_DELETED_ITSELF}
        union all select c.id, below.depth + 1 from below join scenelets c on c.parent_id = below.id)
      select id, max(depth) as depth from below group by id),
    removed as (delete from scenelets t using subtree where t.id = subtree.id returning t.id, migrator.to_archive(t) as was, subtree.depth),
    changed as (insert into migrator.archive (table_name, row_id, was) select 'scenelets', id, was from removed order by depth desc returning row_id)`,
  ),
  backfill('stories', removeRows('keys', 'stories', WAS_DELETED_ITSELF)),
  backfill('images', removeRows('keys', 'images', WAS_DELETED_ITSELF)),
  backfill('crawl_jobs', removeRows('keys', 'crawl_jobs', WAS_DELETED_ITSELF)),
  backfill('components', removeRows('keys', 'components', WAS_DELETED_ITSELF)),
  backfill('drawings', removeRows('keys', 'drawings', WAS_DELETED_ITSELF)),
);

/**
 * What was deleted under the old rules: a project by its status with all that hangs under it, then single episodes and
 * shots. After a rollback, also what the old rules have changed meanwhile.
 */
const DELETIONS: Step[] = [
  fill('rows that came back while deletions were put aside: projects', {
    table: 'projects',
    set: { deleted_at: 'null', deletion_id: 'null', deleted_by: 'null', live: 'true' },
    where: `t.status <> 'deleted' and t.deletion_id is not null`,
  }),
  ...['episodes', 'shots'].map((table) =>
    fill(`rows that came back while deletions were put aside: ${table}`, {
      table,
      set: { deletion_id: 'null', deleted_by: 'null', live: 'true' },
      where: `t.deleted_at is null and t.deletion_id is not null`,
    }),
  ),
  {
    title: 'deletions of projects',
    up: [
      backfill(
        'projects',
        `chosen as materialized (select t.* from keys join projects t using (id)
            where t.status = 'deleted' and t.deletion_id is null order by t.id for no key update of t),
          opened as (insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
            select id, 'project', id, name, 1, updated_at from chosen on conflict (root_type, root_id) do update set row_count = deletions.row_count returning id, root_id, created_at),
          changed as (update projects t set deleted_at = o.created_at, deletion_id = o.id, live = null from opened o where t.id = o.root_id returning t.id)`,
      ),
    ],
    down: [],
  },
  onTheWayBack(
    'status of deleted projects',
    backfill(
      'projects',
      changeRows('keys', {
        table: 'projects',
        set: { status: `'deleted'` },
        where: `t.deleted_at is not null and t.status <> 'deleted'`,
        archive: ['status'],
      }),
      { projects: { status: null } },
    ),
  ),
  ...(
    [
      ['episodes', 'projects', 'project_id'],
      ['shots', 'episodes', 'episode_id'],
    ] as const
  ).flatMap(([table, parent, key]): Step[] => [
    fill(`${table} that belong to the deletion of their ${parent}`, {
      table,
      set: { deletion_id: 'p.deletion_id', live: 'null' },
      from: `${parent} p`,
      hold: 'p',
      where: `p.id = t.${key} and p.deletion_id is not null and t.deletion_id is null and t.deleted_at = p.deleted_at`,
    }),
    fill(`live ${table} of deleted ${parent}`, {
      table,
      set: { deleted_at: 'p.deleted_at', deletion_id: 'p.deletion_id', live: 'null' },
      from: `${parent} p`,
      hold: 'p',
      where: `p.id = t.${key} and p.deletion_id is not null and t.deleted_at is null`,
      archive: ['deleted_at'],
    }),
    {
      title: `deletions of ${table}`,
      up: [
        backfill(
          table,
          `chosen as materialized (select t.id, t.name, t.deleted_at, ${table === 'episodes' ? 't.project_id' : 'e.project_id'} as project_id
              from keys join ${table} t using (id) ${table === 'shots' ? 'join episodes e on e.id = t.episode_id' : ''}
              where t.deleted_at is not null and t.deletion_id is null order by t.id for no key update of t),
            opened as (insert into deletions (project_id, root_type, root_id, root_name, row_count, created_at)
              select project_id, '${table.slice(0, -1)}', id, name, 1, deleted_at from chosen on conflict (root_type, root_id) do update set row_count = deletions.row_count returning id, root_id),
            changed as (update ${table} t set deletion_id = o.id, live = null from opened o where t.id = o.root_id returning t.id)`,
        ),
      ],
      down: [],
    },
  ]),
  // These had no deletion of their own before.
  ...(
    [
      ['stories', 'episodes', 'episode_id'],
      ['scenelets', 'stories', 'story_id'],
      ['crawl_jobs', 'projects', 'project_id'],
      ['images', 'crawl_jobs', 'crawl_job_id'],
      ['drawings', 'projects', 'project_id'],
      ['components', 'drawings', 'drawing_id'],
    ] as const
  ).flatMap(([table, parent, key]): Step[] => [
    fill(`rows that came back while deletions were put aside: ${table}`, {
      table,
      set: { deleted_at: 'null', deletion_id: 'null', deleted_by: 'null', live: 'true' },
      from: 'deletions d',
      hold: 'd',
      where: `d.id = t.deletion_id and d.root_type in ('project', 'episode')
        and not exists (select from projects x where x.id = d.root_id and x.deletion_id = d.id)
        and not exists (select from episodes x where x.id = d.root_id and x.deletion_id = d.id)`,
    }),
    fill(`${table} of deleted ${parent}`, {
      table,
      set: { deleted_at: 'p.deleted_at', deletion_id: 'p.deletion_id', live: 'null' },
      from: `${parent} p`,
      hold: 'p',
      where: `p.id = t.${key} and p.deletion_id is not null and t.deletion_id is null`,
    }),
  ]),
  HIDDEN_ROWS,
  {
    title: 'sizes of deletions',
    up: [
      backfill(
        'deletions',
        `sizes as (select id, ${TRASHABLE.map((table) => `(select count(*) from ${table} x where x.deletion_id = keys.id)`).join(' + ')} as size from keys),
          empty as (delete from deletions d using sizes s where d.id = s.id and s.size = 0),
          changed as (update deletions d set row_count = s.size from sizes s where d.id = s.id and s.size > 0 and d.row_count <> s.size returning d.id)`,
        { deletions: { row_count: null } },
      ),
    ],
    down: [],
  },
];

/** Others than the first one of each group, by the key that must be unique. */
const TWIN_EMAILS = `select id, detail from (
    select id, email || ' (profile ' || id || ')' as detail,
      row_number() over (partition by ${nameKey('email')} order by created_at, id) as place from profiles) all_profiles where place > 1`;

const findings: readonly Finding[] = [
  {
    code: 'twin-emails',
    problem: 'profiles share an e-mail address (without regard to case)',
    offenders: TWIN_EMAILS,
    remedy: 'Give each profile an address of its own, or delete those that nobody uses.',
    policies: {
      rename: {
        does: 'The oldest profile keeps the address; each other one gets "duplicate-<its id>-" in front of it.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'profiles',
              set: { email: `left('duplicate-' || t.id || '-' || btrim(t.email), 255)` },
              where: 'true',
              archive: ['email'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'blank-emails',
    problem: 'e-mail addresses of profiles are blank',
    offenders: `select id, 'profile ' || id as detail from profiles where length(btrim(email)) = 0`,
    remedy: 'Give the profile an address.',
    policies: {
      name: {
        does: 'The address becomes "profile-<its id>".',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'profiles',
              set: { email: `'profile-' || t.id` },
              where: 'true',
              archive: ['email'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'unknown-roles',
    problem: 'profiles have a role other than user, moderator or admin',
    offenders: `select id, role || ' (profile ' || id || ')' as detail from profiles where role not in ('user', 'moderator', 'admin')`,
    remedy: 'Give the profile one of these roles.',
    policies: {
      user: {
        does: 'The role becomes user, which has the least rights.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'profiles',
              set: { role: `'user'` },
              where: 'true',
              archive: ['role'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'unknown-project-status',
    problem: 'projects have a status other than active, archived or deleted',
    offenders: `select id, status || ' (project ' || id || ')' as detail from projects where status not in ('active', 'archived', 'deleted')`,
    remedy: 'Give the project one of these.',
    policies: Object.fromEntries(
      ['active', 'archived'].map((status) => [
        status,
        {
          does: `The status becomes ${status}.`,
          passes: () => [
            {
              work: changeRows('offenders', {
                table: 'projects',
                set: { status: `'${status}'` },
                where: 'true',
                archive: ['status'],
              }),
            },
          ],
        },
      ]),
    ),
  },
  {
    code: 'blank-project-names',
    problem: 'names of projects are blank',
    offenders: `select id, 'project ' || id as detail from projects where length(btrim(name)) = 0`,
    remedy: 'Give the project a name.',
    policies: {
      name: {
        does: 'The name becomes "project <its id>".',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'projects',
              set: { name: `'project ' || t.id` },
              where: 'true',
              archive: ['name'],
            }),
          },
        ],
      },
    },
  },
];

/**
 * Base columns on every table, members, tokens, deletions, idempotency keys, unique e-mail addresses.
 * A row that was soft-deleted before deletions had names gets a deletion of its own, so that it shows in the trash.
 */
export class PlatformTables1700000001000 extends OnlineMigration {
  readonly name = 'PlatformTables1700000001000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    createTable(
      'deletions',
      `create table deletions (
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
        constraint ck_deletions_row_count check (row_count > 0));
      create index idx_deletions_project_id on deletions (project_id, created_at, id)`,
    ),
    ...Object.entries(COLUMNS).map(([table, columns]) => addColumns(table, columns)),
    // Before the triggers that bring rows back by them.
    ...TRASHABLE.map((table) =>
      index(table, `idx_${table}_deletion_id`, '(deletion_id) where deletion_id is not null'),
    ),
    fill('times of components', {
      table: 'components',
      set: {
        created_at: 'coalesce(t.created_at, t.updated_at, now())',
        updated_at: 'coalesce(t.updated_at, t.created_at, now())',
      },
      where: 't.created_at is null or t.updated_at is null',
      archive: ['created_at', 'updated_at'],
    }),
    notNull('components', 'created_at'),
    notNull('components', 'updated_at'),
    ...OLD_DELETIONS,
    ...DELETIONS,
    ...TRASHABLE.flatMap((table) => [
      check(table, `ck_${table}_deletion`, DELETION_CHECK),
      foreignKey(table, `fk_${table}_deletion_id`, ['deletion_id'], 'deletions (id)'),
    ]),

    // If-Match compares versions: what older clients change must count too.
    sqlFunction(
      'version_old_update',
      `create or replace function version_old_update() returns trigger language plpgsql as $$
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
      end $$`,
    ),
    ...TRASHABLE.map((table) =>
      trigger(
        table,
        `version_old_update_of_${table}`,
        `before update on ${table}
      for each row when (new.version = old.version and new.deletion_id is not distinct from old.deletion_id and ${NOT_THE_MIGRATOR})
      execute function version_old_update()`,
      ),
    ),

    setDefault('profiles', 'id', 'gen_random_uuid()'),
    addColumns('profiles', { password_hash: 'text', tokens_valid_from: 'timestamptz not null default now()' }),
    check('profiles', 'ck_profiles_role', `role in ('user', 'moderator', 'admin')`),
    check('profiles', 'ck_profiles_email', `length(btrim(email)) > 0`),
    uniqueIndex('profiles', 'ix_profiles_email', `(${nameKey('email')})`),
    check('projects', 'ck_projects_status', `status in ('active', 'archived', 'deleted')`),
    check('projects', 'ck_projects_name', `length(btrim(name)) > 0`),
    index('projects', 'ix_project_user_id', '(user_id)'),

    createTable(
      'project_members',
      `create table project_members (
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
      create index idx_project_members_user_id on project_members (user_id)`,
      ['profiles', 'projects'],
    ),
    createTable(
      'api_tokens',
      `create table api_tokens (
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
      create index idx_api_tokens_profile_id on api_tokens (profile_id)`,
      ['profiles'],
    ),
    createTable(
      'idempotency_keys',
      `create table idempotency_keys (
        user_id uuid not null,
        key text not null,
        fingerprint bytea not null,
        status integer not null,
        headers jsonb not null,
        response text,
        created_at timestamptz not null default now(),
        constraint pk_idempotency_keys primary key (user_id, key),
        constraint ck_idempotency_keys_key check (length(key) between 1 and 255));
      create index idx_idempotency_keys_created_at on idempotency_keys (created_at)`,
    ),
    addColumns('activity_logs', { project_id: 'uuid', request_id: 'text', changes: 'jsonb' }),
    index('activity_logs', 'idx_activity_logs_project_id', '(project_id, timestamp, id)'),
    index('activity_logs', 'ix_activity_log_user_id', '(user_id)'),
    index('activity_logs', 'ix_activity_log_timestamp', '(timestamp)'),
  ];

  override readonly checks = TRASHABLE.map((table) => ({
    title: `every deleted row of ${table} belongs to a deletion`,
    wrong: `select t.id from ${table} t where t.deleted_at is not null and not exists (select from deletions d where d.id = t.deletion_id)`,
  }));
}

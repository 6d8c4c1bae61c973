import { checksumOf, type MigrationDeclaration } from '../declaration';
import type { MigrationPhase } from './journal';

/** Runs one SELECT. */
export type StatusQuery = <Row extends object>(sql: string) => Promise<Row[]>;

/** How far a backfill is. */
export interface BackfillStatus {
  scanned: number;
  changed: number;
  total: number;
  /** Rows a second since it began. */
  rate: number;
  /** Null: not known yet, or done. */
  seconds_left: number | null;
  /** Why it waits; null: it does not. */
  throttled_by: string | null;
}

/** A step that has been begun. */
export interface StepStatus {
  title: string;
  place: number;
  direction: 'up' | 'down';
  state: 'running' | 'waiting' | 'done' | 'failed';
  started_at: string;
  finished_at: string | null;
  attempts: number;
  /** Waiting for locks, all attempts together, in ms. */
  wait_ms: number;
  /** The longest time that a lock was held, in ms. */
  longest_hold_ms: number;
  note: string | null;
  backfill: BackfillStatus | null;
}

/** One migration. */
export interface MigrationStatus {
  name: string;
  /** `running`: a run is at it. `half_done`: a run was stopped at it; run the command again. */
  state: 'applied' | 'pending' | 'running' | 'half_done';
  phase: MigrationPhase | null;
  changed_at: string | null;
  /** False: the file is not what was executed. */
  checksum_ok: boolean;
  /** How many steps it has. */
  step_count: number;
  steps: StepStatus[];
}

/** Where all migrations stand, and what goes on. */
export interface SchemaStatus {
  migrations: MigrationStatus[];
  pending: number;
  /** Applied migrations that this version does not know. */
  unknown: string[];
  /** The run that is going on, or the last one. */
  run: {
    command: string;
    host: string;
    process: number;
    backend: number | null;
    started_at: string;
    finished_at: string | null;
    outcome: string | null;
    resolve: string[];
    /** Its session is there. */
    alive: boolean;
  } | null;
  running: boolean;
  paused_by: string | null;
  /** Who waits for whom, where the migrator is one of them. */
  blocked: { pid: number; application: string; blocked_by: string; seconds: number }[];
}

const LOCK_HELD = `exists (select from pg_locks l where l.locktype = 'advisory' and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and l.classid::bigint = hashtext('continuity')::bigint & 4294967295 and l.objid::bigint = hashtext('migrator')::bigint & 4294967295)`;

/** The database has a table `migrations` that is none of TypeORM's: it belongs to another program. */
export class ForeignDatabaseError extends Error {
  override name = 'ForeignDatabaseError';
}

/**
 * The names in TypeORM's table, in the order in which they were applied; none where there is no such table.
 *
 * @throws ForeignDatabaseError
 */
export async function readApplied(query: StatusQuery): Promise<string[]> {
  const [there] = await query<{ table: boolean; columns: boolean }>(
    `select to_regclass('public.migrations') is not null as table, (select count(*) = 3 from pg_attribute
        where attrelid = to_regclass('public.migrations') and attname in ('id', 'timestamp', 'name') and not attisdropped) as columns`,
  );
  if (!there?.table) return [];
  if (!there.columns)
    throw new ForeignDatabaseError(
      'The table "migrations" in this database belongs to another program. Does DATABASE_URL name the right database?',
    );
  return (await query<{ name: string }>('select name from public.migrations order by id')).map(({ name }) => name);
}

/** Reads where migrations stand, with few queries and without changing anything, even before there is a journal. */
export async function readSchemaStatus(
  query: StatusQuery,
  known: readonly MigrationDeclaration[],
): Promise<SchemaStatus> {
  const applied = await readApplied(query);
  const [there] = await query<{ journal: boolean; locked: boolean }>(
    `select to_regclass('migrator.steering') is not null as journal, ${LOCK_HELD} as locked`,
  );
  const journal = there?.journal ? await readJournal(query) : undefined;
  const run = journal?.run ?? null;
  const running = there?.locked === true && run?.alive === true && run.finished_at === null;
  const all = known.map((migration): MigrationStatus => {
    const row = journal?.migrations.find(({ name }) => name === migration.name);
    const isHalf = row?.phase === 'applying' || row?.phase === 'reverting';
    const state = isHalf
      ? running
        ? 'running'
        : 'half_done'
      : applied.includes(migration.name)
        ? 'applied'
        : 'pending';
    return {
      name: migration.name,
      state,
      phase: row?.phase ?? null,
      changed_at: row?.changed_at ?? null,
      checksum_ok: !row || row.phase === 'reverted' || row.checksum === checksumOf(migration),
      step_count: migration.steps.length,
      steps: journal?.steps.get(migration.name) ?? [],
    };
  });
  return {
    migrations: all,
    pending: all.filter(({ state }) => state !== 'applied').length,
    unknown: applied.filter((name) => !known.some((migration) => migration.name === name)),
    run,
    running,
    paused_by: journal?.paused_by ?? null,
    blocked: running ? await readBlocked(query) : [],
  };
}

async function readJournal(query: StatusQuery) {
  const rows = await query<{ name: string; phase: MigrationPhase; checksum: string; changed_at: string }>(
    "select name, phase, checksum, to_json(changed_at)#>>'{}' as changed_at from migrator.migrations",
  );
  const steps = await query<{ migration: string; step: string }>(
    `select s.migration, json_build_object('title', s.title, 'place', s.place, 'direction', s.direction, 'state', s.state,
        'started_at', s.started_at, 'finished_at', s.finished_at, 'attempts', s.attempts, 'wait_ms', round(s.wait_ms),
        'longest_hold_ms', round(s.longest_hold_ms::numeric, 1), 'note', s.note, 'backfill',
        (select json_build_object('scanned', b.scanned, 'changed', b.changed, 'total', b.total, 'rate', round(rate), 'throttled_by', b.throttled_by,
            'seconds_left', case when b.finished_at is null and b.scanned > b.total / 100 and rate > 0 then ceil(greatest(0, b.total - b.scanned) / rate) end)
          from migrator.backfills b, lateral (select b.scanned / greatest(0.001, extract(epoch from coalesce(b.finished_at, b.updated_at) - b.started_at)) as rate) r
          where b.migration = s.migration and b.title = s.title order by b.started_at desc limit 1))::text as step
      from migrator.steps s order by s.migration, s.place`,
  );
  const [run] = await query<NonNullable<SchemaStatus['run']>>(
    `select command, host, process, backend, resolve, exists (select from pg_stat_activity a where a.pid = backend and a.application_name like 'continuity migrator%') as alive, to_json(started_at)#>>'{}' as started_at, to_json(finished_at)#>>'{}' as finished_at, outcome
      from migrator.runs order by id desc limit 1`,
  );
  const [steering] = await query<{ paused_by: string | null }>('select paused_by from migrator.steering');
  const byMigration = new Map<string, StepStatus[]>();
  for (const { migration, step } of steps)
    byMigration.set(migration, [...(byMigration.get(migration) ?? []), JSON.parse(step) as StepStatus]);
  return {
    migrations: rows,
    steps: byMigration,
    run: run ?? null,
    alive: run?.alive,
    paused_by: steering?.paused_by ?? null,
  };
}

async function readBlocked(query: StatusQuery): Promise<SchemaStatus['blocked']> {
  return query(
    `select a.pid, a.application_name as application, extract(epoch from clock_timestamp() - a.query_start)::float8 as seconds,
        (select string_agg(b.application_name || ' (' || b.pid || ')', ', ') from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid))) as blocked_by
      from pg_stat_activity a where a.wait_event_type = 'Lock' and cardinality(pg_blocking_pids(a.pid)) > 0
        and (a.application_name like 'continuity migrator%' or exists (
          select from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid)) and b.application_name like 'continuity migrator%'))`,
  );
}

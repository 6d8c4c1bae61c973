import { hostname } from 'node:os';
import { PARKING } from '../steps/catalog';
import type { Session } from './session';

export type Direction = 'up' | 'down';

/** Where a migration stands. `applying` and `reverting`: a run is at it, or was killed at it. */
export type MigrationPhase = 'applying' | 'applied' | 'reverting' | 'reverted';

/** Which backfill it is. */
export interface BackfillKey {
  migration: string;
  title: string;
  place: number;
}

/** How far a backfill is. */
export interface BackfillPosition {
  next_after: string | null;
  scanned: number;
  total: number;
  finished_at: Date | null;
}

/** What was last done of a step, and in which direction; `waiting`: the run has not reached it. */
export interface StepState {
  direction: Direction;
  state: 'running' | 'waiting' | 'done' | 'failed';
}

/** What a step's changes took. */
export interface StepFigures {
  attempts: number;
  waitMs: number;
  /** The longest time that one of them held a lock. */
  holdMs: number;
}

const NO_FIGURES: StepFigures = { attempts: 0, waitMs: 0, holdMs: 0 };

/** A step that is done. */
export interface StepEnd {
  title: string;
  figures: StepFigures;
}

/**
 * The migrator's own schema: what has been done, how far the running step is, what was archived. It is made by the
 * migrator, under its lock, before anything else, and is part of every backup.
 */
export const JOURNAL_SCHEMA = `
create schema if not exists migrator;
create schema if not exists ${PARKING};
create table if not exists public.migrations (
  id serial constraint pk_migrations primary key, timestamp bigint not null, name varchar not null);
create table if not exists migrator.runs (
  id bigint generated always as identity constraint pk_runs primary key,
  command text not null, resolve text[] not null default '{}', host text not null, process integer not null, backend integer,
  started_at timestamptz not null default now(), finished_at timestamptz, outcome text);
create table if not exists migrator.migrations (
  name text constraint pk_migrations primary key, phase text not null, checksum text not null,
  contract boolean not null default false, schema_text text, changed_at timestamptz not null default now(),
  constraint ck_migrations_phase check (phase in ('applying', 'applied', 'reverting', 'reverted')));
create table if not exists migrator.steps (
  migration text, title text, place integer not null, direction text not null, state text not null,
  started_at timestamptz not null default now(), finished_at timestamptz,
  attempts integer not null default 0, wait_ms double precision not null default 0, longest_hold_ms double precision not null default 0,
  note text, constraint pk_steps primary key (migration, title),
  constraint ck_steps_state check (state in ('running', 'waiting', 'done', 'failed')));
create table if not exists migrator.backfills (
  migration text, title text, place integer, next_after uuid, highest uuid, scanned bigint not null default 0, changed bigint not null default 0,
  total bigint not null default 0, batch integer, started_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  finished_at timestamptz, throttled_by text, constraint pk_backfills primary key (migration, title, place));
create table if not exists migrator.archive (
  id bigint generated always as identity constraint pk_archive primary key,
  migration text not null default current_setting('migrator.migration'), step text not null default current_setting('migrator.step'),
  direction text not null default current_setting('migrator.direction'),
  table_name text not null, row_id uuid not null, was json, became json, at timestamptz not null default now(),
  put_back_at timestamptz, kept boolean);
create index if not exists idx_archive_row on migrator.archive (migration, table_name, row_id);
create table if not exists migrator.fingerprints (
  id bigint generated always as identity constraint pk_fingerprints primary key,
  migration text not null, direction text not null, moment text not null, table_name text not null, columns text[] not null,
  row_count numeric not null, hash numeric not null, at timestamptz not null default now());
create table if not exists migrator.deltas (
  table_name text not null, row_count bigint not null, hash numeric not null);
-- Tables that migrations have made, and may therefore take away again.
create table if not exists migrator.made (table_name text constraint pk_made primary key);
create table if not exists migrator.steering (
  one integer constraint pk_steering primary key default 1 constraint ck_steering_one check (one = 1), paused_by text, paused_at timestamptz);
-- A row as JSON. What JSON cannot tell apart, a NULL and the JSON value null, is told by a list of the columns with the latter.
create or replace function migrator.to_archive(r anyelement, columns text[] default null) returns json language plpgsql stable as $$
declare
  kept json;
  name text;
  is_set boolean;
  nulls text[] := '{}';
begin
  select json_object_agg(e.key, e.value) into kept from json_each(row_to_json(r)) e where columns is null or e.key = any (columns);
  for name in select a.attname from pg_attribute a where a.attrelid = pg_typeof(r)::text::regclass
      and a.atttypid in ('json'::regtype, 'jsonb'::regtype) and (kept -> a.attname)::text = 'null' loop
    execute format('select ($1).%I is not null', name) into is_set using r;
    if is_set then
      nulls := nulls || name;
    end if;
  end loop;
  if nulls = '{}' then
    return kept;
  end if;
  return (select json_object_agg(key, value) from (select * from json_each(kept) union all select '$json nulls', to_json(nulls)) e);
end $$;
create or replace function migrator.from_archive(base anyelement, kept json) returns anyelement language plpgsql stable as $$
declare
  r record;
  list text;
begin
  r := json_populate_record(base, kept);
  if kept -> '$json nulls' is null then
    return r;
  end if;
  select string_agg(case when (kept -> '$json nulls')::jsonb @> a.name then format('%L::%s', 'null', a.type) else format('($1).%I', a.attname) end, ', ' order by a.attnum) into list
    from (select attname, attnum, format_type(atttypid, atttypmod) as type, to_jsonb(attname) as name from pg_attribute
      where attrelid = pg_typeof(base)::text::regclass and attnum > 0 and not attisdropped) a;
  execute format('select (row(%s)::%s).*', list, pg_typeof(base)) into r using r;
  return r;
end $$;
create or replace function migrator.put_back(of_migration text, of_step text, of_direction text, at_most integer) returns integer
language plpgsql as $$
declare
  entry record;
  columns text;
  same text;
  touched integer;
  seen integer := 0;
begin
  for entry in select * from migrator.archive
      where migration = of_migration and step = of_step and direction = of_direction and put_back_at is null
      order by id desc limit at_most loop
    seen := seen + 1;
    if entry.became is null then
      select string_agg(format('%I', a.attname), ', ') into columns from pg_attribute a
        where a.attrelid = to_regclass(format('public.%I', entry.table_name)) and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '' and entry.was::jsonb ? a.attname;
      -- What the row hung under may be gone meanwhile, or its name taken: then it stays in the archive.
      begin
        execute format('insert into public.%I (%s) overriding system value select %s from migrator.from_archive(null::public.%I, $1)',
          entry.table_name, columns, columns, entry.table_name) using entry.was;
        touched := 1;
      exception when integrity_constraint_violation then
        touched := 0;
      end;
    else
      -- Compared as they are stored: the type of a column may know no equality.
      select string_agg(format('%I = old.%I', key, key), ', '), string_agg(format('row(t.%I)::record *= row(new.%I)::record', key, key), ' and ')
        into columns, same from json_object_keys(entry.was) key where key <> '$json nulls';
      execute format('update public.%I t set %s from migrator.from_archive(null::public.%I, $1) old, migrator.from_archive(null::public.%I, $2) new
        where t.id = $3 and %s', entry.table_name, columns, entry.table_name, entry.table_name, same)
        using entry.was, entry.became, entry.row_id;
      get diagnostics touched = row_count;
    end if;
    update migrator.archive set put_back_at = clock_timestamp(), kept = touched = 0 where id = entry.id;
  end loop;
  return seen;
end $$;
`;

/** SQL: a step of the migration `$1` is done; adds to its figures. */
const END_STEP = (title: string, attempts: string, waitMs: string, holdMs: string) =>
  `update migrator.steps set state = 'done', attempts = attempts + ${attempts}, wait_ms = wait_ms + ${waitMs},
    longest_hold_ms = greatest(longest_hold_ms, ${holdMs}), note = null, finished_at = now() where migration = $1 and title = ${title}`;

/** Reads and writes the migrator's schema. */
export class Journal {
  constructor(private readonly session: Session) {}

  /** Makes the migrator's schema where it is missing. */
  async prepare(): Promise<void> {
    await this.session.query(JOURNAL_SCHEMA);
  }

  /**
   * @returns the run's number, and the policies that are in force: those given now and, where the run before was stopped
   *   half-way, those that were given to it
   */
  async startRun(
    command: string,
    given: readonly string[],
    backend: number | null,
  ): Promise<{ id: string; resolve: string[] }> {
    // One runner at a time: whatever says that it is running was killed.
    await this.session.query(
      `update migrator.runs set finished_at = now(), outcome = 'killed' where finished_at is null`,
    );
    const [last] = await this.session.query<{ resolve: string[] }>(
      `select resolve from (select * from migrator.runs where command in ('migrate', 'rollback') order by id desc limit 1) last
        where command = $1 and outcome not in ('done', 'PreflightRefusedError', 'ResolveOptionError')`,
      [command],
    );
    const codes = new Set(given.map((option) => option.split('=')[0]));
    const resolve = [...given, ...(last?.resolve ?? []).filter((option) => !codes.has(option.split('=')[0]))];
    const [run] = await this.session.query<{ id: string }>(
      `insert into migrator.runs (command, resolve, host, process, backend) values ($1, $2, $3, $4, $5) returning id`,
      [command, resolve, hostname(), process.pid, backend],
    );
    return { id: run?.id ?? '', resolve };
  }

  /** The policies of the last migrate that was done. */
  async lastPolicies(): Promise<string[]> {
    const [row] = await this.session.query<{ resolve: string[] }>(
      `select resolve from migrator.runs where command = 'migrate' and outcome = 'done' and resolve <> '{}' order by id desc limit 1`,
    );
    return row?.resolve ?? [];
  }

  /** What the run that has not ended does; null: none has been begun, or it keeps no journal, such as a backup. */
  async runningCommand(): Promise<string | null> {
    const [there] = await this.session.query<{ is: boolean }>(`select to_regclass('migrator.runs') is not null as is`);
    if (!there?.is) return null;
    const [row] = await this.session.query<{ command: string }>(
      `select command from migrator.runs where finished_at is null and exists (select from pg_stat_activity where pid = backend)`,
    );
    return row?.command ?? null;
  }

  async endRun(id: string, outcome: string): Promise<void> {
    await this.session.query('update migrator.runs set finished_at = now(), outcome = $2 where id = $1', [id, outcome]);
  }

  /** What runs have begun and not taken back, whichever version knows it. */
  async begunNames(): Promise<string[]> {
    const rows = await this.session.query<{ name: string }>(
      `select name from migrator.migrations where phase <> 'reverted' order by name`,
    );
    return rows.map(({ name }) => name);
  }

  /** Migrations that a run was killed at. */
  async unfinished(): Promise<{ name: string; phase: MigrationPhase }[]> {
    return this.session.query(
      `select name, phase from migrator.migrations where phase in ('applying', 'reverting') order by name`,
    );
  }

  async setPhase(name: string, phase: MigrationPhase, facts: { checksum: string; contract: boolean }): Promise<void> {
    await this.session.query(
      `insert into migrator.migrations (name, phase, checksum, contract) values ($1, $2, $3, $4)
        on conflict (name) do update set phase = excluded.phase, checksum = excluded.checksum, contract = excluded.contract, changed_at = now()`,
      [name, phase, facts.checksum, facts.contract],
    );
  }

  /**
   * One statement: TypeORM's table and the journal cannot disagree.
   *
   * @param timestamp null: TypeORM itself runs the migration, and writes its table when it is done
   */
  async setApplied(name: string, timestamp: number | null, schemaText: string): Promise<void> {
    await this.session.query(
      `with noted as (insert into public.migrations (timestamp, name) select $3::bigint, $1::text
          where $3 is not null and not exists (select from public.migrations where name = $1))
        update migrator.migrations set phase = 'applied', schema_text = $2, changed_at = now() where name = $1`,
      [name, schemaText, timestamp],
    );
  }

  /** The counterpart of {@link setApplied}. */
  async setReverted(name: string): Promise<void> {
    await this.session.query(
      `with noted as (delete from public.migrations where name = $1),
        steps as (delete from migrator.steps where migration = $1),
        backfills as (delete from migrator.backfills where migration = $1),
        fingerprints as (delete from migrator.fingerprints where migration = $1)
        update migrator.migrations set phase = 'reverted', changed_at = now() where name = $1`,
      [name],
    );
  }

  /** @param by who lets backfills wait, and why; null: nobody */
  async steer(by: string | null): Promise<void> {
    const [there] = await this.session.query<{ is: boolean }>(
      `select to_regclass('migrator.steering') is not null as is`,
    );
    if (!there?.is) await this.prepare();
    await this.session.query(
      `insert into migrator.steering (paused_by, paused_at) values ($1, now())
        on conflict (one) do update set paused_by = excluded.paused_by, paused_at = excluded.paused_at`,
      [by],
    );
  }

  /** What is there counts as what this version has made. */
  async accept(name: string, checksum: string, contract: boolean, schemaText: string): Promise<void> {
    await this.session.query(
      `insert into migrator.migrations (name, phase, checksum, contract, schema_text) values ($1, 'applied', $2, $3, $4)
        on conflict (name) do update set checksum = excluded.checksum, contract = excluded.contract, schema_text = excluded.schema_text`,
      [name, checksum, contract, schemaText],
    );
  }

  /** What is known of a migration's steps, by their titles. */
  async steps(migration: string): Promise<Map<string, StepState>> {
    const rows = await this.session.query<StepState & { title: string }>(
      'select title, direction, state from migrator.steps where migration = $1',
      [migration],
    );
    return new Map(rows.map(({ title, direction, state }) => [title, { direction, state }]));
  }

  /** Tells steps that a run has not reached yet from those of which nothing is known, since a script has run them. */
  async planSteps(migration: string, steps: readonly { title: string }[]): Promise<void> {
    await this.session.query(
      `insert into migrator.steps (migration, title, place, direction, state)
        select $1, title, place, 'up', 'waiting' from unnest($2::text[]) with ordinality step (title, place)
        on conflict (migration, title) do nothing`,
      [migration, steps.map(({ title }) => title)],
    );
  }

  /**
   * A step that was done, and is looked at again by a run that goes on, keeps how long it took: it begins so much earlier.
   * What is archived from now on is archived under its title.
   *
   * @param before the step before, whose end is noted by the same statement
   */
  async startStep(
    migration: string,
    title: string,
    place: number,
    direction: Direction,
    before: StepEnd | undefined,
  ): Promise<void> {
    const { attempts, waitMs, holdMs } = before?.figures ?? NO_FIGURES;
    await this.session.query(
      `with started as (insert into migrator.steps (migration, title, place, direction, state) values ($1, $2, $3, $4, 'running')
          on conflict (migration, title) do update set place = excluded.place, direction = excluded.direction, state = 'running',
            started_at = case when steps.direction = excluded.direction then now() - (coalesce(steps.finished_at, now()) - steps.started_at) else now() end, finished_at = null, note = null),
        ended as (${END_STEP('$5', '$6', '$7', '$8')})
        select set_config('migrator.step', $2, false)`,
      [migration, title, place, direction, before?.title ?? null, attempts, waitMs, holdMs],
      'migrator.start step',
    );
  }

  async endStep(migration: string, { title, figures: { attempts, waitMs, holdMs } }: StepEnd): Promise<void> {
    await this.session.query(END_STEP('$2', '$3', '$4', '$5'), [migration, title, attempts, waitMs, holdMs]);
  }

  /** @param why it failed, for people */
  async failStep(migration: string, title: string, why: string): Promise<void> {
    await this.session.query(
      `update migrator.steps set state = 'failed', note = $3, finished_at = now() where migration = $1 and title = $2`,
      [migration, title, why],
    );
  }

  /** Going back, a step's backfills must run again the next time. */
  async forgetBackfills(migration: string, title: string): Promise<void> {
    await this.session.query(
      'delete from migrator.backfills where migration = $1 and title = $2',
      [migration, title],
      'migrator.forget backfills',
    );
  }

  async backfill({ migration, title, place }: BackfillKey): Promise<BackfillPosition | undefined> {
    const [row] = await this.session.query<BackfillPosition & { scanned: string; total: string }>(
      `select next_after, scanned, total, finished_at from migrator.backfills where migration = $1 and title = $2 and place = $3`,
      [migration, title, place],
      'migrator.backfill',
    );
    return row && { ...row, scanned: Number(row.scanned), total: Number(row.total) };
  }

  /**
   * Begins a backfill. Rows that come later are the triggers' business: the end is fixed here, so that heavy inserts cannot
   * move it. In an empty table it is reached.
   */
  async startBackfill({ migration, title, place }: BackfillKey, table: string): Promise<BackfillPosition> {
    const [row] = await this.session.query<{ total: string; finished_at: Date | null }>(
      `insert into migrator.backfills (migration, title, place, highest, total, finished_at)
        select $1, $2, $3::integer, highest, case when estimate > 2000000 then estimate::bigint else (select count(*) from ${table}) end,
          case when highest is null then now() end
        from (select (select id from ${table} order by id desc limit 1) as highest,
          (select reltuples from pg_class where oid = to_regclass('public.${table}')) as estimate) found
        returning total, finished_at`,
      [migration, title, place],
    );
    return { next_after: null, scanned: 0, total: Number(row?.total), finished_at: row?.finished_at ?? null };
  }

  async finishBackfill({ migration, title, place }: BackfillKey): Promise<void> {
    await this.session.query(
      `update migrator.backfills set finished_at = now(), updated_at = now(), throttled_by = null where migration = $1 and title = $2 and place = $3`,
      [migration, title, place],
    );
  }

  /** Says why a backfill waits. */
  async throttle({ migration, title, place }: BackfillKey, by: string): Promise<void> {
    await this.session.query(
      `update migrator.backfills set throttled_by = $4, updated_at = now() where migration = $1 and title = $2 and place = $3`,
      [migration, title, place, by],
    );
  }
}

import { escapeIdentifier, escapeLiteral } from 'pg';
import { BackfillRun, placeOf } from './backfill-run';
import { ChangeRunner, type Turn } from './change-runner';
import { PreflightRefusedError } from '../finding';
import {
  differences,
  type Fingerprint,
  Fingerprints,
  VerificationFailedError,
  type WatchedTable,
} from '../check/fingerprints';
import { type Direction, Journal, type StepEnd, type StepFigures, type StepState } from './journal';
import { checksumOf, type MigrationDeclaration, timestampOf } from '../declaration';
import { Preflight, type Resolutions, stepOf } from '../check/preflight';
import type { Progress, Pulse } from './progress';
import { schemaText } from '../check/schema-text';
import { RowLocks } from './row-locks';
import type { Session } from './session';
import type { Action, Change, Step, Touched } from '../steps';
import { Throttle, type ThrottleLimits } from './throttle';

/** How a run behaves. */
export interface RunOptions {
  /** What a batch of a backfill should take, in ms. */
  batchMs: number;
  /** How long one change may try for its locks, in ms. */
  lockWaitMs: number;
  throttle: ThrottleLimits;
  /** Record what clients write meanwhile, so that fingerprints can be compared while they do. */
  watchClients: boolean;
  /** TypeORM's own command runs the migration, and writes its table itself. */
  runByTypeOrm?: boolean;
}

/** How many archived rows are put back by one statement. */
const PUT_BACK_BATCH = 500;

/** How often a run looks whether others are connected. */
const LOOK_FOR_CLIENTS_MS = 100;

/** Takes one migration forwards or backwards, step by step, from wherever an earlier run has left it. */
export class MigrationRun {
  private readonly journal: Journal;
  private readonly rowLocks: RowLocks;
  private readonly changes: ChangeRunner;
  private readonly backfills: BackfillRun;
  private readonly fingerprints: Fingerprints;
  /** Somebody else was connected, and may have written. */
  private clientsSeen = false;
  private lookAgainAt = 0;
  /** What was known of the steps when the run began, by their titles. */
  private steps: ReadonlyMap<string, StepState> = new Map();
  /** The step that is done; it is noted together with the start of the next one. */
  private ended: StepEnd | undefined;

  constructor(
    private readonly session: Session,
    private readonly migration: MigrationDeclaration,
    private readonly resolutions: Resolutions,
    private readonly options: RunOptions,
    private readonly progress: Progress,
    private readonly pulse: Pulse,
  ) {
    this.journal = new Journal(session);
    this.rowLocks = new RowLocks(session, progress, pulse, options.lockWaitMs);
    this.changes = new ChangeRunner(session, progress, pulse, options.lockWaitMs);
    this.backfills = new BackfillRun(
      session,
      this.journal,
      new Throttle(session, options.throttle),
      progress,
      pulse,
      this.rowLocks,
      options.batchMs,
    );
    this.fingerprints = new Fingerprints(session, migration.name);
  }

  /**
   * @param resumed whether an earlier run was killed at this
   * @throws PreflightRefusedError · VerificationFailedError · LockNotGrantedError · InterruptedError
   */
  async up(resumed: boolean): Promise<void> {
    const { name, steps } = this.migration;
    const started = performance.now();
    this.progress({ event: 'migration', migration: name, direction: 'up', steps: steps.length });
    await this.enter('up');
    const preflight = new Preflight(this.session, this.resolutions);
    const findings = await preflight.report(this.migration);
    if (findings.some(({ resolved_by }) => resolved_by === null))
      throw PreflightRefusedError.because(findings.filter(({ resolved_by }) => resolved_by === null));
    if (!resumed) await this.journal.planSteps(name, steps);
    await this.journal.setPhase(name, 'applying', {
      checksum: checksumOf(this.migration),
      contract: this.migration.contract,
    });
    await preflight.resolve(this.migration, this.rowLocks, this.progress);
    const { tables, before } = await this.before(
      'up',
      this.lasting(await this.fingerprints.tables(this.touched())),
      resumed,
    );
    await this.noting(async () => {
      for (const [index, step] of steps.entries()) {
        await this.runStep(step, index + 1, 'up');
        if (this.migration.findings.some(({ settledAfter }) => settledAfter === step.title)) await this.noteEnd();
        await preflight.resolve(this.migration, this.rowLocks, this.progress, step.title);
      }
    });
    await this.verify('up', tables, before, resumed);
    await this.journal.setApplied(
      name,
      this.options.runByTypeOrm ? null : timestampOf(this.migration),
      await schemaText((sql) => this.session.query(sql)),
    );
    await this.unwatch(tables);
    this.progress({ event: 'done', migration: name, direction: 'up', seconds: seconds(started) });
  }

  /** The way back. @throws as {@link up} */
  async down(resumed: boolean): Promise<void> {
    const { name, steps, findings } = this.migration;
    const started = performance.now();
    this.progress({ event: 'migration', migration: name, direction: 'down', steps: steps.length });
    await this.enter('down');
    await this.journal.setPhase(name, 'reverting', {
      checksum: checksumOf(this.migration),
      contract: this.migration.contract,
    });
    const surviving = this.surviving(await this.fingerprints.tables(this.touched()));
    const { tables, before } = await this.before('down', surviving, resumed);
    const late = [...findings].reverse();
    await this.noting(async () => {
      for (const [index, step] of [...steps.entries()].reverse()) {
        for (const finding of late) if (finding.settledAfter === step.title) await this.putBack(stepOf(finding), 'up');
        await this.runStep(step, index + 1, 'down');
      }
    });
    await this.verify('down', tables, before, resumed);
    for (const finding of late) if (finding.settledAfter === undefined) await this.putBack(stepOf(finding), 'up');
    await this.journal.setReverted(name);
    await this.unwatch(tables);
    this.progress({ event: 'done', migration: name, direction: 'down', seconds: seconds(started) });
  }

  private async enter(direction: Direction): Promise<void> {
    await this.session.query(
      `select set_config('migrator.migration', $1, false), set_config('migrator.direction', $2, false)`,
      [this.migration.name, direction],
    );
  }

  /** Runs steps; the last one's end is noted whatever happens. */
  private async noting(steps: () => Promise<void>): Promise<void> {
    this.steps = await this.journal.steps(this.migration.name);
    try {
      await steps();
      await this.noteEnd();
    } catch (error) {
      await this.noteEnd().catch(() => undefined);
      throw error;
    }
  }

  private async noteEnd(): Promise<void> {
    const { ended } = this;
    this.ended = undefined;
    if (ended) await this.journal.endStep(this.migration.name, ended);
  }

  private async runStep(step: Step, place: number, direction: Direction): Promise<void> {
    const { name, steps } = this.migration;
    const { title } = step;
    await this.pulse.beat();
    await this.lookForClients();
    const known = this.steps.get(title);
    // Going back, a step may need what later steps have built, which is not there where those have been taken back, or
    // have never been reached. Going forwards, the catalog decides.
    if (direction === 'down' && (known?.state === 'waiting' || (known?.direction === 'down' && known.state === 'done')))
      return;
    if (direction === 'up' && known?.direction === 'down' && known.state !== 'done') {
      // Half taken back: the rest goes first, since rows do not tell whether they have been.
      await this.enter('down');
      await this.runStep(step, place, 'down');
      await this.noteEnd();
      await this.enter('up');
    }
    if (
      known &&
      known.direction !== direction &&
      [...step.up, ...step.down].some(({ action }) => action === 'backfill')
    )
      await this.journal.forgetBackfills(name, title);
    const figures: StepFigures = { attempts: 0, waitMs: 0, holdMs: 0 };
    this.progress({ event: 'step', migration: name, title, place, steps: steps.length });
    await this.journal.startStep(name, title, place, direction, this.ended);
    this.ended = undefined;
    try {
      await this.runActions(step, direction, figures);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.journal.failStep(name, title, why).catch(() => undefined);
      throw error;
    }
    this.ended = { title, figures };
  }

  /** @param figures of the step, to which those of its changes are added */
  private async runActions(step: Step, direction: Direction, figures: StepFigures): Promise<void> {
    const actions = step[direction];
    /** What the change before has said of the one that follows it. */
    let turn: Turn | undefined;
    for (const [index, action] of actions.entries()) {
      if (action.action !== 'change') {
        turn = undefined;
        await this.runOnRows(step, action, index, direction);
        continue;
      }
      const now = turn ?? (await this.changes.look(action));
      turn = undefined;
      if (now === 'needless') continue;
      const following = actions[index + 1];
      const done = await this.changes.run(action, now, following?.action === 'change' ? following : undefined);
      turn = done.next;
      figures.attempts += done.attempts;
      figures.waitMs += done.waitMs;
      if (action.how === 'briefly') figures.holdMs = Math.max(figures.holdMs, done.holdMs);
    }
  }

  private async runOnRows(
    { title }: Step,
    action: Exclude<Action, Change>,
    index: number,
    direction: Direction,
  ): Promise<void> {
    if (action.action === 'put back') await this.putBack(title, direction === 'up' ? 'down' : 'up');
    else await this.backfills.run(action, { migration: this.migration.name, title, place: placeOf(index, direction) });
  }

  private async putBack(step: string, direction: Direction): Promise<void> {
    const values = [this.migration.name, step, direction].map(escapeLiteral).join(', ');
    for (;;) {
      const [row] = await this.rowLocks.whenFree<{ seen: number }>(
        'rows that come back from the archive',
        () => `select migrator.put_back(${values}, ${String(PUT_BACK_BATCH)}) as seen`,
      );
      if (!row || row.seen < PUT_BACK_BATCH) break;
    }
  }

  /** What all steps, either way, change in columns that were there before. */
  private touched(): Touched {
    const touched: Record<string, Record<string, string | null>> = {};
    const all = this.migration.steps
      .flatMap(({ up, down }) => [...up, ...down])
      .map((action) => (action.action === 'backfill' ? action.touches : {}));
    for (const touches of [...all, ...this.migration.findings.map((finding) => finding.touches ?? {})])
      for (const [table, columns] of Object.entries(touches)) touched[table] = { ...touched[table], ...columns };
    return touched;
  }

  /**
   * What is still there under its name when the migration has been applied, but columns that it brings: one that was there
   * before is filled like a new one.
   */
  private lasting(tables: readonly WatchedTable[]): WatchedTable[] {
    return without(
      tables,
      this.migration.steps.flatMap(({ parks, brings }) => [
        ...(parks ? [parks] : []),
        ...(brings?.columns ? [brings] : []),
      ]),
    );
  }

  /** What is still there when the migration has been taken back. */
  private surviving(tables: readonly WatchedTable[]): WatchedTable[] {
    return without(
      tables,
      this.migration.steps.flatMap(({ brings }) => (brings ? [brings] : [])),
    );
  }

  private async before(
    direction: Direction,
    tables: readonly WatchedTable[],
    resumed: boolean,
  ): Promise<{ tables: readonly WatchedTable[]; before: readonly Fingerprint[] }> {
    const recorded = resumed ? await this.fingerprints.recorded(direction) : [];
    if (recorded.length > 0) {
      // What the killed run has added was not there when it began.
      const known = (table: string) => new Set(recorded.find((one) => one.table === table)?.columns);
      const then = tables.map(({ table, columns }) => ({
        table,
        columns: Object.fromEntries(Object.entries(columns).filter(([column]) => known(table).has(column))),
      }));
      return { tables: then.filter(({ columns }) => Object.keys(columns).length > 0), before: recorded };
    }
    await this.fingerprints.forget();
    if (this.options.watchClients)
      for (const { table, name, sql } of this.fingerprints.watch(tables))
        await this.changes.run({
          action: 'change',
          sql,
          how: 'briefly',
          locks: { [table]: 'SHARE ROW EXCLUSIVE' },
          done: `exists (select from pg_trigger where tgname = ${escapeLiteral(name)})`,
        });
    const before = await this.fingerprints.take(tables);
    await this.fingerprints.record(direction, 'before', before);
    return { tables, before };
  }

  private async unwatch(tables: readonly WatchedTable[]): Promise<void> {
    const there = await this.session.query<{ name: string }>(
      `select distinct p.proname::text as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.pronamespace = 'migrator'::regnamespace and starts_with(p.proname, 'watch_')`,
    );
    if (there.length === 0) return;
    const names = new Set(there.map(({ name }) => name));
    for (const { table, name } of this.fingerprints.watch(tables))
      if (names.has(name))
        await this.changes.run({
          action: 'change',
          sql: `drop trigger ${escapeIdentifier(name)} on ${table}; drop function migrator.${escapeIdentifier(name)}`,
          how: 'briefly',
          locks: { [table]: 'ACCESS EXCLUSIVE' },
          done: `not exists (select from pg_trigger where tgname = ${escapeLiteral(name)})`,
        });
  }

  private async verify(
    direction: Direction,
    tables: readonly WatchedTable[],
    before: readonly Fingerprint[],
    resumed: boolean,
  ): Promise<void> {
    const { name, checks } = this.migration;
    const after = await this.fingerprints.take(tables);
    const found = differences(before, after);
    if (found.length > 0 && !(await this.isExcused(direction, found, resumed))) {
      await this.fingerprints.record(direction, 'failed', after);
      throw new VerificationFailedError(`${name}: ${found.join('; ')}. Nothing was recorded as done.`);
    }
    for (const { title, wrong } of direction === 'up' ? checks : []) {
      const [row] = await this.session.query<{ count: string }>(`select count(*) as count from (${wrong}) wrong`);
      if (Number(row?.count) > 0)
        throw new VerificationFailedError(`${name}: ${title}: ${String(row?.count)} rows are wrong.`);
    }
    if (found.length > 0) return;
    await this.fingerprints.record(direction, 'after', after);
    this.progress({
      event: 'verified',
      migration: name,
      tables: after.length,
      rows: after.reduce((sum, { rows }) => sum + Number(rows), 0),
    });
  }

  /** @param now however short a time ago that was done; the list of sessions is long to read for what a step takes */
  private async lookForClients(now = false): Promise<void> {
    if (this.clientsSeen || (!now && performance.now() < this.lookAgainAt)) return;
    const others = await this.session.query(
      `select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
        and pid <> pg_backend_pid() and application_name not like 'continuity migrator%' limit 1`,
    );
    this.clientsSeen = others.length > 0;
    this.lookAgainAt = performance.now() + LOOK_FOR_CLIENTS_MS;
  }

  /** Without the triggers, what clients have written cannot be told from what the migration has. */
  private async isExcused(direction: Direction, found: readonly string[], resumed: boolean): Promise<boolean> {
    // What one run has found wrong does not become right by running again.
    if (resumed && (await this.fingerprints.hasFailed(direction))) return false;
    const watching = await this.session.query(
      `select from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.pronamespace = 'migrator'::regnamespace and starts_with(p.proname, 'watch_') limit 1`,
    );
    if (watching.length > 0) return false;
    await this.lookForClients(true);
    if (!resumed && !this.clientsSeen) return false;
    this.progress({
      event: 'note',
      text: `Fingerprints differ, and clients were connected, so what they wrote cannot be told apart (${found.join('; ')}). With --watch-clients it can.`,
    });
    return true;
  }
}

/** The tables less those, or those of their columns, that are taken away. */
function without(tables: readonly WatchedTable[], taken: readonly NonNullable<Step['brings']>[]): WatchedTable[] {
  return tables
    .filter(({ table }) => !taken.some((one) => one.table === table && one.columns === undefined))
    .map(({ table, columns }) => {
      const away = new Set(taken.filter((one) => one.table === table).flatMap((one) => one.columns ?? []));
      return { table, columns: Object.fromEntries(Object.entries(columns).filter(([column]) => !away.has(column))) };
    });
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10;
}

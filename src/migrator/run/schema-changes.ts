import { type CommandFailure, EXIT, InterruptedError } from '../../command-line/exit';
import { ChangeRunner } from './change-runner';
import { checksumOf, type MigrationDeclaration, type Migrations, shortName } from '../declaration';
import { type FindingReport, PreflightRefusedError } from '../finding';
import { Journal, type MigrationPhase } from './journal';
import { MigrationRun, type RunOptions } from './migration-run';
import { readApplied, readSchemaStatus, type SchemaStatus } from './migration-status';
import { type LockHolder, MigratorBusyError, MigratorLock } from './migrator-lock';
import { SchemaFindings } from '../check/schema-findings';
import { Preflight, Resolutions } from '../check/preflight';
import type { Progress, Pulse } from './progress';
import { type ParkedThings, Purge } from './purge';
import { schemaText } from '../check/schema-text';
import { Script } from './script';
import { type Session, withSession } from './session';
import { DEFAULT_OPTIONS } from './typeorm-run';
import { type CheckResult, Verification } from '../check/verification';

/** The name given with `--to` is no migration's. */
export class UnknownMigrationError extends Error implements CommandFailure {
  override name = 'UnknownMigrationError';
  readonly exitCode = EXIT.usage;
}

/** A migration that was applied is not the one that this version has, or this version does not have it. */
export class DriftError extends Error implements CommandFailure {
  override name = 'DriftError';
  readonly exitCode = EXIT.drift;
}

/** What is known of one migration. */
export interface MigrationState {
  name: string;
  applied: boolean;
  /** Null: never begun. */
  phase: MigrationPhase | null;
  /** False: the file is not what was executed. */
  checksum_ok: boolean;
}

/** What a run may be told besides where to go. */
export interface ChangeOptions extends Partial<RunOptions> {
  /** `--resolve`: finding=policy. */
  resolve?: readonly string[];
  progress?: Progress;
  /** Stops the run at the next batch or step. */
  signal?: AbortSignal;
}

/** How far back: `steps` of them, or all that came after the one named by `to`, or all. */
export type RollbackTarget = { steps: number } | { to: string } | 'all';

/** How long an answer of the lock's session is believed: less than the steps of a large database take. */
const PULSE_MS = 100;

const QUIETLY: Progress = () => undefined;

/** Takes the schema forwards and backwards, one run at a time. Needs a direct connection, not one through a pooler. */
export class SchemaChanges {
  private readonly known: readonly MigrationDeclaration[];

  /** @param all every migration there is, oldest first */
  constructor(
    private readonly url: string,
    all: Migrations,
  ) {
    this.known = all.map((type) => new type());
  }

  /** All migrations that this version knows, oldest first. Changes nothing. */
  async states(): Promise<MigrationState[]> {
    return withSession(this.url, (session) => this.read(session));
  }

  /** What {@link migrate} would refuse. Changes nothing. */
  async preflight(to?: string, resolve: readonly string[] = []): Promise<FindingReport[]> {
    const last = this.lastOf(to);
    const resolutions = Resolutions.parse(resolve, this.known);
    return withSession(this.url, async (session) => {
      const pending = (await this.read(session)).filter(({ applied }) => !applied).map(({ name }) => name);
      return this.findings(session, this.upTo(last, pending), resolutions);
    });
  }

  /**
   * Applies what is pending, beginning with what an earlier run was killed at.
   *
   * @param to the last one to apply, with or without its timestamp; absent: all
   * @returns the names applied now
   * @throws MigratorBusyError · UnknownMigrationError · DriftError · ResolveOptionError · PreflightRefusedError ·
   *   VerificationFailedError · LockNotGrantedError · InterruptedError
   */
  async migrate(to?: string, options: ChangeOptions = {}): Promise<string[]> {
    const last = this.lastOf(to);
    Resolutions.parse(options.resolve ?? [], this.known);
    return this.run('migrate', options, async (session, journal, pulse, resolve) => {
      const resolutions = Resolutions.parse(resolve, this.known);
      const unfinished = new Set((await journal.unfinished()).map(({ name }) => name));
      const states = await this.read(session);
      this.refuseDrift(states);
      const pending = states.filter(({ name, applied }) => !applied || unfinished.has(name)).map(({ name }) => name);
      const todo = this.upTo(last, pending);
      if (todo.length > 0) await this.refuseNewer(journal);
      const unsettled = (await this.findings(session, todo, resolutions)).filter(
        (finding) => finding.count !== null && finding.resolved_by === null,
      );
      if (unsettled.length > 0) throw PreflightRefusedError.because(unsettled);
      const applied: string[] = [];
      for (const migration of todo) {
        await this.begin(session, migration, resolutions, options, pulse)
          .up(unfinished.has(migration.name))
          .catch((error: unknown) => {
            throw error instanceof PreflightRefusedError ? error.after(applied) : error;
          });
        applied.push(migration.name);
      }
      return applied;
    });
  }

  /**
   * Takes migrations back, newest first, beginning with what an earlier run was killed at. Keeps all data.
   *
   * @returns the names taken back
   * @throws as {@link migrate}
   */
  async rollback(target: RollbackTarget, options: ChangeOptions = {}): Promise<string[]> {
    const keepTo = typeof target === 'object' && 'to' in target ? this.lastOf(target.to) : undefined;
    return this.run('rollback', options, async (session, journal, pulse) => {
      const unfinished = new Set((await journal.unfinished()).map(({ name }) => name));
      const states = await this.read(session);
      this.refuseDrift(states);
      await this.refuseNewer(journal);
      const begun = states.filter(({ name, applied }) => applied || unfinished.has(name)).map(({ name }) => name);
      const keep =
        target === 'all'
          ? 0
          : 'to' in target
            ? begun.filter((name) => this.known.findIndex((one) => one.name === name) <= (keepTo ?? 0)).length
            : Math.max(0, begun.length - target.steps);
      const back = this.known.filter(({ name }) => begun.slice(keep).includes(name));
      const schema = new SchemaFindings(session, this.known);
      const found = [...(await schema.triggers(back)), ...(await schema.checks(back))];
      if (found.length > 0)
        throw new PreflightRefusedError(
          found.map(({ problem, examples, remedy }) => `${problem} (${examples.join(' ')}). ${remedy}`).join('\n'),
        );
      const reverted: string[] = [];
      for (const name of begun.slice(keep).reverse()) {
        const migration = this.known.find((one) => one.name === name);
        if (!migration) throw new UnknownMigrationError(name);
        await this.begin(session, migration, Resolutions.parse([], []), options, pulse).down(unfinished.has(name));
        reverted.push(name);
      }
      const given = (await journal.lastPolicies()).filter((option) =>
        this.known.some(
          ({ name, findings }) => reverted.includes(name) && findings.some(({ code }) => option.startsWith(`${code}=`)),
        ),
      );
      if (given.length > 0)
        options.progress?.({
          event: 'note',
          text: `The data is as it was before, so the next migrate needs its policies again: ${given.map((option) => `--resolve ${option}`).join(' ')}`,
        });
      return reverted;
    });
  }

  /**
   * The SQL that {@link migrate} or {@link rollback} would execute now. Changes nothing.
   *
   * @param options `down`: the way back, `to` is then the migration that stays applied; `idempotent`: see {@link Script}
   * @throws UnknownMigrationError · DriftError when a run was stopped half-way and the script is not idempotent
   */
  async script({
    to,
    down = false,
    idempotent = false,
  }: { to?: string; down?: boolean; idempotent?: boolean } = {}): Promise<string> {
    const last = down && to === undefined ? -1 : this.lastOf(to);
    return withSession(this.url, async (session) => {
      const states = await this.read(session);
      const halfDone = states
        .filter(({ phase }) => phase === 'applying' || phase === 'reverting')
        .map(({ name }) => name);
      if (halfDone.length > 0 && !idempotent)
        throw new DriftError(
          `A run was stopped in ${halfDone.join(', ')}. What is left of it depends on where: ask for the script with --idempotent.`,
        );
      const chosen = this.known.filter(({ name }, index) => {
        const isApplied = states.find((state) => state.name === name)?.applied === true;
        return down ? isApplied && index > last : !isApplied && index <= last;
      });
      return new Script(session, idempotent).write(down ? chosen.reverse() : chosen, down ? 'down' : 'up');
    });
  }

  /** Where all migrations stand, and what goes on. Changes nothing. */
  async status(): Promise<SchemaStatus> {
    return withSession(this.url, (session) => readSchemaStatus((sql) => session.query(sql), this.known));
  }

  /** Whether the database is as the migrations have left it. Changes nothing. @throws MigratorBusyError · DriftError */
  async verify(): Promise<CheckResult[]> {
    return withSession(this.url, async (session) => {
      const { running, run } = await readSchemaStatus((sql) => session.query(sql), this.known);
      if (running)
        throw new MigratorBusyError(
          `A ${run?.command ?? 'run'} is going on (process ${String(run?.process)} on ${run?.host ?? 'some machine'}), and the schema is half-way. Verify when it has ended.`,
        );
      if ((await this.read(session)).every(({ phase }) => phase === null))
        throw new DriftError(
          'No migration has been run here by this program yet: there is nothing to compare with. Run: migrate',
        );
      return new Verification(session, this.known).run();
    });
  }

  /** Lets a running backfill wait, and those to come; or, with null, go on. Needs no lock. */
  async pause(by: string | null): Promise<void> {
    await withSession(this.url, async (session) => {
      await new Journal(session).steer(by);
    });
  }

  /** Who holds the migrator's lock, and for which command, if that is known; or nothing. */
  async lockHolder(): Promise<(LockHolder & { command: string | null }) | undefined> {
    return withSession(this.url, async (session) => {
      const holder = await MigratorLock.holder(session);
      return holder && { ...holder, command: await new Journal(session).runningCommand() };
    });
  }

  /**
   * Accepts what was applied as what this version would apply, and the schema as it is now.
   *
   * @returns the migrations whose checksum was another
   */
  async repair(): Promise<string[]> {
    return this.run('repair', {}, async (session, journal) => {
      const states = await this.read(session);
      const changed = states.filter(({ checksum_ok }) => !checksum_ok).map(({ name }) => name);
      const text = await schemaText((sql) => session.query(sql));
      for (const migration of this.known.filter(({ name }) =>
        states.some((state) => state.name === name && state.applied),
      ))
        await journal.accept(migration.name, checksumOf(migration), migration.contract, text);
      return changed;
    });
  }

  /** What rollbacks have put aside: columns, tables and archived rows. Changes nothing. */
  async putAside(): Promise<ParkedThings> {
    return withSession(this.url, async (session) => this.purger(session, await this.read(session)).look());
  }

  /**
   * Takes it away for good.
   *
   * @param found what {@link putAside} has said; nothing else is touched
   * @throws DriftError when a migration is half done: it may still need it
   */
  async purge(found: ParkedThings): Promise<void> {
    await this.run('purge', {}, async (session, journal, pulse) => {
      const half = await journal.unfinished();
      if (half.length > 0)
        throw new DriftError(
          `${half.map(({ name }) => name).join(', ')} is half done and may need what was put aside. Run migrate or rollback first.`,
        );
      const changes = new ChangeRunner(session, QUIETLY, pulse, DEFAULT_OPTIONS.lockWaitMs);
      await this.purger(session, await this.read(session)).remove(changes, found);
    });
  }

  private purger(session: Session, states: readonly MigrationState[]): Purge {
    const applied = this.known.filter(({ name }) => states.some((state) => state.name === name && state.applied));
    return new Purge(
      session,
      applied.flatMap(({ steps }) => steps.flatMap(({ parks }) => (parks ? [parks] : []))),
    );
  }

  private begin(
    session: Session,
    migration: MigrationDeclaration,
    resolutions: Resolutions,
    { progress = QUIETLY, ...options }: ChangeOptions,
    pulse: Pulse,
  ): MigrationRun {
    return new MigrationRun(session, migration, resolutions, { ...DEFAULT_OPTIONS, ...options }, progress, pulse);
  }

  private async run<T>(
    command: string,
    { signal, resolve: given = [], progress = QUIETLY }: ChangeOptions,
    work: (session: Session, journal: Journal, pulse: Pulse, resolve: readonly string[]) => Promise<T>,
  ): Promise<T> {
    return MigratorLock.hold(this.url, (lock) =>
      withSession(this.url, async (session) => {
        await lock.cover(session);
        const journal = new Journal(session);
        await journal.prepare();
        const { id: run, resolve } = await journal.startRun(command, given, session.pid);
        if (resolve.length > given.length)
          progress({
            event: 'note',
            text: `Going on with the policies of the run that was stopped: ${resolve.join(' ')}`,
          });
        const pulse: Pulse = {
          beat: async () => {
            if (signal?.aborted)
              throw new InterruptedError('Stopped as asked. What was done stays; run the command again to go on.');
            await lock.check(PULSE_MS);
          },
        };
        try {
          const result = await work(session, journal, pulse, resolve);
          await journal.endRun(run, 'done');
          return result;
        } catch (error) {
          await journal.endRun(run, error instanceof Error ? error.name : 'failed').catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  private async findings(
    session: Session,
    todo: readonly MigrationDeclaration[],
    resolutions: Resolutions,
  ): Promise<FindingReport[]> {
    const preflight = new Preflight(session, resolutions);
    const reports: FindingReport[] = [];
    const schema = new SchemaFindings(session, this.known);
    const begun = new Set(
      (await this.read(session))
        .filter(({ phase }) => phase === 'applying' || phase === 'reverting')
        .map(({ name }) => name),
    );
    reports.push(...(await schema.triggers(todo)), ...(await schema.checks(todo)));
    for (const migration of todo) {
      if (!begun.has(migration.name)) reports.push(...(await schema.names(migration)));
      reports.push(...(await preflight.report(migration)));
    }
    return reports;
  }

  private async read(session: Session): Promise<MigrationState[]> {
    const applied = new Set(await readApplied((sql) => session.query(sql)));
    const [there] = await session.query<{ journal: boolean }>(
      `select to_regclass('migrator.migrations') is not null as journal`,
    );
    const journal = there?.journal
      ? await session.query<{ name: string; phase: MigrationPhase; checksum: string }>(
          'select name, phase, checksum from migrator.migrations',
        )
      : [];
    return this.known.map((migration) => {
      const row = journal.find(({ name }) => name === migration.name);
      return {
        name: migration.name,
        applied: applied.has(migration.name),
        phase: row?.phase ?? null,
        checksum_ok: !row || row.phase === 'reverted' || row.checksum === checksumOf(migration),
      };
    });
  }

  private refuseDrift(states: readonly MigrationState[]): void {
    const changed = states.filter(({ checksum_ok }) => !checksum_ok).map(({ name }) => name);
    if (changed.length > 0)
      throw new DriftError(
        `${changed.join(', ')}: what was executed is not what this version would execute. Use the version that it was applied with, or accept the difference with: repair`,
      );
  }

  /** What a newer version has built on top would lose the ground under it. */
  private async refuseNewer(journal: Journal): Promise<void> {
    const newer = (await journal.begunNames()).filter(
      (name) => !this.known.some((migration) => migration.name === name),
    );
    if (newer.length > 0)
      throw new DriftError(
        `${newer.join(', ')}: a newer version has applied this, and this version does not know it. Use the version that it was applied with.`,
      );
  }

  private upTo(last: number, names: readonly string[]): MigrationDeclaration[] {
    return this.known.filter((migration, index) => index <= last && names.includes(migration.name));
  }

  /** The place of the migration that is to be the last one applied. */
  private lastOf(given: string | undefined): number {
    if (given === undefined) return this.known.length - 1;
    const index = this.known.findIndex(({ name }) => name === given || shortName(name) === given);
    if (index === -1)
      throw new UnknownMigrationError(
        `There is no migration ${given}. Known: ${this.known.map(({ name }) => shortName(name)).join(', ')}.`,
      );
    return index;
  }
}

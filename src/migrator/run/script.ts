import { backfillBlock, placeOf } from './backfill-run';
import { checksumOf, type MigrationDeclaration, timestampOf } from '../declaration';
import { type BackfillKey, type Direction, JOURNAL_SCHEMA } from './journal';
import { stepOf } from '../check/preflight';
import { SESSION_SETTINGS, type Session } from './session';
import type { Action, Change } from '../steps';

/** How long a statement of the script waits in a lock's queue. */
const LOCK_TIMEOUT = '200ms';

/** A single-quoted SQL literal. */
function literal(text: string): string {
  return `'${text.replaceAll(`'`, `''`)}'`;
}

/**
 * What lets a backfill that has come to its end not begin again: it may read columns that later steps have put aside. It is
 * kept where a run of the migrator keeps it, under the same place, so that each goes on where the other was stopped.
 */
function onceOf({ migration, title, place }: BackfillKey, direction: Direction): { unless: string; end: string } {
  const applied = `exists (select from public.migrations where name = ${literal(migration)})`;
  const key = [literal(migration), literal(title), String(place)];
  return {
    unless: `${direction === 'up' ? '' : 'not '}${applied}
    or exists (select from migrator.backfills where (migration, title, place) = (${key.join(', ')}) and finished_at is not null)`,
    end: `insert into migrator.backfills (migration, title, place, finished_at) values (${key.join(', ')}, now())
    on conflict (migration, title, place) do update set finished_at = excluded.finished_at`,
  };
}

/**
 * Writes what a run would execute, for people who must read it first or execute it by their own means: the same
 * statements, in the same transactions. Not in it: retries for locks, throttling, policies, verification.
 */
export class Script {
  constructor(
    private readonly session: Session,
    /** Guard each statement by a look at the catalog, so that the script can be run again from its start. */
    private readonly idempotent: boolean,
  ) {}

  /** @param migrations in the order in which they are to be run */
  async write(migrations: readonly MigrationDeclaration[], direction: Direction): Promise<string> {
    const parts = [
      `-- ${direction === 'up' ? 'Applies' : 'Takes back'} ${migrations.map(({ name }) => name).join(', ') || 'nothing'}.
-- Every statement stands in its own transaction, or in none: run it with a client that stops at the first error and
-- does not wrap it, such as psql -v ON_ERROR_STOP=1 -f. A lock that is not granted in ${LOCK_TIMEOUT} is such an error:
-- ${this.idempotent ? 'run the script again.' : 'write the script again, with --idempotent.'}`,
      ...SESSION_SETTINGS.map((setting) => `${setting};`),
      `set lock_timeout = '${LOCK_TIMEOUT}';`,
      this.block(JOURNAL_SCHEMA.trim()),
    ];
    for (const migration of migrations) parts.push(await this.migration(migration, direction));
    return `${parts.join('\n')}\n`;
  }

  private async migration(migration: MigrationDeclaration, direction: Direction): Promise<string> {
    const { name, findings, steps } = migration;
    const parts = [
      `\n-- ${'='.repeat(20)} ${name}, ${direction}`,
      `set migrator.migration = ${literal(name)};`,
      `set migrator.direction = '${direction}';`,
    ];
    if (direction === 'up') {
      for (const { code, problem, offenders, prepare } of findings)
        parts.push(
          ...(prepare === undefined ? [] : [`${prepare.trim()};`]),
          `do $finding$ begin\n  if exists (${offenders}) then\n    raise exception ${literal(`${code}: ${problem}`)};\n  end if;\nend $finding$;`,
        );
    }
    parts.push(this.begun(migration, direction));
    const ordered = direction === 'up' ? [...steps.entries()] : [...steps.entries()].reverse();
    const latestFirst = [...findings].reverse();
    const backOf = (after: string | undefined) =>
      latestFirst
        .filter(({ settledAfter }) => settledAfter === after)
        .map((finding) => this.putBack(name, stepOf(finding), 'up'));
    for (const [index, step] of ordered) {
      if (direction === 'down') parts.push(...backOf(step.title));
      const actions = [];
      for (const [index, action] of step[direction].entries())
        actions.push(
          await this.action(
            action,
            { migration: name, title: step.title, place: placeOf(index, direction) },
            direction,
          ),
        );
      const written = actions.filter((text) => text !== '');
      if (written.length === 0) continue;
      parts.push(
        `\n-- ${String(index + 1)}/${String(steps.length)} ${step.title}`,
        `set migrator.step = ${literal(step.title)};`,
        ...written,
      );
    }
    if (direction === 'down') parts.push(...backOf(undefined));
    parts.push(direction === 'up' ? this.applied(migration) : this.reverted(name));
    return parts.join('\n');
  }

  private async action(action: Action, key: BackfillKey, direction: Direction): Promise<string> {
    switch (action.action) {
      case 'change':
        return this.change(action);
      case 'backfill':
        return `-- in batches, each its own transaction\n${backfillBlock(action, this.idempotent ? onceOf(key, direction) : undefined)};`;
      case 'put back':
        return this.putBack(key.migration, key.title, direction === 'up' ? 'down' : 'up');
    }
  }

  private async change(change: Change): Promise<string> {
    const locks = Object.entries(change.locks);
    const comment = `-- ${change.how}${locks.map(([table, mode]) => `, ${mode} on ${table}`).join('')}`;
    if (this.idempotent) return `${comment}\n${this.guarded(change)}`;
    const [state] = await this.session.query<{ wanted: boolean; done: boolean }>(
      `select (${change.when ?? 'true'}) as wanted, (${change.done}) as done`,
    );
    if (!state?.wanted || (state.done && !change.cleanup)) return '';
    if (change.how === 'concurrently')
      return `${comment}\nset lock_timeout = 0;\n${change.sql};\nset lock_timeout = '${LOCK_TIMEOUT}';`;
    return [
      comment,
      'begin;',
      ...locks.map(([table, mode]) => `lock table ${table} in ${mode.toLowerCase()} mode;`),
      `${change.sql};`,
      'commit;',
    ].join('\n');
  }

  private guarded({ sql, how, locks, when = 'true', done, remains }: Change): string {
    if (how === 'concurrently') {
      const parts = [];
      if (remains)
        parts.push(
          `do $remains$ begin\n  if ${remains.found} then\n    raise exception ${literal(`An index build was stopped here. Run first: ${remains.clear};`)};\n  end if;\nend $remains$;`,
        );
      const once = sql
        .replace(/^create (unique )?index concurrently /, 'create $1index concurrently if not exists ')
        .replace(/^drop index concurrently /, 'drop index concurrently if exists ');
      return [...parts, 'set lock_timeout = 0;', `${once};`, `set lock_timeout = '${LOCK_TIMEOUT}';`].join('\n');
    }
    const lines = [
      ...Object.entries(locks).map(([table, mode]) => `lock table ${table} in ${mode.toLowerCase()} mode;`),
      `${sql};`,
    ];
    // Not indented: that would change the bodies of functions.
    return `do $change$ begin\n  if (${when}) and not (${done}) then\n${lines.join('\n')}\n  end if;\nend $change$;`;
  }

  private putBack(migration: string, step: string, direction: Direction): string {
    return `do $back$ begin\n  while migrator.put_back(${literal(migration)}, ${literal(step)}, '${direction}', 500) > 0 loop\n    commit;\n  end loop;\nend $back$;`;
  }

  /** What the other direction has noted holds no more: its backfills must run again the next time. */
  private begun(migration: MigrationDeclaration, direction: Direction): string {
    const name = literal(migration.name);
    const phase = direction === 'up' ? `'applying'` : `'reverting'`;
    const turned = `migration = ${name} and not exists (select from migrator.migrations where name = ${name} and phase = ${phase})`;
    return this.block(
      `delete from migrator.backfills where ${turned};
${direction === 'up' ? '' : `delete from migrator.steps where ${turned};\n`}insert into migrator.migrations (name, phase, checksum, contract) values (${name}, ${phase}, '${checksumOf(migration)}', ${String(migration.contract)})
  on conflict (name) do update set phase = excluded.phase, checksum = excluded.checksum, contract = excluded.contract;`,
    );
  }

  private applied(migration: MigrationDeclaration): string {
    return this.block(
      `insert into public.migrations (timestamp, name) select ${String(timestampOf(migration))}, ${literal(migration.name)}
  where not exists (select from public.migrations where name = ${literal(migration.name)});
update migrator.migrations set phase = 'applied', changed_at = now() where name = ${literal(migration.name)};`,
    );
  }

  private reverted(name: string): string {
    return this.block(
      `delete from public.migrations where name = ${literal(name)};
update migrator.migrations set phase = 'reverted', changed_at = now() where name = ${literal(name)};
delete from migrator.steps where migration = ${literal(name)};
delete from migrator.backfills where migration = ${literal(name)};`,
    );
  }

  private block(statements: string): string {
    return `begin;\n${statements}\ncommit;`;
  }
}

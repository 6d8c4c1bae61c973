import { functionExists, PARKING, tableExists, triggerExists } from './catalog';
import { change, type LockMode, type Step } from './step';

/**
 * A new table with its constraints and indexes. A rollback moves it aside with its rows; the next time it comes back.
 * A table that was there before is adopted: a rollback leaves it where it is, with the program that made it.
 *
 * @param sql `create table …`, and `create index …` of the same table, separated by semicolons
 * @param parents tables that its foreign keys refer to
 */
export function createTable(table: string, sql: string, parents: readonly string[] = []): Step {
  const parked = tableExists(table, PARKING);
  const onParents = Object.fromEntries(parents.map((parent): [string, LockMode] => [parent, 'SHARE ROW EXCLUSIVE']));
  return {
    title: `table ${table}`,
    up: [
      change({
        sql: `alter table ${PARKING}.${table} set schema public`,
        how: 'briefly',
        locks: {},
        when: parked,
        done: tableExists(table),
      }),
      change({
        sql: `${sql.trim()};\ninsert into migrator.made (table_name) values ('${table}') on conflict do nothing`,
        how: 'briefly',
        locks: onParents,
        when: `not ${parked}`,
        done: tableExists(table),
      }),
    ],
    down: [
      change({
        sql: `alter table ${table} set schema ${PARKING}`,
        how: 'briefly',
        locks: { [table]: 'ACCESS EXCLUSIVE' },
        when: `exists (select from migrator.made where table_name = '${table}')`,
        done: `not ${tableExists(table)}`,
      }),
    ],
    brings: { table },
    makes: { kind: 'table', table, columns: columnsOf(sql) },
  };
}

/** The names of the columns in `create table …`: of its parts between commas, those that begin no constraint. */
function columnsOf(sql: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of sql.slice(sql.indexOf('(') + 1).split(/(?=[(),;])|(?<=[(),;])/)) {
    if (letter === '(') depth++;
    if (letter === ')' && --depth < 0) break;
    if (letter === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  const first = parts.map((part) => /^\s*(\w+)/.exec(part)?.[1] ?? '');
  return first.filter((word) => !/^(constraint|primary|unique|foreign|check|exclude|like|)$/i.test(word));
}

/** A function for triggers or queries. `sql` is `create or replace function …`. */
export function sqlFunction(name: string, sql: string): Step {
  return {
    title: `function ${name}`,
    up: [change({ sql: sql.trim(), how: 'briefly', locks: {}, done: functionExists(name) })],
    down: [change({ sql: `drop function ${name}`, how: 'briefly', locks: {}, done: `not ${functionExists(name)}` })],
  };
}

/**
 * A trigger that keeps rows right for statements of older clients. It comes before the backfill: from then on no row
 * slips through between them, since creating it waits for the writers that are under way.
 *
 * @param rest when and what, as in `before insert on shots for each row execute function fill()`
 */
export function trigger(table: string, name: string, rest: string): Step {
  return {
    title: `trigger ${name}`,
    up: [
      change({
        sql: `create trigger ${name} ${rest.trim()}`,
        how: 'briefly',
        locks: { [table]: 'SHARE ROW EXCLUSIVE' },
        done: triggerExists(table, name),
      }),
    ],
    down: [
      change({
        sql: `drop trigger ${name} on ${table}`,
        how: 'briefly',
        locks: { [table]: 'ACCESS EXCLUSIVE' },
        done: `not ${triggerExists(table, name)}`,
      }),
    ],
    makes: { kind: 'trigger', name },
  };
}

/** A statement that no other step describes. Lint and reviewers read the reason. */
export function raw(title: string, reason: string, step: Pick<Step, 'up' | 'down'>): Step {
  return { title: `${title} (${reason})`, ...step };
}

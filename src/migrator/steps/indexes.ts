import { indexExists, indexIsInvalid, indexIsValid } from './catalog';
import { change, type Change, type Step } from './step';

/**
 * Builds an index while clients write; the remains of a killed build are taken away first.
 *
 * @param rest what follows `on <table>`, as in `(project_id, name) where deleted_at is null`
 */
export function buildIndex(table: string, name: string, rest: string, kind: 'unique' | 'plain' = 'plain'): Change {
  return change({
    sql: `create ${kind === 'unique' ? 'unique ' : ''}index concurrently ${name} on ${table} ${rest}`,
    how: 'concurrently',
    locks: { [table]: 'SHARE UPDATE EXCLUSIVE' },
    done: indexIsValid(name),
    remains: { found: indexIsInvalid(name), clear: `drop index concurrently ${name}` },
  });
}

function dropIndex(table: string, name: string): Change {
  return change({
    sql: `drop index concurrently ${name}`,
    how: 'concurrently',
    locks: { [table]: 'SHARE UPDATE EXCLUSIVE' },
    done: `not ${indexExists(name)}`,
  });
}

/** An index, built while clients write. For `rest` see {@link buildIndex}. */
export function index(table: string, name: string, rest: string): Step {
  return {
    title: `index ${name}`,
    up: [buildIndex(table, name, rest)],
    down: [dropIndex(table, name)],
    makes: { kind: 'index', table, name, unique: false, rest },
  };
}

/** A unique index, built while clients write: over an expression, or partial; see {@link index}. */
export function uniqueIndex(table: string, name: string, rest: string): Step {
  return {
    title: `unique index ${name}`,
    up: [buildIndex(table, name, rest, 'unique')],
    down: [dropIndex(table, name)],
    makes: { kind: 'index', table, name, unique: true, rest },
  };
}

/** Takes an index away that the migration makes needless; the way back builds it again. */
export function dropOldIndex(table: string, name: string, rest: string): Step {
  return {
    title: `index ${name} taken away`,
    up: [{ ...dropIndex(table, name), cleanup: true }],
    down: [buildIndex(table, name, rest)],
  };
}

/**
 * A unique index over something else under its own name, which clients know: the old one steps aside and goes on refusing
 * until the new one is built. The way back leaves the new one, since what it refuses was never meant to be.
 *
 * @param rest as for {@link buildIndex}: what follows `on <table>`
 * @param isOld SQL over the catalog: what stands under this name is the old one
 */
export function replaceUniqueIndex(table: string, name: string, rest: string, isOld: string): Step {
  const aside = `${name}_old`;
  const when = `(${isOld}) or ${indexExists(aside)}`;
  return {
    title: `unique index ${name} replaced`,
    up: [
      change({
        sql: `alter index ${name} rename to ${aside}`,
        how: 'briefly',
        locks: {},
        when: isOld,
        done: indexExists(aside),
      }),
      { ...buildIndex(table, name, rest, 'unique'), when },
      { ...dropIndex(table, aside), when, cleanup: true },
    ],
    down: [],
  };
}

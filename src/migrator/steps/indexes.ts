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
 * A unique index over something else under its own name, which clients know: built beside the old one while they write, then
 * put into its place.
 *
 * @param rest as for {@link buildIndex}: what follows `on <table>`, before and after
 * @param isAfter SQL over the catalog: the index under this name is the one from after
 */
export function replaceUniqueIndex(
  table: string,
  name: string,
  rest: { before: string; after: string },
  isAfter: string,
): Step {
  const beside = `${name}_new`;
  const into = (wanted: string, done: string): Change[] => {
    const build = buildIndex(table, beside, wanted, 'unique');
    return [
      { ...build, done: `(${done}) or ${build.done}` },
      change({
        sql: `do $$ begin drop index ${name}; alter index ${beside} rename to ${name}; end $$`,
        how: 'briefly',
        locks: { [table]: 'ACCESS EXCLUSIVE' },
        done,
      }),
    ];
  };
  return {
    title: `unique index ${name} replaced`,
    up: into(rest.after, isAfter),
    down: into(rest.before, `not (${isAfter})`),
  };
}

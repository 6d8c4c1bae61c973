import { constraintExists, constraintIsValid, tableExists } from './catalog';
import { buildIndex } from './indexes';
import { type Action, change, type Change, type LockMode, type Step } from './step';

function addNotValid(
  table: string,
  name: string,
  definition: string,
  locks: Readonly<Record<string, LockMode>>,
): Change {
  return change({
    sql: `alter table ${table} add constraint ${name} ${definition} not valid`,
    how: 'briefly',
    locks,
    done: constraintExists(table, name),
  });
}

function validate(table: string, name: string, locks: Readonly<Record<string, LockMode>>): Change {
  return change({
    sql: `alter table ${table} validate constraint ${name}`,
    how: 'scanning',
    locks,
    done: constraintIsValid(table, name),
  });
}

function drop(table: string, name: string, also?: string): Change {
  return change({
    sql: `alter table ${table} drop constraint ${name}`,
    how: 'briefly',
    locks: { [table]: 'ACCESS EXCLUSIVE', ...(also !== undefined && { [also]: 'ACCESS EXCLUSIVE' }) },
    done: `not ${constraintExists(table, name)}`,
  });
}

/** A condition on every row: for new rows at once, for the rows that are there after a scan that blocks nobody. */
export function check(table: string, name: string, condition: string): Step & { up: readonly Change[] } {
  return {
    title: `check ${name}`,
    up: [
      addNotValid(table, name, `check (${condition})`, { [table]: 'ACCESS EXCLUSIVE' }),
      validate(table, name, { [table]: 'SHARE UPDATE EXCLUSIVE' }),
    ],
    down: [drop(table, name)],
  };
}

/**
 * Takes an old condition away. The way back sets it again, and so must come after what makes its rows obey it; the table may
 * be one that an older migration makes, which a script that is run once more no longer finds.
 */
export function dropCheck(table: string, name: string, condition: string): Step {
  const { up } = check(table, name, condition);
  return {
    title: `check ${name} taken away`,
    up: [{ ...drop(table, name), cleanup: true }],
    down: up.map((action) => ({ ...action, when: tableExists(table) })),
  };
}

/**
 * A foreign key: for new rows at once, for the rows that are there after a scan that blocks nobody.
 *
 * @param to the table and its columns, as in `episodes (id, project_id)`
 * @param rest what follows, as in `on delete cascade`
 * @param settle what makes the rows that are there obey it, run when no new row can break it any more
 */
export function foreignKey(
  table: string,
  name: string,
  columns: readonly string[],
  to: string,
  rest = '',
  settle: readonly Action[] = [],
): Step {
  const parent = to.split(' ')[0] ?? to;
  const definition = `foreign key (${columns.join(', ')}) references ${to}${rest && ` ${rest}`}`;
  return {
    title: `foreign key ${name}`,
    up: [
      addNotValid(table, name, definition, { [parent]: 'SHARE ROW EXCLUSIVE', [table]: 'SHARE ROW EXCLUSIVE' }),
      ...settle,
      validate(table, name, {
        ...(parent !== table && { [parent]: 'ROW SHARE' }),
        [table]: 'SHARE UPDATE EXCLUSIVE',
      }),
    ],
    down: [drop(table, name, parent), ...(settle.length > 0 ? [{ action: 'put back' } as const] : [])],
  };
}

/** A unique constraint, over an index that is built concurrently. For what a foreign key refers to. */
export function unique(
  table: string,
  name: string,
  columns: readonly string[],
  rest = '',
): Step & { down: readonly Change[] } {
  return {
    title: `unique ${name}`,
    up: [
      buildIndex(table, name, `(${columns.join(', ')})`, 'unique'),
      change({
        sql: `alter table ${table} add constraint ${name} unique using index ${name}${rest && ` ${rest}`}`,
        how: 'briefly',
        locks: { [table]: 'ACCESS EXCLUSIVE' },
        done: constraintExists(table, name),
      }),
    ],
    down: [drop(table, name)],
  };
}

/** Takes an old unique constraint away. The way back builds it again, and so must come after what makes its rows unique. */
export function dropUnique(table: string, name: string, columns: readonly string[]): Step {
  const { up, down } = unique(table, name, columns);
  const away = down.map((action) => ({ ...action, cleanup: true as const }));
  return { title: `unique ${name} taken away`, up: away, down: up };
}

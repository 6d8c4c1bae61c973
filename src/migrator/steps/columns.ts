import {
  columnExists,
  columnIsParked,
  constraintExists,
  constraintIsValid,
  hasDefault,
  isNotNull,
  parkedColumn,
} from './catalog';
import { change, type Change, type Step } from './step';

/** Renames columns out of the way, with their values. */
function park(table: string, columns: readonly string[]): Change {
  return change({
    sql: columns.map((column) => `alter table ${table} rename ${column} to ${parkedColumn(column)}`).join(';\n'),
    how: 'briefly',
    locks: { [table]: 'ACCESS EXCLUSIVE' },
    done: columns.map((column) => `not ${columnExists(table, column)}`).join(' and '),
  });
}

/** Renames parked columns back. */
function unpark(table: string, columns: readonly string[]): Change {
  const parked = columns.map((column) => columnIsParked(table, column)).join(' and ');
  return change({
    sql: columns.map((column) => `alter table ${table} rename ${parkedColumn(column)} to ${column}`).join(';\n'),
    how: 'briefly',
    locks: { [table]: 'ACCESS EXCLUSIVE' },
    when: parked,
    done: `not (${parked})`,
  });
}

/**
 * Adds columns; a rollback parks them, and the next time they come back with their values.
 *
 * @param columns name → type, with a default if it has one. The default must not be volatile: that would rewrite the table.
 */
export function addColumns(table: string, columns: Readonly<Record<string, string>>): Step {
  const names = Object.keys(columns);
  const [first = ''] = names;
  return {
    title: `columns of ${table}: ${names.join(', ')}`,
    up: [
      unpark(table, names),
      change({
        sql: `alter table ${table}\n  ${names.map((name) => `add column ${name} ${columns[name] ?? ''}`).join(',\n  ')}`,
        how: 'briefly',
        locks: { [table]: 'ACCESS EXCLUSIVE' },
        when: `not ${columnIsParked(table, first)}`,
        done: names.map((name) => columnExists(table, name)).join(' and '),
      }),
    ],
    down: [park(table, names)],
    brings: { table, columns: names },
    makes: { kind: 'columns', table, types: columns },
  };
}

/** Takes columns away: parks them, since old values may be wanted. The last step of a rename, after the last old client. */
export function parkColumns(table: string, columns: readonly string[]): Step {
  return {
    title: `columns of ${table} put aside: ${columns.join(', ')}`,
    up: [park(table, columns)],
    down: [unpark(table, columns)],
    parks: { table, columns },
  };
}

/** Refuses NULL, proved by a check that is validated without blocking anybody; PostgreSQL then need not scan under its strongest lock. */
export function notNull(table: string, column: string): Step {
  const proof = `${table}_${column}_is_set`;
  const strongest = { [table]: 'ACCESS EXCLUSIVE' } as const;
  return {
    title: `${table}.${column} not null`,
    up: [
      change({
        sql: `alter table ${table} add constraint ${proof} check (${column} is not null) not valid`,
        how: 'briefly',
        locks: strongest,
        done: `${isNotNull(table, column)} or ${constraintExists(table, proof)}`,
      }),
      change({
        sql: `alter table ${table} validate constraint ${proof}`,
        how: 'scanning',
        locks: { [table]: 'SHARE UPDATE EXCLUSIVE' },
        done: `${isNotNull(table, column)} or ${constraintIsValid(table, proof)}`,
      }),
      change({
        sql: `alter table ${table} alter column ${column} set not null`,
        how: 'briefly',
        locks: strongest,
        done: isNotNull(table, column),
      }),
      change({
        sql: `alter table ${table} drop constraint ${proof}`,
        how: 'briefly',
        locks: strongest,
        done: `not ${constraintExists(table, proof)}`,
        cleanup: true,
      }),
    ],
    down: [
      change({
        sql: `alter table ${table} drop constraint ${proof}`,
        how: 'briefly',
        locks: strongest,
        done: `not ${constraintExists(table, proof)}`,
      }),
      change({
        sql: `alter table ${table} alter column ${column} drop not null`,
        how: 'briefly',
        locks: strongest,
        done: `not ${isNotNull(table, column)}`,
      }),
    ],
  };
}

/** Gives an existing column a default for rows to come. */
export function setDefault(table: string, column: string, expression: string): Step {
  const set = change({
    sql: `alter table ${table} alter column ${column} set default ${expression}`,
    how: 'briefly',
    locks: { [table]: 'ACCESS EXCLUSIVE' },
    done: hasDefault(table, column),
  });
  const drop = change({
    sql: `alter table ${table} alter column ${column} drop default`,
    how: 'briefly',
    locks: { [table]: 'ACCESS EXCLUSIVE' },
    done: `not ${hasDefault(table, column)}`,
  });
  return { title: `default of ${table}.${column}`, up: [set], down: [drop] };
}

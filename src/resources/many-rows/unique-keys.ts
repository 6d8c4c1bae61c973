import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Database } from '../../database/database.service';
import { RunAgainError } from '../../database/errors';
import { nameKey } from '../../database/name-key';
import type { ProblemError } from '../../http/problem';
import type { Outcome } from '../bulk/outcome';
import { columnsOfKey, keyOf, type Resource, type UniqueKey, wordOf } from '../resource';
import { refusalOfKey } from './key-refusal';

/** A row as it is to be: its id, and at least the columns of the keys. */
export interface KeyedRow {
  id: string;
}

/** A key that a row of a call cannot have. */
export interface TakenKey {
  /** The row's place in the call. */
  index: number;
  key: UniqueKey;
  /** The live row that has the key; null when only another row of the call wants it. */
  holder: string | null;
  /** The last row before it in the call that wants the same key. */
  twin: number | null;
}

/** One row of a call that wants a key. */
export interface Claim<Row extends object> {
  /** The row's place in the call. */
  index: number;
  row: Row;
  /** The key as PostgreSQL compares it, as text; null where a part is NULL, which is equal to nothing. */
  value: string | null;
  /** The live row that has the key. */
  holder: string | null;
}

/** As PostgreSQL gives it: by the places of the key and of the row, from 0 and from 1. */
interface AnsweredClaim {
  key: number;
  place: number;
  value: string | null;
  holder: string | null;
}

/** Says who has a key that another row of a declared collection is to have. Must run inside a transaction. */
@Injectable()
export class UniqueKeys {
  constructor(private readonly database: Database) {}

  /**
   * Which keys of rows that are to be made are taken, by a live row or by a row before them in the call; by place, then in
   * the order of the keys.
   *
   * @param rows as they stand in the call
   */
  async taken(
    resource: Resource,
    rows: readonly object[],
    keys: readonly UniqueKey[] = resource.unique ?? [],
  ): Promise<TakenKey[]> {
    const claims = await this.claims(
      resource,
      keys,
      rows.map((row, index) => ({ index, row })),
    );
    return keys
      .flatMap((key) => {
        const last = new Map<string, number>();
        return (claims.get(key) ?? []).flatMap(({ index, value, holder }) => {
          const twin = value === null ? undefined : last.get(value);
          if (value !== null) last.set(value, index);
          return holder === null && twin === undefined ? [] : [{ index, key, holder, twin: twin ?? null }];
        });
      })
      .sort((a, b) => a.index - b.index);
  }

  /**
   * After an insert that passed over rows whose keys are taken: refuses each of those by 409, which names the live row or the
   * earlier item that has its key.
   *
   * @param rows those that were to be made, by the places of their items; undefined for items refused before
   * @param inserted the ids of those that were made
   */
  async refusePassedOver(
    resource: Resource,
    rows: readonly (KeyedRow | undefined)[],
    inserted: ReadonlySet<string>,
    outcomes: Outcome[],
  ): Promise<void> {
    const keys = resource.unique ?? [];
    const indexOf = new Map(rows.flatMap((row, index) => (row ? [[row.id, index] as const] : [])));
    const passedOver = rows.flatMap((row, index) => (row && !inserted.has(row.id) ? [{ index, row }] : []));
    const claims = await this.claims(resource, keys, passedOver);
    for (const [place, { index, row }] of passedOver.entries()) {
      const [held] = keys.flatMap((key) => {
        const holder = claims.get(key)?.[place]?.holder ?? null;
        return holder === null ? [] : [{ key, holder }];
      });
      // The row in the way was there when the insert met it; when it is gone by now, the whole call may be run again.
      if (!held) throw new RunAgainError();
      outcomes[index] = { problem: duplicate(resource, held.key, row, held.holder, indexOf.get(held.holder)) };
    }
  }

  /**
   * Before a change of rows: refuses each whose new key is taken, by 409. A key is free when nobody has it, or when who has it
   * gives it up in this very call; such a holder's key is set aside, since a unique index is checked row by row.
   *
   * @param before the rows as they are, locked, by their ids
   * @param after the rows as they are to be, by the places of their items; undefined for items refused before
   */
  async refuseTaken<Row extends KeyedRow>(
    resource: Resource,
    before: ReadonlyMap<string, Row>,
    after: readonly (Row | undefined)[],
    outcomes: Outcome[],
  ): Promise<void> {
    const keys = resource.unique ?? [];
    const columns = new Map(keys.map((key) => [key, columnsOfKey(key)]));
    const isMoved = (key: UniqueKey, row: Row) => !hasSame(columns.get(key) ?? [], before.get(row.id), row);
    const moved = after.flatMap((row, index) => (row && keys.some((key) => isMoved(key, row)) ? [{ index, row }] : []));
    if (moved.length === 0) return;
    const claims = await this.claims(resource, keys, moved);
    for (const key of keys) {
      const own = (claims.get(key) ?? []).filter(({ row }) => isMoved(key, row));
      // Who only spells their own key differently comes before all others who want it.
      const keeps = ({ row, holder }: Claim<Row>) => Number(holder === row.id);
      claims.set(
        key,
        own.sort((a, b) => keeps(b) - keeps(a)),
      );
    }
    const standing = this.settle(resource, claims, outcomes);
    for (const [{ field, aside = `'renamed ' || id` }, own] of claims) {
      const handedOn = own.flatMap(({ row, holder }) =>
        standing.has(row.id) && holder !== null && holder !== row.id ? [holder] : [],
      );
      if (handedOn.length > 0)
        await this.database.write(
          `${resource.table}.set_${field}_aside`,
          `update ${resource.table} set ${field} = ${aside} where id = any($1::uuid[])`,
          [handedOn],
        );
    }
  }

  /**
   * Refuses claims until those that are left agree: a row that is refused keeps its keys, which others have counted on.
   *
   * @param claims by key, in the order in which they are heard
   * @returns the ids of the rows that may have what they claim
   */
  private settle(
    resource: Resource,
    claims: ReadonlyMap<UniqueKey, readonly Claim<KeyedRow>[]>,
    outcomes: Outcome[],
  ): ReadonlySet<string> {
    const standing = new Set([...claims.values()].flatMap((own) => own.map(({ row }) => row.id)));
    for (let settled = false; !settled;) {
      settled = true;
      for (const [key, own] of claims) {
        const givers = new Set(own.map(({ row }) => row.id));
        const first = new Map<string, Claim<KeyedRow>>();
        for (const claim of own) {
          const { row, value, holder, index } = claim;
          if (!standing.has(row.id) || value === null) continue;
          const earlier = first.get(value);
          const isHeld = holder !== null && holder !== row.id && !(givers.has(holder) && standing.has(holder));
          const inTheWay = isHeld ? holder : earlier?.row.id;
          if (inTheWay === undefined) {
            first.set(value, claim);
            continue;
          }
          standing.delete(row.id);
          outcomes[index] = { problem: duplicate(resource, key, row, inTheWay, earlier?.index) };
          settled = false;
        }
      }
    }
    return standing;
  }

  /**
   * Who has the keys that rows want, by key, in the order of the rows.
   *
   * @param rows each with its place in the call, and with the columns of the keys
   */
  async claims<Row extends object>(
    resource: Resource,
    keys: readonly UniqueKey[],
    rows: readonly { index: number; row: Row }[],
  ): Promise<Map<UniqueKey, Claim<Row>[]>> {
    const found = new Map(keys.map((key) => [key, [] as Claim<Row>[]]));
    if (keys.length === 0 || rows.length === 0) return found;
    // The table's own row type, so that no column's type is written here.
    const given = `jsonb_populate_recordset(null::${resource.table}, $1::jsonb) with ordinality as given`;
    const columns = [...new Set(keys.flatMap(columnsOfKey))];
    const wanted = rows.map(({ row }) => {
      const parts: Record<string, unknown> = {};
      for (const column of columns) parts[column] = valueOf(row, column);
      return parts;
    });
    const ofKeys = keys.map((key, place) => {
      const parts = keyOf(key, 'given').join(', ');
      return `select ${place} as key, given.ordinality::int as place,
          case when num_nulls(${parts}) = 0 then jsonb_build_array(${parts})::text end as value, held.id as holder
        from ${given} left join ${rowWithKey(resource, key)} held on true`;
    });
    const answers = await this.database.write<AnsweredClaim>(
      `${resource.table}.holders`,
      `${ofKeys.join(' union all ')} order by 1, 2`,
      [JSON.stringify(wanted)],
    );
    for (const { key, place, value, holder } of answers) {
      const asked = rows[place - 1];
      const of = keys[key];
      if (asked && of) found.get(of)?.push({ ...asked, value, holder });
    }
    return found;
  }
}

/**
 * SQL: the live row that has the key of `given`, as a lateral table with one row or none. Lateral, so that PostgreSQL asks
 * the unique index for each key, whatever it guesses about the size of a young table.
 */
function rowWithKey({ table }: Resource, key: UniqueKey): string {
  const wanted = keyOf(key, 'given');
  const equal = keyOf(key, 't').map((part, place) => `${part} = ${String(wanted[place])}`);
  return `lateral (select t.id from ${table} t where ${equal.join(' and ')} and t.deleted_at is null limit 1)`;
}

function hasSame(columns: readonly string[], before: object | undefined, after: object): boolean {
  if (!before) return false;
  return columns.every((column) => {
    const [old, fresh] = [valueOf(before, column), valueOf(after, column)];
    return old === fresh || isDeepStrictEqual(old, fresh);
  });
}

function valueOf(row: object, column: string): unknown {
  return (row as Record<string, unknown>)[column];
}

/**
 * 409 for a key that is taken.
 *
 * @param row the row that wants it
 * @param holder the id of the row that has it
 * @param index the place of that row in this call, if it has one
 */
function duplicate(
  resource: Resource,
  key: UniqueKey,
  row: object,
  holder: string,
  index: number | undefined,
): ProblemError {
  const { field, word = field } = key;
  const { projects } = resource;
  const where = projects.of === 'column' && columnsOfKey(key).includes(projects.column) ? ' in this project' : '';
  const by = index === undefined ? `the ${wordOf(resource.type)} ${holder}` : `item ${index} of this request`;
  const letters = key.key === nameKey ? '; upper and lower case count as the same' : '';
  const predicate = `is taken${where} by ${by}${letters}. Choose another ${word}.`;
  return refusalOfKey(key, row, predicate, index === undefined ? holder : null);
}

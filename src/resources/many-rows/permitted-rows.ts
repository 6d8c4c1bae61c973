import type { Caller } from '../../access/permissions';
import { refuseStale } from '../../http/etag';
import { invalidField, notFound } from '../../http/problem';
import type { NamesRow } from '../bulk/bulk-items';
import { type Outcome, outcomeOf } from '../bulk/outcome';
import { wordOf } from '../resource';
import { type Act, permitted, type RowWithRole } from '../rights';

/** What the items of a call come to: an outcome each, and what became of their rows, by their places. */
export interface JudgedRows<Result> {
  outcomes: Outcome[];
  /** Undefined for items that are refused. */
  rows: (Result | undefined)[];
}

/**
 * Finds the row of each item, when the caller may do this to it. Refusals, the first that applies: 404 · 400 the row stands
 * twice in the call · 403 · 412, and those of `then`.
 *
 * @param locked the live rows that the items name, locked; those that the caller may not see may be left out
 * @param then what is made of a row; refuses it by a ProblemError
 */
export function permittedRows<Row extends RowWithRole & { version: number }, Item extends NamesRow, Result>(
  type: string,
  act: Act,
  items: readonly Item[],
  locked: ReadonlyMap<string, Row>,
  caller: Caller,
  then: (row: Row, item: Item) => Result,
): JudgedRows<Result> {
  const word = wordOf(type);
  const seen = new Set<string>();
  const rows: (Result | undefined)[] = [];
  const outcomes = items.map((item, index) =>
    outcomeOf(() => {
      const { id, version } = item;
      const row = locked.get(id);
      if (!row) throw notFound(word, id);
      if (seen.has(id)) throw invalidField('/id', `The ${word} ${id} stands twice in this request.`);
      seen.add(id);
      permitted(type, id, row, act, caller);
      refuseStale(version, row.version, word);
      rows[index] = then(row, item);
      return { id };
    }),
  );
  return { outcomes, rows };
}

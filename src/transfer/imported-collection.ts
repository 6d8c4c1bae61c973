import type { Caller } from '../access/permissions';
import { ProblemError } from '../http/problem';
import type { Outcome } from '../resources/bulk/outcome';
import type { Resource, UniqueKey } from '../resources/resource';
import type { Columns } from './columns';

/** A readable, valid row. */
export interface ReadRow<Item> {
  item: Item;
  /** The cells of the columns that say where the row belongs, as far as it has them. */
  names: Readonly<Record<string, string | undefined>>;
}

/**
 * A collection that takes files. It says what rows hold and where they belong, and writes them; reading, batches, what
 * exists already, dry runs, reports and rejected rows are the importer's. The methods run inside a transaction, which may
 * be undone and run again.
 *
 * @typeParam Item what the fields of a row are checked against
 * @typeParam Placed an item that can be created: it has the columns of the collection's key, and its parents' ids
 * @typeParam Target where the whole file goes, as its address says
 */
export interface ImportedCollection<Item extends object, Placed extends object, Target> {
  /** The first of its unique keys tells rows apart; without one, every row is new. */
  readonly resource: Resource;
  readonly columns: Columns;
  /** The fields of a row, without the columns that name where it belongs. */
  readonly item: new () => Item;

  /** Where rows belong, in the order given: each with what a create needs beside its own fields, or why there is none. */
  place(rows: readonly ReadRow<Item>[], target: Target, caller: Caller): Promise<(Placed | ProblemError)[]>;

  /** Makes rows. */
  create(items: readonly Placed[], caller: Caller): Promise<Outcome[]>;

  /** Writes rows over those that have their keys: what a row says overwrites, what it does not mention stays. */
  update(items: readonly (Placed & { id: string })[], caller: Caller, target: Target): Promise<Outcome[]>;
}

/**
 * The refusal of a row because another has its key.
 *
 * @param holder the id of the other, when it is in the database
 * @param predicate how the sentence goes on after `The name "A"`
 */
export function inTheWay(key: UniqueKey, item: object, holder: string | null, predicate: string): ProblemError {
  const { field, word = field, constraint } = key;
  const value: unknown = (item as Record<string, unknown>)[field];
  const subject = typeof value === 'string' ? `The ${word} "${value}"` : `An empty ${word}`;
  const detail = `${subject} ${predicate}`;
  return new ProblemError('duplicate', detail, [
    { pointer: `/${field}`, detail, constraint, ...(holder !== null && { conflicting_id: holder }) },
  ]);
}

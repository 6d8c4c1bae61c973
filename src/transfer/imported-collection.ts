import type { Caller } from '../access/permissions';
import type { ProblemError } from '../http/problem';
import type { Outcome } from '../resources/bulk/outcome';
import type { Resource } from '../resources/resource';
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

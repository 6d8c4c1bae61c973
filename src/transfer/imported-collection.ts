import type { Caller } from '../access/permissions';
import { ProblemError } from '../http/problem';
import type { Outcome } from '../resources/outcome';
import type { Columns } from './columns';

/** A readable, valid row. */
export interface ReadRow<Item> {
  item: Item;
  /** The cells of the columns that say where the row belongs, as far as it has them. */
  names: Readonly<Record<string, string | undefined>>;
}

/** What a row meets. */
export interface Met {
  /** The unique key as the database compares it: two rows with the same are the same. */
  key: string;
  /** The live row that has the key. */
  holder: string | null;
  /** Why this row may not be written over the holder. */
  refusal?: ProblemError | undefined;
}

/** What tells the rows of a collection apart. */
export interface RowKey<Item> {
  /** The unique index. */
  constraint: string;
  /** The field that a refusal points to. */
  pointer: string;
  /** The subject of a sentence that ends in "is taken": `The name "A"`. */
  says(item: Item): string;
}

/**
 * A collection that takes files. It says what rows hold, where they belong and what they meet, and writes them; reading,
 * batches, dry runs, reports and rejected rows are the importer's. The methods run inside a transaction, which may be
 * undone and run again.
 *
 * @typeParam Item what the fields of a row are checked against
 * @typeParam Placed an item that knows where it belongs, ready to be created
 * @typeParam Target where the whole file goes, as its address says
 */
export interface ImportedCollection<Item extends object, Placed extends object, Target> {
  /** The words for one row and for many: `shot`, `shots`. */
  readonly words: { one: string; many: string };
  readonly columns: Columns;
  /** The fields of a row, without the columns that name where it belongs. */
  readonly item: new () => Item;
  readonly key: RowKey<Placed>;

  /** Where rows belong, in the order given: each with what a create needs beside its own fields, or why there is none. */
  place(rows: readonly ReadRow<Item>[], target: Target): Promise<(Placed | ProblemError)[]>;

  /** What rows meet, in the order given. */
  meet(items: readonly Placed[], target: Target): Promise<Met[]>;

  /**
   * Locks what stands above rows of which some are about to be changed and others made. Left out where nothing does:
   * a change and a creation lock what they need, but the second of them would come too late in the order of locks.
   */
  lockParents?(items: readonly Placed[], caller: Caller): Promise<unknown>;

  /** Writes rows over those that they meet: what a row says overwrites, what it does not mention stays. */
  update(items: readonly (Placed & { id: string })[], caller: Caller): Promise<Outcome[]>;

  /** Makes rows. */
  create(items: readonly Placed[], caller: Caller): Promise<Outcome[]>;
}

/** The refusal of a row because another has its key. @param predicate how the sentence goes on after the key's own words */
export function inTheWay<Item>(key: RowKey<Item>, item: Item, predicate: string, holder: string | null): ProblemError {
  const detail = `${key.says(item)} ${predicate}`;
  return new ProblemError('duplicate', detail, [
    { pointer: key.pointer, detail, constraint: key.constraint, ...(holder !== null && { conflicting_id: holder }) },
  ]);
}

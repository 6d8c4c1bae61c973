import type { LegacyValues, Sql } from './old-client';

/** One write of one row. */
export interface Write {
  table: string;
  id: string;
  /** The columns that it set. Dates and JSON values as they were sent. */
  values?: LegacyValues;
  /** Whether it made the row; false by default. */
  creates?: boolean;
  /** Whether it deleted the row for good, which is then written no more; false by default. */
  deletes?: boolean;
  /** False when no answer came, so that nobody knows whether it happened; true by default. */
  acknowledged?: boolean;
}

/** Where the database does not hold what it has acknowledged. */
export interface Difference {
  /** The row is gone; a column has another value; a deleted row is live again, or there again. */
  kind: 'missing' | 'wrong' | 'resurrected';
  table: string;
  id: string;
  column?: string;
  /** The last value that was written. */
  expected?: unknown;
  /** As JSON. */
  found?: unknown;
}

/**
 * What was written, to be compared with what is there: for each row, in order, the columns that each write set.
 * A write whose answer never came may have happened or not; then both values are right until the next acknowledged write.
 */
export class WriteLedger {
  /** How many writes are noted. */
  readonly writes: number;
  /** Notes a write; those of one row in the order in which they were made. A refused write is not to be noted. */
  record(write: Write): void;
  /** Reads all rows back. Nothing may write meanwhile. */
  verify(sql: Sql): Promise<Difference[]>;
}

/** PostgreSQL's table locks, weakest first; see its manual, "Explicit Locking". */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** One statement that changes the schema. It is a transaction of its own, so that no lock outlives it. */
export interface Change {
  action: 'change';
  sql: string;
  /**
   * - `briefly`: touches the catalog only; it may wait for its lock no longer than a blink, and is tried again.
   * - `scanning`: reads the whole table under a lock that lets clients read and write.
   * - `concurrently`: outside a transaction, for as long as it takes; clients read and write.
   */
  how: 'briefly' | 'scanning' | 'concurrently';
  /** The strongest lock it takes on each existing table that clients use. */
  locks: Readonly<Record<string, LockMode>>;
  /** SQL: the change is wanted only where this holds before its turn. Absent: always. */
  when?: string;
  /** SQL over the catalog: true when the change need not run, any more or at all. */
  done: string;
  /** Takes away what an earlier change makes: a script contains it, although before that change there is nothing to take away. */
  cleanup?: true;
  /** What a killed build leaves behind: SQL that finds it, and the statement that takes it away. */
  remains?: { found: string; clear: string };
}

/** Rows changed batch by batch, in the order of their ids, each batch with its checkpoint one statement. */
export interface Backfill {
  action: 'backfill';
  table: string;
  /** SQL: common table expressions over `keys (id)`, the ids of the batch; one named `changed` has a row for each row changed. */
  work: string;
  /**
   * Table → column that was there before → SQL that gives its old value from the changed row, `{row}`, or null where only
   * the archive knows. What is named here is what verification does not compare, or compares through that expression.
   */
  touches: Touched;
}

export type Touched = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** Puts back what the same step archived in the other direction. */
export interface PutBack {
  action: 'put back';
}

export type Action = Change | Backfill | PutBack;

/** What a step makes under a name that somebody else may have given to something else. */
export type Made =
  | { kind: 'table'; table: string; columns: readonly string[] }
  | { kind: 'columns'; table: string; types: Readonly<Record<string, string>> }
  | { kind: 'index'; table: string; name: string; unique: boolean; rest: string }
  | { kind: 'trigger'; name: string };

/** A part of a migration, with its way back. */
export interface Step {
  /** Unique within the migration: the journal knows the step by it. */
  title: string;
  up: readonly Action[];
  /** In the order in which they run. */
  down: readonly Action[];
  makes?: Made;
  /** What the step brings that a rollback takes away: a table, or columns of one. */
  brings?: { table: string; columns?: readonly string[] };
  /** What the step puts aside, with its values, until a rollback. */
  parks?: { table: string; columns: readonly string[] };
}

/** A {@link Change} from its fields. */
export function change(fields: Omit<Change, 'action'>): Change {
  return { action: 'change', ...fields };
}

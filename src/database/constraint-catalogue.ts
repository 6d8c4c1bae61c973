import type { PostgresError } from './errors';

/** What a person is told when one constraint says no. */
export interface ConstraintRule {
  /** The field that is wrong, as in the body. */
  field: string;
  /** One sentence: what is wrong and what to do. */
  sentence: string;
  /** Foreign keys only: the sentence when the row is still referred to (409). */
  parentSentence?: string;
  /** Unique indexes only: finds the row in the way, from the key's values in the index's order. */
  rowInTheWay?: { sql: string; values: (key: string) => unknown[] };
}

const rules = new Map<string, ConstraintRule & { table: string }>();

/**
 * Enters a table's constraints and unique indexes into the catalogue. A test reads PostgreSQL's own catalogue and fails on
 * a name without an entry.
 */
export function describeConstraints(table: string, described: Readonly<Record<string, ConstraintRule>>): void {
  for (const [name, rule] of Object.entries(described)) rules.set(name, { ...rule, table });
}

/** The entry of a constraint, or undefined for one that nobody described. */
export function constraintRule(name: string | undefined): (ConstraintRule & { table: string }) | undefined {
  return name === undefined ? undefined : rules.get(name);
}

/** Every described name, for the test. */
export function describedConstraints(): string[] {
  return [...rules.keys()];
}

/**
 * The key's values from `Key (a, b)=(x, y) already exists.`; the brackets survive translation of the server's messages.
 * The values of several columns are joined by ", "; a first uuid can be told apart by its length.
 */
export function violatedKey(error: PostgresError): string | undefined {
  return /=\((.*)\)[^)]*$/s.exec(error.detail ?? '')?.[1];
}

/** The key of an index over (uuid, text). */
export function uuidAndText(key: string): [string, string] {
  return [key.slice(0, 36), key.slice(38)];
}

import { ProblemError } from '../../http/problem';
import type { UniqueKey } from '../resource';

/** What people call a value of a key's field, within a sentence: `the name "A"`, or `an empty name`. */
export function keyInWords({ field, word = field }: UniqueKey, value: unknown): string {
  if (value === null || value === undefined) return `an empty ${word}`;
  return `the ${word} "${typeof value === 'string' ? value : JSON.stringify(value)}"`;
}

/**
 * 409 for a row whose key is taken.
 *
 * @param row the row that wants the key, of which the field is named
 * @param predicate how the sentence goes on after `The name "A"`
 * @param holder the id of the row that has the key, when it is in the database
 */
export function refusalOfKey(key: UniqueKey, row: object, predicate: string, holder: string | null): ProblemError {
  const { field, constraint } = key;
  const subject = keyInWords(key, (row as Record<string, unknown>)[field]);
  const detail = `${subject.charAt(0).toUpperCase()}${subject.slice(1)} ${predicate}`;
  return new ProblemError('duplicate', detail, [
    { pointer: `/${field}`, detail, constraint, ...(holder !== null && { conflicting_id: holder }) },
  ]);
}

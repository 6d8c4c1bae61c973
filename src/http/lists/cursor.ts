import { createHash } from 'node:crypto';
import { ProblemError } from '../problem';
import type { Key } from './keyset';
import { fits } from './sort-type';

/**
 * What a cursor belongs to: a list, its order and its filters. A hash, as filters may be long and a cursor may not.
 *
 * @param filters by their names; undefined ones do not count
 */
export function belonging(list: string, sort: string, filters: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, sort, said]))
    .digest('base64url')
    .slice(0, 22);
}

/** The cursor that goes on after a row. @param values of its order, its id last, as PostgreSQL writes them; null for NULL */
export function writeCursor(of: string, values: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([of, ...values])).toString('base64url');
}

/**
 * The values of a cursor, each of which can be cast to its type.
 *
 * @throws ProblemError 400 `invalid_cursor` for whatever this list, with this order and these filters, did not give
 */
export function readCursor(cursor: string, of: string, keys: readonly Key[]): (string | null)[] {
  const parsed = parsedJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [cursorOf, ...values] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  const isWhole =
    cursorOf === of &&
    values.length === keys.length &&
    keys.every(({ type, required }, place) => {
      const value = values[place];
      return value === null ? !required : typeof value === 'string' && fits(value, type);
    });
  if (!isWhole)
    throw new ProblemError(
      'invalid_cursor',
      'The cursor was not given by this list with this sort and these filters. Start again without a cursor.',
      [{ pointer: 'cursor', detail: 'does not belong to this list' }],
    );
  return values as (string | null)[];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

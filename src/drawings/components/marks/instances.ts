import { markKey } from './mark-key';

const LETTERS = 26;

/** The identifier of an instance by its place, from 0: A … Z, AA … AZ, BA … ZZ, AAA … */
export function letterOf(place: number): string {
  if (!Number.isSafeInteger(place) || place < 0) throw new RangeError(`There is no instance at place ${place}.`);
  let letters = '';
  for (let rest = place + 1; rest > 0; rest = Math.floor((rest - 1) / LETTERS))
    letters = String.fromCharCode(65 + ((rest - 1) % LETTERS)) + letters;
  return letters;
}

/**
 * The first of A … Z, AA … that no instance has; gaps are filled. Identifiers are compared as the database compares them, so
 * `a` takes A; an instance without an identifier, or with one such as North, takes none.
 */
export function nextInstance(taken: Iterable<string | null>): string {
  const keys = new Set<string>();
  for (const identifier of taken) if (identifier !== null) keys.add(markKey(identifier));
  let place = 0;
  while (keys.has(markKey(letterOf(place)))) place++;
  return letterOf(place);
}

/** How an instance is shown: `G1-A`, or `G1` where it has no identifier. */
export function shownInstance(mark: string, identifier: string | null): string {
  return identifier === null ? mark : `${mark}-${identifier}`;
}

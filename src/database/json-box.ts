/** A number of JSON as people have it; a longer one, or another exponent, is no place on a sheet. */
const PLAIN_NUMBER = `'^-?[0-9]{1,12}([.][0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$'`;
const NUMBERS = ['x', 'y', 'width', 'height'];

/** So far from the corner, in units of a page, that no sheet reaches there. */
export const FARTHEST = '1e7';

/** SQL: a value of the type `json` is the box of something on a sheet. Never fails, and is never NULL. */
export function isBox(place: string): string {
  const numbers = NUMBERS.map(
    (name) => `json_typeof(${place}->'${name}') = 'number' and ${place}->>'${name}' ~ ${PLAIN_NUMBER}`,
  );
  const reach = NUMBERS.map((name) => `(${place}->>'${name}')::float8 between 0 and ${FARTHEST}`);
  return `coalesce(case when ${numbers.join(' and ')} then ${reach.join(' and ')} end, false)`;
}

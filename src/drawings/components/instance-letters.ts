/** A, B, … Z, AA, AB, …: how people count instances, from 1. */
export function instanceLetters(place: number): string {
  let letters = '';
  for (let rest = place; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** The free ones, the first first. @param taken in lower case */
export function* freeLetters(taken: ReadonlySet<string>): Generator<string, never> {
  for (let place = 1; ; place++) {
    const letters = instanceLetters(place);
    if (!taken.has(letters.toLowerCase())) yield letters;
  }
}

import fc from 'fast-check';

/** Pieces of names over which programs stumble: composed and not, letters whose case is odd, signs of many units. */
const PIECES = [
  ...['a', 'A', 'b', '7', '.', '-', '_', ' ', '  ', '"', "'", '\\', '%', '{', '}', ',', '(', 'NULL'],
  ...['ä', 'Ä', 'a\u0308', 'é', 'É', 'e\u0301', 'E\u0301', '\u212b', 'Å', 'A\u030a', 'q\u0323\u0307', 'q\u0307\u0323'],
  ...['i', 'I', 'ı', 'İ', 'i\u0307', 'ß', 'ẞ', 'ss', 'SS', 'ﬁ', 'fi', 'FI', 'ǆ', 'ǅ', 'Ǆ', 'Σ', 'σ', 'ς'],
  ...['鏡', '頭', '第一', '\uf900', '가', '\u1100\u1161', '🎬', '👩\u200d🎤', '❤\ufe0f', '\u200b', 'ﷺ'],
];

/** A name that is not blank, as a person might send it: spaces around it, not normalised. */
export const names: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', ' ', '\u3000'),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
    fc.constantFrom('', '', '  ', '\u00a0'),
  )
  .map((parts) => parts.join(''))
  .filter((name) => name.trim() !== '');

/** The same name written in another way, or nearly the same. */
export function twinsOf(name: string): fc.Arbitrary<string> {
  const written = [
    name,
    name.toUpperCase(),
    name.toLowerCase(),
    name.normalize('NFD'),
    name.normalize('NFC'),
    ` ${name} `,
  ];
  return fc.constantFrom(...written.filter((twin) => twin.trim() !== ''));
}

/** Some names, among which twins are frequent. */
export function namesWithTwins(count: { minLength: number; maxLength: number }): fc.Arbitrary<string[]> {
  return fc
    .array(names, { minLength: 1, maxLength: 3 })
    .chain((few) => fc.array(fc.constantFrom(...few).chain(twinsOf), count));
}

/** Keys that every object has, or that no object should; among a few plain ones, so that objects have some in common. */
const KEYS = ['a', 'b', 'ü', '', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', '0', 'a/b~c', '🎬'];

/** JSON objects that share many keys. */
export function jsonObjects(extraKeys: readonly string[] = []): fc.Arbitrary<Record<string, unknown>> {
  const keys = fc.constantFrom(...KEYS, ...extraKeys);
  const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'json' },
      fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.constantFrom(0.1, -1.5e-7, 23.976),
        fc.constantFrom('', 'x', 'null', '鏡頭', '"\\', '\n'),
      ),
      fc.array(tie('value'), { maxLength: 2, depthIdentifier: 'json' }),
      tie('object'),
    ),
    // Through entries, so that __proto__ is a key like any other.
    object: fc
      .array(fc.tuple(keys, tie('value')), { maxLength: 4, depthIdentifier: 'json' })
      .map((entries) => Object.fromEntries(entries)),
  }));
  return object;
}

/** The fields of a shot but its name and its episode. */
export const shotFields = fc.record(
  {
    description: fc.option(fc.constantFrom('第一個鏡頭', 'it\'s\n"new"\\', ' x ', 'e\u0301')),
    status: fc.constantFrom('todo', 'wip', 'Done', '進行中'),
    frame_start: fc.option(fc.integer({ min: -1000, max: 0 })),
    frame_end: fc.option(fc.integer({ min: 0, max: 2_147_483_647 })),
    data: jsonObjects(),
  },
  { requiredKeys: [] },
);

/** As many as the requirements ask of every property. */
export const RUNS = 100;

/** How many runs a property makes; enough of a seed is printed with a failure to repeat it. */
export const runs = { numRuns: RUNS };

import { FINDABLE_DISTANCE } from './hash-distance';

/** How much is asked of a picture when nothing else is said. */
export const LEVELS = ['basic', 'standard', 'strict'] as const;

/** `basic`: it decodes, sizes as given, no exact duplicates; `standard`: and is worth looking at; `strict`: and is beyond doubt. */
export type Level = (typeof LEVELS)[number];

/** The version of the levels' rules and of the scores they are compared with: results of one version can be compared. */
export const RULES_VERSION = 1;

/** The formats that rules can name; bmp is known, though it is not decoded. */
const FORMATS = ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif', 'bmp'];

const OTHER_NAMES: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff' };

/** Whether something is put up with. */
export type Permission = 'allow' | 'refuse';

/** Which pictures count as alike. */
export interface NearDuplicateRule {
  /** In how many bits of 64 two hashes differ at most, 0 to 10. */
  distance: number;
  /** Mirrored and rotated pictures count as alike, too. */
  mirrored: boolean;
  /** Pictures whose hash has a lower quality (0 to 100) are never alike to any. */
  min_quality: number;
}

/** What a picture must be to be valid. Where a rule is null it asks for nothing. */
export interface ValidationRules {
  level: Level;
  version: number;
  /** Pixels, inclusive, as all limits are. */
  min_width: number | null;
  min_height: number | null;
  max_width: number | null;
  max_height: number | null;
  min_bytes: number | null;
  max_bytes: number | null;
  /** By content: jpeg, png, gif, webp, tiff, avif, bmp. */
  formats: string[] | null;
  /** Width over height. */
  min_aspect_ratio: number | null;
  max_aspect_ratio: number | null;
  animated: Permission;
  max_frames: number | null;
  /** A picture that is damaged, but can be shown. */
  recoverable: Permission;
  /** A file name whose extension names another format than the content. */
  extension_mismatch: Permission;
  /** The least score, 0 to 1, as for the three after it. */
  dark: number | null;
  bright: number | null;
  low_information: number | null;
  blurred: number | null;
  grey: Permission;
  /** The following look at other pictures, too, and are judged where these are known. */
  exact_duplicates: boolean;
  near_duplicates: NearDuplicateRule | null;
  /** One picture that a site answers with for all that it no longer has. */
  placeholders: boolean;
}

const NEAR: NearDuplicateRule = { distance: 6, mirrored: false, min_quality: 50 };

const BASIC: ValidationRules = {
  level: 'basic',
  version: RULES_VERSION,
  min_width: 1,
  min_height: 1,
  max_width: null,
  max_height: null,
  min_bytes: 1,
  max_bytes: null,
  formats: null,
  min_aspect_ratio: null,
  max_aspect_ratio: null,
  animated: 'allow',
  max_frames: null,
  recoverable: 'allow',
  extension_mismatch: 'allow',
  dark: null,
  bright: null,
  low_information: null,
  blurred: null,
  grey: 'allow',
  exact_duplicates: true,
  near_duplicates: null,
  placeholders: false,
};

const STANDARD: ValidationRules = {
  ...BASIC,
  level: 'standard',
  min_width: 50,
  min_height: 50,
  min_bytes: 1024,
  max_bytes: 10 * 2 ** 20,
  formats: FORMATS,
  dark: 0.2,
  bright: 0.05,
  low_information: 0.15,
  near_duplicates: NEAR,
  placeholders: true,
};

const STRICT: ValidationRules = {
  ...STANDARD,
  level: 'strict',
  min_aspect_ratio: 0.25,
  max_aspect_ratio: 4,
  recoverable: 'refuse',
  extension_mismatch: 'refuse',
  blurred: 0.5,
};

/** The rules of each level, before anything is given. */
export const RULES_OF_LEVEL: Readonly<Record<Level, ValidationRules>> = {
  basic: BASIC,
  standard: STANDARD,
  strict: STRICT,
};

/** Below this score a picture has no colour. */
export const GREYEST = 0.05;

/** What is wrong with given rules: where (a JSON pointer into them, RFC 6901), and how it should be. */
export interface RuleError {
  pointer: string;
  detail: string;
}

/** What a value must be, or undefined when it is that. */
type Demand = (value: unknown) => string | undefined;

/** What may be given: the rules, and the size in megabytes for that in bytes. */
type Key = Exclude<keyof ValidationRules, 'level' | 'version'> | 'max_size_mb';

const numberWithin =
  (least: number, greatest: number): Demand =>
  (value) =>
    value === null || (typeof value === 'number' && value >= least && value <= greatest)
      ? undefined
      : `must be a number from ${least} to ${greatest}, or null for no limit`;

const wholeWithin =
  (least: number, greatest: number): Demand =>
  (value) =>
    value === null || (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= greatest)
      ? undefined
      : `must be a whole number from ${least} to ${greatest}, or null for no limit`;

const permission: Demand = (value) =>
  value === 'allow' || value === 'refuse' ? undefined : 'must be "allow" or "refuse"';

const boolean: Demand = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

const pixels = wholeWithin(1, 1_000_000);
const bytes = wholeWithin(0, 2 ** 40);
const ratio = numberWithin(0.001, 1000);
const score = numberWithin(0, 1);

/** Formats and near duplicates, whose parts have pointers of their own, are read apart. */
const DEMANDS: Readonly<Record<Exclude<Key, 'formats' | 'near_duplicates'>, Demand>> = {
  min_width: pixels,
  min_height: pixels,
  max_width: pixels,
  max_height: pixels,
  min_bytes: bytes,
  max_bytes: bytes,
  max_size_mb: numberWithin(0, 2 ** 20),
  min_aspect_ratio: ratio,
  max_aspect_ratio: ratio,
  animated: permission,
  max_frames: wholeWithin(1, 1_000_000),
  recoverable: permission,
  extension_mismatch: permission,
  dark: score,
  bright: score,
  low_information: score,
  blurred: score,
  grey: permission,
  exact_duplicates: boolean,
  placeholders: boolean,
};

const RANGES: readonly [least: keyof ValidationRules, greatest: keyof ValidationRules][] = [
  ['min_width', 'max_width'],
  ['min_height', 'max_height'],
  ['min_bytes', 'max_bytes'],
  ['min_aspect_ratio', 'max_aspect_ratio'],
];

/**
 * The rules of a level, with what is given in their place. `max_size_mb` is `max_bytes` in units of 1,048,576; jpg and tif are
 * other names of formats; a part of `near_duplicates` may be left out. Anything unknown, or of the wrong type or size, is an error:
 * all of them are told, and nothing is ever thrown.
 */
export function readRules(level: unknown, given: unknown = {}): { rules: ValidationRules } | { errors: RuleError[] } {
  if (!LEVELS.includes(level as Level))
    return { errors: [{ pointer: '', detail: `must have a level of ${oneOf(LEVELS)}` }] };
  if (!isObject(given)) return { errors: [{ pointer: '', detail: 'must be an object of rules' }] };
  const errors: RuleError[] = [];
  const values: Partial<Record<Key, unknown>> = {};
  for (const [key, value] of Object.entries(given)) values[key as Key] = read(key, value, errors);
  if ('max_size_mb' in values && 'max_bytes' in values)
    errors.push({ pointer: '/max_size_mb', detail: 'must be left out where max_bytes is given: they are one limit' });
  const { max_size_mb: megabytes, ...ruled } = values;
  if (errors.length > 0) return { errors };
  const size =
    megabytes === undefined
      ? {}
      : { max_bytes: megabytes === null ? null : Math.floor((megabytes as number) * 2 ** 20) };
  const rules = { ...structuredClone(RULES_OF_LEVEL[level as Level]), ...ruled, ...size } as ValidationRules;
  errors.push(...emptyRanges(rules, given));
  return errors.length > 0 ? { errors } : { rules };
}

function read(key: string, value: unknown, errors: RuleError[]): unknown {
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (key === 'formats') return readFormats(value, pointer, errors);
  if (key === 'near_duplicates') return readNearDuplicates(value, pointer, errors);
  const detail = Object.hasOwn(DEMANDS, key) ? DEMANDS[key as keyof typeof DEMANDS](value) : 'is no rule';
  if (detail !== undefined) errors.push({ pointer, detail });
  return value;
}

function readFormats(value: unknown, pointer: string, errors: RuleError[]): string[] | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0 || value.length > 100) {
    errors.push({ pointer, detail: `must be a list of ${oneOf(FORMATS)}, or null for any` });
    return null;
  }
  const formats = value.map((name: unknown, at) => {
    const format = typeof name === 'string' ? (OTHER_NAMES[name.toLowerCase()] ?? name.toLowerCase()) : '';
    if (!FORMATS.includes(format)) errors.push({ pointer: `${pointer}/${at}`, detail: `must be ${oneOf(FORMATS)}` });
    return format;
  });
  return [...new Set(formats)];
}

function readNearDuplicates(value: unknown, pointer: string, errors: RuleError[]): NearDuplicateRule | null {
  if (value === null) return null;
  if (!isObject(value)) {
    errors.push({ pointer, detail: 'must be an object with distance and mirrored, or null for none' });
    return null;
  }
  const demands: Record<string, Demand> = {
    distance: (given) => (given === null ? 'must be a whole number' : wholeWithin(0, FINDABLE_DISTANCE)(given)),
    mirrored: boolean,
    min_quality: (given) => (given === null ? 'must be a whole number' : wholeWithin(0, 100)(given)),
  };
  for (const [key, part] of Object.entries(value)) {
    const detail = Object.hasOwn(demands, key) ? demands[key]?.(part) : 'is no part of the rule';
    if (detail !== undefined)
      errors.push({ pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail });
  }
  return { ...NEAR, ...value };
}

/** A level's own limit may be on the wrong side of one that is given: that must be said, too. */
function emptyRanges(rules: ValidationRules, given: object): RuleError[] {
  return RANGES.flatMap(([least, greatest]) => {
    const [low, high] = [rules[least] as number | null, rules[greatest] as number | null];
    if (low === null || high === null || low <= high) return [];
    const isLeastGiven = Object.hasOwn(given, least);
    const asGiven = greatest === 'max_bytes' && Object.hasOwn(given, 'max_size_mb') ? 'max_size_mb' : greatest;
    return isLeastGiven
      ? [{ pointer: `/${least}`, detail: `must not be greater than ${greatest}, which is ${high}` }]
      : [{ pointer: `/${asGiven}`, detail: `must not be less than ${least}, which is ${low}` }];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

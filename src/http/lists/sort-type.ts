/** PostgreSQL's types that a list may be sorted by, as a cursor's text is cast to them. */
export type SortType = 'text' | 'timestamptz' | 'date' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = String.raw`(?<year>\d{4,7})-(?<month>\d\d)-(?<day>\d\d)`;
const DATE = new RegExp(String.raw`^${DAY}(?<bc> BC)?$`);
const TIME = new RegExp(String.raw`^${DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?\+00:00(?<bc> BC)?$`);
const DOUBLE = /^-?\d{1,17}(?:\.\d{1,25})?(?:e[+-]\d{1,3})?$/;

/** The last years, and the earliest day, that PostgreSQL can tell; both types begin in 4714 BC. */
const LAST_YEAR = { date: 5_874_897, timestamptz: 294_276 };
const FIRST = { yearBc: 4714, month: 11, day: 24 };

const FITS: Readonly<Record<SortType, (text: string) => boolean>> = {
  text: (text) => !text.includes('\0') && text.isWellFormed(),
  uuid: (text) => UUID.test(text),
  boolean: (text) => text === 'true' || text === 'false',
  integer: (text) => isWholeBelow(text, 2n ** 31n),
  bigint: (text) => isWholeBelow(text, 2n ** 63n),
  'double precision': (text) => ['NaN', 'Infinity', '-Infinity'].includes(text) || isDouble(text),
  date: (text) => isEndless(text) || isDay(DATE.exec(text), LAST_YEAR.date),
  timestamptz: (text) => isEndless(text) || isDay(TIME.exec(text), LAST_YEAR.timestamptz),
};

/** Does PostgreSQL write a value of the type as a text in JSON, which says it exactly? Numbers would become JavaScript's. */
export function isTextInJson(type: SortType): boolean {
  return type === 'text' || type === 'uuid' || type === 'timestamptz' || type === 'date';
}

/** Is this what PostgreSQL writes for a value of the type (times in UTC), so that it can be cast back without an error? */
export function fits(text: string, type: SortType): boolean {
  return FITS[type](text);
}

function isWholeBelow(text: string, bound: bigint): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt(text) >= -bound && BigInt(text) < bound;
}

/** Neither too large for a double nor so small that only a zero would be left of it: PostgreSQL refuses both. */
function isDouble(text: string): boolean {
  if (!DOUBLE.test(text)) return false;
  const value = Number(text);
  return Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(text.replace(/e.*/, '')));
}

function isEndless(text: string): boolean {
  return text === 'infinity' || text === '-infinity';
}

function isDay(match: RegExpExecArray | null, lastYear: number): boolean {
  if (!match?.groups) return false;
  const [year, month, day] = [match.groups.year, match.groups.month, match.groups.day].map(Number) as [
    number,
    number,
    number,
  ];
  const isBc = match.groups.bc !== undefined;
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (isBc ? year > FIRST.yearBc : year > lastYear) return false;
  if (isBc && year === FIRST.yearBc && (month < FIRST.month || (month === FIRST.month && day < FIRST.day)))
    return false;
  // The calendar comes round every 400 years; 1 BC is the year 0.
  const alike = 2000 + ((((isBc ? 1 - year : year) % 400) + 400) % 400);
  return day <= new Date(Date.UTC(alike, month, 0)).getUTCDate();
}

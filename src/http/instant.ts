const INSTANT = new RegExp(
  String.raw`^(?<day>\d{4}-\d\d-\d\d)T(?<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(?<fraction>\d{1,9}))?` +
    String.raw`(?<offset>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$`,
  'i',
);

/**
 * A date and time with its offset (RFC 3339), in UTC, as PostgreSQL writes a `timestamptz` in JSON; undefined for what is none,
 * and for what is not in the years 1 to 9999. Beyond the microsecond it is cut off.
 */
export function canonicalInstant(text: string): string | undefined {
  const { day = '', time = '', fraction = '', offset = '' } = INSTANT.exec(text)?.groups ?? {};
  // Date.parse takes the 31st of a shorter month for the 1st of the next.
  if (dayOf(Date.parse(`${day}T00:00:00Z`)) !== day) return undefined;
  const milliseconds = Date.parse(`${day}T${time}${offset.toUpperCase()}`);
  const utc = dayOf(milliseconds);
  if (!/^(?!0000)\d{4}-/.test(utc)) return undefined;
  const microseconds = fraction.slice(0, 6).replace(/0+$/, '');
  const clock = new Date(milliseconds).toISOString().slice(-13, -5);
  return `${utc}T${clock}${microseconds === '' ? '' : `.${microseconds}`}+00:00`;
}

function dayOf(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? '' : (new Date(milliseconds).toISOString().split('T')[0] ?? '');
}

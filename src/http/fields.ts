import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Matches, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { Convert } from './convert';
import { canonicalInstant } from './instant';

/** Whatever PostgreSQL takes for a uuid, of any version: old rows have ids that no standard knows. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** May be absent; null is a value like any other, and refused unless {@link Nullable} is said too. */
export function Optional(): PropertyDecorator {
  // Also where there is a default, by which the property always has a value in the program.
  return applyDecorators(
    ValidateIf((_object: unknown, value: unknown) => value !== undefined),
    ApiPropertyOptional(),
  );
}

/** May be absent or null. */
export function Nullable(): PropertyDecorator {
  return ValidateIf((_object: unknown, value: unknown) => value !== undefined && value !== null);
}

/** Must be given; null is a value like any other. */
export function OrNull(): PropertyDecorator {
  return ValidateIf((_object: unknown, value: unknown) => value !== null);
}

/** A name of people's things: trimmed and NFC-normalised on the way in, as unique indexes compare names; no control characters. */
export function Name(maxLength: number): PropertyDecorator {
  return applyDecorators(
    Convert((value) => (typeof value === 'string' ? value.trim().normalize('NFC') : value)),
    IsString({ message: 'must be text' }),
    Characters(1, maxLength, `must have 1 to ${String(maxLength)} characters`),
    // eslint-disable-next-line no-control-regex -- they are what is refused
    Matches(/^[^\u0000-\u001f\u007f]*$/, { message: 'must not contain control characters' }),
    ApiProperty({ minLength: 1, maxLength }),
  );
}

/** A length counted as PostgreSQL counts, in code points; class-validator leaves out variation selectors. */
function Characters(min: number, max: number, message: string): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    if (typeof value !== 'string' || value.length > 2 * max) return false;
    const { length } = Array.from(value);
    return length >= min && length <= max;
  };
  return ValidateBy({ name: 'characters', validator: { validate, defaultMessage: () => message } });
}

/** Free text up to a length. */
export function Text(maxLength: number): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be text' }),
    Characters(0, maxLength, `must have at most ${String(maxLength)} characters`),
    ApiProperty({ maxLength }),
  );
}

/** A UUID that refers to another row; in lower case from here on, as PostgreSQL writes it. */
export function Reference(): PropertyDecorator {
  return applyDecorators(
    Convert((value) => (typeof value === 'string' ? value.toLowerCase() : value)),
    Matches(UUID, { message: 'must be a UUID' }),
    ApiProperty({ format: 'uuid' }),
  );
}

/** UUIDs that refer to other rows, in lower case from here on. */
export function References(maxCount: number): PropertyDecorator {
  return applyDecorators(
    Convert(lowerCased),
    areReferences(maxCount),
    ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: maxCount }),
  );
}

/** As {@link References}, in a query string or a part of a form: separated by commas. */
export function ReferencesParameter(maxCount: number): PropertyDecorator {
  return applyDecorators(
    Convert((value) => lowerCased(typeof value === 'string' ? value.split(',').map((id) => id.trim()) : value)),
    areReferences(maxCount),
    ApiProperty({ type: String, example: '01a220f3-6f2f-77a2-a373-b9e5d15a7eb8,01a220f3-701f-76e1-a221-0e64f3889191' }),
  );
}

function lowerCased(value: unknown): unknown {
  return Array.isArray(value) ? value.map((id: unknown) => (typeof id === 'string' ? id.toLowerCase() : id)) : value;
}

function areReferences(maxCount: number): PropertyDecorator {
  const message = `must be a list of 1 to ${String(maxCount)} UUIDs`;
  const validate = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= maxCount &&
    value.every((id) => typeof id === 'string' && UUID.test(id));
  return ValidateBy({ name: 'references', validator: { validate, defaultMessage: () => message } });
}

/** One of a few words. */
export function OneOf(words: readonly string[]): PropertyDecorator {
  return applyDecorators(IsIn(words, { message: `must be one of ${words.join(', ')}` }), ApiProperty({ enum: words }));
}

/** A whole number in PostgreSQL's integer range, or a narrower one. */
export function Whole(min = -2_147_483_648, max = 2_147_483_647): PropertyDecorator {
  return applyDecorators(
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must be at least ${String(min)}` }),
    Max(max, { message: `must be at most ${String(max)}` }),
    ApiProperty({ type: 'integer', minimum: min, maximum: max }),
  );
}

/** A whole number in a query string. */
export function WholeParameter(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    Convert((value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value)),
    Whole(min, max),
  );
}

/**
 * A date and time with its offset (RFC 3339), for a `timestamptz`. From here on in UTC, as PostgreSQL writes it in JSON, so that
 * it can be compared with what is stored (see `instantText`); beyond the microsecond it is cut off.
 */
export function Instant(): PropertyDecorator {
  return applyDecorators(
    Convert((value) => (typeof value === 'string' ? (canonicalInstant(value) ?? value) : value)),
    ValidateBy({
      name: 'instant',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && canonicalInstant(value) === value,
        defaultMessage: () => 'must be a date and time with its offset, such as 2026-07-28T09:30:00Z',
      },
    }),
    ApiProperty({ type: String, format: 'date-time' }),
  );
}

/** A day of the calendar, for a `date`: `2026-07-28`. */
export function Day(): PropertyDecorator {
  const isDay = (value: unknown): boolean => {
    if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d\d-\d\d$/.test(value)) return false;
    const time = Date.parse(`${value}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  };
  return applyDecorators(
    ValidateBy({
      name: 'day',
      validator: { validate: isDay, defaultMessage: () => 'must be a day of the calendar, such as 2026-07-28' },
    }),
    ApiProperty({ type: String, format: 'date' }),
  );
}

/** `true` or `false` in a query string. */
export function Flag(): PropertyDecorator {
  return applyDecorators(
    Convert((value) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsIn([true, false], { message: 'must be true or false' }),
    ApiProperty({ type: 'boolean' }),
  );
}

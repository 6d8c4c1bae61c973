import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { Convert } from '../http/convert';

const MOST = 50;
const LONGEST = 100;

/** Labels of pictures: at most 50 texts of 1 to 100 characters, trimmed and NFC-normalised, each once. */
export function Labels(): PropertyDecorator {
  const message = `must be a list of at most ${String(MOST)} texts of 1 to ${String(LONGEST)} characters`;
  return applyDecorators(
    Convert((value) => (Array.isArray(value) ? normal(value) : value)),
    ValidateBy({
      name: 'labels',
      validator: {
        validate: (value) => Array.isArray(value) && value.length <= MOST && value.every(isLabel),
        defaultMessage: () => message,
      },
    }),
    ApiProperty({ type: [String], maxItems: MOST }),
  );
}

function normal(values: readonly unknown[]): unknown[] {
  return [
    ...new Set(
      values.slice(0, MOST * 2).map((value) => (typeof value === 'string' ? value.trim().normalize('NFC') : value)),
    ),
  ];
}

function isLabel(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 2 * LONGEST) return false;
  const { length } = Array.from(value);
  return length >= 1 && length <= LONGEST && !/\p{Cc}/u.test(value);
}

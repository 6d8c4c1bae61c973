import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min, ValidateBy } from 'class-validator';
import { Convert } from '../../http/convert';

const NUMBER = /^\s*[+-]?(\d{1,10}(\.\d{0,20})?|\.\d{1,20})\s*$/;

/**
 * So many numbers in a query string, separated by commas; from here on a list of numbers, each no farther from 0 than 1e7.
 *
 * @param words what they are called: `x1,y1,x2,y2`
 */
export function Numbers(count: number, words: string): PropertyDecorator {
  const read = (value: unknown): unknown => {
    if (typeof value !== 'string' || value.length > 200) return value;
    const parts = value.split(',');
    return parts.length === count && parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : value;
  };
  const validate = (value: unknown): boolean =>
    Array.isArray(value) && value.every((part) => typeof part === 'number' && Math.abs(part) <= 1e7);
  return applyDecorators(
    Convert(read),
    ValidateBy({
      name: 'numbers',
      validator: {
        validate,
        defaultMessage: () => `must be ${words}: ${String(count)} numbers, separated by commas, up to 10000000`,
      },
    }),
    ApiProperty({ type: String, example: words }),
  );
}

/** A number in a query string. */
export function NumberParameter(min: number, max: number): PropertyDecorator {
  const message = `must be a number from ${String(min)} to ${String(max)}`;
  return applyDecorators(
    Convert((value) => (typeof value === 'string' && NUMBER.test(value) ? Number(value) : value)),
    IsNumber({}, { message }),
    Min(min, { message }),
    Max(max, { message }),
    ApiProperty({ type: 'number', minimum: min, maximum: max }),
  );
}

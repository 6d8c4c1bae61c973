import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min, ValidateBy } from 'class-validator';
import { Convert } from '../../http/convert';

/** So far from a page's corner that nothing is there, in units of the page. */
const FARTHEST = 1e7;

const SIDES = ['x', 'y', 'width', 'height'] as const;

/** A box on a page, from the upper left corner of the unrotated page, in its unit. */
export type Box = Record<(typeof SIDES)[number], number>;

const inReach = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= FARTHEST;
const isLength = (value: unknown): boolean => inReach(value) && value >= 0;
const toThousandth = (value: number): number => Math.round(value * 1000) / 1000 + 0;

/** A place on a page along one side, kept to the thousandth of the page's unit. */
export function Coordinate(): PropertyDecorator {
  const message = `must be a number between -${String(FARTHEST)} and ${String(FARTHEST)}`;
  return applyDecorators(
    Convert((value) => (inReach(value) ? toThousandth(value) : value)),
    IsNumber({}, { message }),
    Min(-FARTHEST, { message }),
    Max(FARTHEST, { message }),
    ApiProperty({ type: 'number', minimum: -FARTHEST, maximum: FARTHEST }),
  );
}

/** A {@link Box}, kept to the thousandth of the page's unit. */
export function BoxField(): PropertyDecorator {
  const isBox = (value: unknown): value is Box => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const box = value as Partial<Box>;
    return Object.keys(value).length === SIDES.length && SIDES.every((side) => isLength(box[side]));
  };
  const side = { type: 'number' as const, minimum: 0, maximum: FARTHEST };
  return applyDecorators(
    Convert((value) =>
      isBox(value) ? Object.fromEntries(SIDES.map((name) => [name, toThousandth(value[name])])) : value,
    ),
    ValidateBy({
      name: 'box',
      validator: {
        validate: isBox,
        defaultMessage: () =>
          `must be an object with x, y, width and height alone: numbers from 0 to ${String(FARTHEST)}`,
      },
    }),
    ApiProperty({
      type: 'object',
      properties: { x: side, y: side, width: side, height: side },
      required: [...SIDES],
      additionalProperties: false,
    }),
  );
}

/** A number above zero. */
export function Positive(most = Number.MAX_VALUE): PropertyDecorator {
  const message = 'must be a number above 0';
  return applyDecorators(
    IsNumber({}, { message }),
    Min(Number.MIN_VALUE, { message }),
    Max(most, { message }),
    // A number, as OpenAPI 3.1 has it; the types of Swagger know the flag of 3.0 only.
    ApiProperty({ type: 'number', exclusiveMinimum: 0 as unknown as boolean }),
  );
}

/** How sure something is, from 0 to 1. */
export function Confidence(): PropertyDecorator {
  const message = 'must be a number from 0 to 1';
  return applyDecorators(
    IsNumber({}, { message }),
    Min(0, { message }),
    Max(1, { message }),
    ApiProperty({ type: 'number', minimum: 0, maximum: 1 }),
  );
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { Optional, UUID } from '../../http/fields';
import { Convert } from '../../http/convert';

// eslint-disable-next-line no-control-regex -- they are what is refused
const NAME = /^[^\u0000-\u001f\u007f]{1,255}$/u;

/** How to bring a deletion back. */
export class RestoreBody {
  /** From the id of a row of the deletion to its new name, where the old one has been taken meanwhile. */
  @Optional()
  @Convert((value) => (isRecord(value) ? trimmed(value) : value))
  @ValidateBy({
    name: 'renames',
    validator: {
      validate: (value: unknown) =>
        isRecord(value) &&
        Object.entries(value).every(([id, name]) => UUID.test(id) && typeof name === 'string' && NAME.test(name)),
      defaultMessage: () => 'must map ids to names of 1 to 255 characters without control characters',
    },
  })
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  rename?: Record<string, string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trimmed(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([id, name]) => [
      id.toLowerCase(),
      typeof name === 'string' ? name.trim().normalize('NFC') : name,
    ]),
  );
}

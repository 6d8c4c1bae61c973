import { ApiPropertyOptional } from '@nestjs/swagger';
import { isUUID, ValidateBy } from 'class-validator';
import { Optional } from '../http/fields';
import { Convert } from '../http/convert';

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
        Object.entries(value).every(
          ([id, name]) => isUUID(id) && typeof name === 'string' && name.length > 0 && name.length <= 255,
        ),
      defaultMessage: () => 'must map ids to names of 1 to 255 characters',
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

import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { Optional, Reference, Whole } from '../../http/fields';

/** Most items in one bulk call. */
export const BULK_LIMIT = 1000;

/**
 * The list of a bulk body, whose items are checked one by one later (see {@link Bulk}), so that each bad one is named. The
 * property is `unknown[]`.
 *
 * @param item the class of an item, for the document
 */
export function BulkItems(item: Type): PropertyDecorator {
  const message = `must be a list of 1 to ${String(BULK_LIMIT)} items`;
  return applyDecorators(
    IsArray({ message }),
    ArrayMinSize(1, { message }),
    ArrayMaxSize(BULK_LIMIT, { message }),
    ApiProperty({ type: [item], minItems: 1, maxItems: BULK_LIMIT }),
  );
}

/** An item that names a row, and perhaps its version. */
export interface NamesRow {
  id: string;
  version?: number;
}

/** The class of one row of many that is to be deleted. @param word for a row, such as `shot` */
export function DeleteItemOf(word: string): Type<NamesRow> {
  return withRow(Object, word, 'The version that is meant');
}

/** The class of changes to one row of many. @param patch the class of changes to one row alone @param word for a row, such as `shot` */
export function PatchItemOf<Patch extends object>(patch: Type<Patch>, word: string): Type<Patch & NamesRow> {
  return withRow(patch, word, 'The version that the change is meant for') as Type<Patch & NamesRow>;
}

function withRow(base: Type, word: string, version: string): Type<NamesRow> {
  class ItemOfRow extends base {
    @Reference()
    @ApiProperty({ description: `Which ${word}.` })
    id!: string;

    @Optional()
    @Whole(1)
    @ApiPropertyOptional({ description: `${version}; refused when the ${word} has another one by now.` })
    version?: number;
  }
  return ItemOfRow;
}

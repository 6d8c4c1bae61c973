import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, OneOf, Text, WholeParameter } from '../fields';

/** What every list takes. */
export class PageQuery {
  /** How many items at most. */
  @Optional()
  @WholeParameter(1, 500)
  limit: number = 50;

  /** `next_cursor` of the page before. */
  @Optional()
  @Text(4000)
  cursor?: string;

  /** Also count all that match: exactly, or by PostgreSQL's estimate. */
  @Optional()
  @OneOf(['exact', 'estimated'])
  count?: 'exact' | 'estimated';
}

/** One page of items. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  total?: number;
}

/** The body of a list's answer: `export class ShotPage extends PageOf(Shot) {}`. */
export function PageOf<Item>(item: Type<Item>): Type<Page<Item>> {
  class PageOfItems implements Page<Item> {
    @ApiProperty({ type: [item] })
    items!: Item[];

    @ApiPropertyOptional({ type: 'integer', description: 'How many match, when asked for.' })
    total?: number;

    @ApiProperty({
      type: 'string',
      nullable: true,
      description: 'Pass as `cursor` for the next page; null on the last.',
    })
    next_cursor!: string | null;
  }
  return PageOfItems;
}

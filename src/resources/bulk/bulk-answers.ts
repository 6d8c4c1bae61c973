import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Problem } from '../../http/problem';
import { ProblemBody } from '../../http/problem.dto';

/** The class of an answer with many rows: `items`, in the order of the request. */
export function ItemsOf<Item>(item: Type<Item>): Type<{ items: Item[] }> {
  class Items {
    @ApiProperty({ type: [item] })
    items!: Item[];
  }
  return Items;
}

/** What became of one item of a partial bulk call. */
export interface ItemResult<Item> {
  index: number;
  status: number;
  item?: Item;
  problem?: Problem;
}

/** The class of what became of one item of a partial bulk call. @param item the class of a row */
export function ResultOf<Item>(item: Type<Item>): Type<ItemResult<Item>> {
  class Result implements ItemResult<Item> {
    @ApiProperty({ type: 'integer', description: "The item's place in the request, from 0." })
    index!: number;

    @ApiProperty({ type: 'integer', description: 'The HTTP status that the item alone would have had.' })
    status!: number;

    @ApiPropertyOptional({ type: item })
    item?: Item;

    @ApiPropertyOptional({ type: ProblemBody })
    problem?: Problem;
  }
  return Result;
}

/** The class of the answer of a partial bulk call. @param result a class of {@link ResultOf} */
export function ResultsOf<Result>(result: Type<Result>): Type<{ results: Result[] }> {
  class Results {
    @ApiProperty({ type: [result] })
    results!: Result[];
  }
  return Results;
}

/** What a bulk delete did; each collection's own class extends it. */
export class Deleted {
  @ApiProperty({ type: [String], description: 'The ids, in the order of the request.' })
  deleted!: string[];
}

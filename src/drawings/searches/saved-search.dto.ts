import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { Name, Optional, References } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { Recorded, TrashableItem } from '../../http/recorded';
import { ItemsOf } from '../../resources/bulk/bulk-answers';
import { ComponentQuery } from '../components/component.dto';

/** So many searches a project keeps. */
export const MOST_SEARCHES = 50;

/** What a search may ask for: the parameters of a list of components, but for those that the project and a page say. */
export class SearchedComponents extends OmitType(ComponentQuery, ['project_id', 'limit', 'cursor', 'count']) {}

/** Parameters of a list of components, by their names. */
function ComponentParameters(): PropertyDecorator {
  return applyDecorators(
    IsObject({ message: 'must be an object' }),
    ApiProperty({
      type: 'object',
      additionalProperties: true,
      example: { prefix: 'B', review_status: 'pending', sort: 'piece_mark' },
    }),
  );
}

/** A new search. */
export class SavedSearchCreate {
  /** What it is called. */
  @Name(100)
  name!: string;

  /** What is asked for: parameters of `GET /components`, as texts, numbers, true or false; the project goes without saying. */
  @ComponentParameters()
  query!: Record<string, unknown>;
}

/** Changes to a search: a JSON merge patch (RFC 7396), of the query as well: null takes a parameter out of it. */
export class SavedSearchPatch {
  /** A new name. */
  @Optional()
  @Name(100)
  name?: string;

  /** What else is asked for. */
  @Optional()
  @ComponentParameters()
  query?: Record<string, unknown>;
}

/** The searches of a project, in their new order. */
export class SavedSearchOrder {
  /** All of them, each once. */
  @References(MOST_SEARCHES)
  ids!: string[];
}

/** Which page of the searches of a project; they stand in their order. */
export class SavedSearchQuery extends PageQuery {}

/** Which page of what a search finds. */
export class SavedSearchRunQuery extends PageQuery {}

/** A search for components that a project keeps. */
@Recorded()
export class SavedSearch extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  project_id!: string;

  name!: string;

  /** Parameters of `GET /components`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  query!: Record<string, unknown>;

  /** Its place in the project's order, from 1 to 50. */
  @ApiProperty({ type: 'integer' })
  position!: number;
}

/** One page of searches. */
export class SavedSearchPage extends PageOf(SavedSearch) {}

/** The searches of a project in their order. */
export class SavedSearchItems extends ItemsOf(SavedSearch) {}

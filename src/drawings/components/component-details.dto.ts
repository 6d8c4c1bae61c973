import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { Name, Nullable, OneOf, Optional, Text } from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { Filter, SortBy } from '../../http/lists/query-fields';
import { Confidence, Positive } from './component-fields';
import { NumberParameter } from './numbers-parameter';
import { WARNINGS, type WarningCode } from './warnings';

/** So many of a kind has a component at most. */
export const MOST_DETAILS = 100;

const FORMATS = ['decimal', 'fraction'] as const;

/** A measure of a component. */
export class ComponentDimension {
  /** What is measured, such as `width`; one of each type, compared without regard to case. */
  @Name(100)
  dimension_type!: string;

  /** As the sheet says it, in `unit`. */
  @Positive()
  nominal_value!: number;

  /** `in` when absent. */
  @Optional()
  @Name(20)
  unit: string = 'in';

  /** As the sheet says it, such as `±1/16`. */
  @Nullable()
  @Name(50)
  tolerance?: string | null;

  /** How it is shown; `decimal` when absent. */
  @Optional()
  @OneOf(FORMATS)
  display_format: string = 'decimal';

  /** How sure its reading is, from 0 to 1. */
  @Nullable()
  @Confidence()
  confidence_score?: number | null;
}

/** What a component must be like. */
export class ComponentSpecification {
  /** What is specified, such as `weld`; one of each type, compared without regard to case. */
  @Name(100)
  specification_type!: string;

  @Name(255)
  value!: string;

  @Nullable()
  @Text(10_000)
  description?: string | null;

  /** How sure its reading is, from 0 to 1. */
  @Nullable()
  @Confidence()
  confidence_score?: number | null;
}

function Details(item: typeof ComponentDimension | typeof ComponentSpecification): PropertyDecorator {
  const message = `must be a list of at most ${String(MOST_DETAILS)} items`;
  return (prototype, property) => {
    for (const decorate of [
      IsArray({ message }),
      ArrayMaxSize(MOST_DETAILS, { message }),
      ApiProperty({ type: [item], maxItems: MOST_DETAILS }),
    ])
      decorate(prototype, property);
  };
}

/** All dimensions that a component is to have; those that it has and that are not here go. */
export class ComponentDimensions {
  @Details(ComponentDimension)
  items!: unknown[];
}

/** All specifications that a component is to have; those that it has and that are not here go. */
export class ComponentSpecifications {
  @Details(ComponentSpecification)
  items!: unknown[];
}

/** What is asked of the warnings. */
export class WarningsQuery {
  /** A reading that is less sure is warned of; from 0 to 1. */
  @Optional()
  @NumberParameter(0, 1)
  min_confidence: number = 0.5;
}

/** Something about a component that is worth another look. */
export class ComponentWarning {
  @ApiProperty({ enum: Object.keys(WARNINGS) })
  code!: WarningCode;

  /** The field that it is about. */
  field!: string;

  /** A sentence for people. */
  detail!: string;
}

/** The warnings of a component. */
export class ComponentWarnings {
  items!: ComponentWarning[];
}

/** What the history of a component may be listed by. */
export class HistoryQuery extends PageQuery {
  /** The newest first, or the oldest. */
  @SortBy({ timestamp: { sql: 'a.timestamp', type: 'timestamptz', required: true } })
  sort: string = '-timestamp';
}

/** The entries of one component, which the address names. */
export class ComponentHistoryQuery extends HistoryQuery {
  // Found first, by their indexes: with the order of times to go by, PostgreSQL may read the log from its end instead.
  @Filter(
    (at) => `own.change->>'id' = ${at}::text and a.id = any(array(
      select one.id from activity_logs one where one.resource_type = 'components' and one.resource_id = ${at}::text
      union all select many.id from activity_logs many where many.resource_type = 'components' and many.resource_id is null
        and jsonb_path_query_array(many.changes, '$[*].id') @> jsonb_build_array(${at}::text)))`,
  )
  component_id?: string;
}

/** A value of any field, in JSON. */
export const ANY_VALUE = {
  anyOf: [
    { type: 'string', nullable: true },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'object', additionalProperties: true },
    { type: 'array', items: { type: 'object', additionalProperties: true } },
  ],
};

/** One field of a component that was changed. */
export class FieldChange {
  field!: string;

  /** Null also where it had no value, and of a component that was made. */
  @ApiProperty(ANY_VALUE)
  before!: unknown;

  /** Null also where it has no value any more. */
  @ApiProperty(ANY_VALUE)
  after!: unknown;
}

/** What one request did to a component. */
export class ComponentHistoryEntry {
  /** Of the entry in the activity log. */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'date-time' })
  timestamp!: string;

  /** Who; null when the profile has been deleted. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  user_id!: string | null;

  /** `create`, `update`, `delete` or `restore`. */
  action!: string;

  /** The request, as in the log. */
  request_id!: string | null;

  /** How many components the request changed, this one included. */
  @ApiProperty({ type: 'integer', nullable: true })
  component_count!: number | null;

  /** By the names of the fields. */
  changes!: FieldChange[];
}

/** One page of a component's history. */
export class ComponentHistoryPage extends PageOf(ComponentHistoryEntry) {}

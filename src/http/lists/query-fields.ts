import type { Type } from '@nestjs/common';
import { applyDecorators } from '@nestjs/common';
import { nameKey } from '../../database/name-key';
import { OneOf, Optional } from '../fields';
import type { SortType } from './sort-type';

/** Binds a value to a statement; gives its placeholder, such as `$3`. */
export type At = (value: unknown) => string;

/** What one property of a list's query says about the rows. */
export interface DeclaredFilter {
  property: string;
  /** The condition, as SQL. */
  sql: (value: unknown, at: At) => string;
  /** The type of resource that the value refers to, deleted ones also or not; one that the caller may not see is refused. */
  refersTo?: { type: string; also: { deleted?: true } };
}

/** One value that rows are ordered by. */
export interface SortKey {
  /**
   * The value as SQL, with its collation where it needs one. The items need not show it. A rank or a distance is made from
   * what the query asks for, as a function.
   */
  sql: string | ((query: Readonly<Record<string, unknown>>, at: At) => string);
  type: SortType;
  /** It is never NULL: one range of an index is enough. */
  required?: true;
}

/** What one word of `sort` means: one value, or several that follow each other. Ties are broken by the row's id. */
export type Sort = SortKey | readonly SortKey[];

const FILTERS = Symbol('filters');
const SORTS = Symbol('sorts');

/** The filters that a query class declares, inherited ones included. */
export function filtersOf(query: Type): readonly DeclaredFilter[] {
  return (Reflect.getMetadata(FILTERS, query.prototype as object) ?? []) as DeclaredFilter[];
}

/** The sorts that a query class declares, by their words; none without {@link SortBy}. */
export function sortsOf(query: Type): Readonly<Record<string, Sort>> {
  return (Reflect.getMetadata(SORTS, query.prototype as object) ?? {}) as Record<string, Sort>;
}

/**
 * The words that a list's `sort` takes, each with and without a leading `-`, and what they mean. NULLs come last both ways.
 */
export function SortBy(sorts: Readonly<Record<string, Sort>>): PropertyDecorator {
  return applyDecorators(
    Optional(),
    OneOf(Object.keys(sorts).flatMap((word) => [word, `-${word}`])),
    (prototype: object) => {
      Reflect.defineMetadata(SORTS, sorts, prototype);
    },
  );
}

function declareFilter(sql: DeclaredFilter['sql'], refersTo?: DeclaredFilter['refersTo']): PropertyDecorator {
  return (prototype, property) => {
    const inherited = (Reflect.getMetadata(FILTERS, prototype) ?? []) as DeclaredFilter[];
    const own: DeclaredFilter = { property: String(property), sql, ...(refersTo !== undefined && { refersTo }) };
    Reflect.defineMetadata(FILTERS, [...inherited, own], prototype);
  };
}

/** Rows of which this holds. @param sql the condition, given the placeholder of the property's value */
export function Filter(sql: (at: string) => string): PropertyDecorator {
  return declareFilter((value, at) => sql(at(value)));
}

/** Rows that have exactly the property's value there. @param column SQL, for instance `s.status` */
export function FilterBy(column: string): PropertyDecorator {
  return Filter((at) => `${column} = ${at}`);
}

/** Rows whose name is the property's value, compared as uniqueness compares. @param column SQL, for instance `s.name` */
export function FilterByName(column: string): PropertyDecorator {
  return Filter((at) => `${nameKey(column)} = ${nameKey(`${at}::text`)}`);
}

/** Rows of which the one condition holds where the property is true, and the other where it is false. */
export function FilterByFlag(conditions: { true: string; false: string }): PropertyDecorator {
  return declareFilter((value) => (value === true ? conditions.true : conditions.false));
}

/**
 * Rows that refer to what the property names. Where the page is empty, a reference that the caller may not see is refused.
 *
 * @param type of the resource, as it is declared
 * @param sql a column, for instance `s.episode_id`, or the condition, given the placeholder of the id
 * @param also what is in the trash may be referred to, too
 */
export function FilterByReference(
  type: string,
  sql: string | ((at: string) => string),
  also: { deleted?: true } = {},
): PropertyDecorator {
  const condition = typeof sql === 'string' ? (at: string) => `${sql} = ${at}` : sql;
  return declareFilter((value, at) => condition(at(value)), { type, also });
}

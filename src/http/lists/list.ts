import type { Type } from '@nestjs/common';
import { ProblemError } from '../problem';
import { fieldsOf } from '../dto-fields';
import { belonging, readCursor, writeCursor } from './cursor';
import { comesAfter, type Key } from './keyset';
import { PageQuery } from './page.dto';
import { type At, type DeclaredFilter, filtersOf, type Sort, type SortKey, sortsOf } from './query-fields';
import { isTextInJson } from './sort-type';

/** What a list is made of. */
export interface ListDeclaration<Caller> {
  /** Of its statements, which are measured by it: `shots` gives `shots.list` and `shots.count`. */
  name: string;
  /**
   * The rows and what they are joined with, as SQL: `shots s join projects p on p.id = s.project_id`. Rows that are summed up
   * from those of what the list is in are made by a function.
   */
  from: string | ((within: Within, at: At) => string);
  /** SQL of the row's id, a uuid. */
  id: string;
  /** What an item shows, as a SELECT list: `s.id, s.name, p.name as project_name`. */
  fields: string;
  /** What may be asked for: its properties say by which filters and sorts. */
  query: Type<PageQuery>;
  /** SQL: is the row there for this caller? */
  visible: (caller: Caller, at: At) => string;
  /** SQL of the column that refers to what the list is in, by that one's type; where an address asks for a part of the rows. */
  within?: Readonly<Record<string, string>>;
  /** The order of a list whose query takes no `sort`. */
  order?: Sort;
}

/** What a page is asked by: the query as it was checked. */
export interface PageRequest {
  limit: number;
  cursor?: string;
  count?: 'exact' | 'estimated';
  sort?: string;
}

/** What a list is in, by its type: `{ project: id }`. */
export type Within = Readonly<Record<string, string>>;

/** A row of {@link PagePlan}: the item's JSON, and what else its place in the order is told by, as a JSON list of texts. */
export interface PageRow {
  json: string;
  place?: string;
}

/** The statements of one page. */
export interface PagePlan {
  /** One row more than the page has, where there is one. */
  page: { sql: string; values: readonly unknown[] };
  /** Selects all that match, to be counted. */
  matching: { sql: string; values: readonly unknown[] };
  /** The cursor that goes on after a row. */
  next: (last: PageRow) => string;
}

/** A row that a filter names by its id, and the property that asks for it. */
export interface ReferredRow {
  property: string;
  type: string;
  id: string;
  also: { deleted?: true };
}

/** A column of a page's rows. */
interface Column {
  sql: string;
  name: string;
}

/** A column that rows are ordered by: does the item show it, and is it a text in JSON? */
interface OrderColumn extends Column {
  isShown: boolean;
  isText: boolean;
}

const PAGE_KEYS: ReadonlySet<string> = new Set(['limit', 'cursor', 'count', 'sort']);

/** A list, declared once. */
export class List<Caller> {
  readonly name: string;
  private readonly filters: readonly DeclaredFilter[];
  private readonly sorts: Readonly<Record<string, Sort>>;
  /** What an item shows. */
  private readonly shown: readonly Column[];

  /** @throws Error for a property of the query that is no filter, and for a field without a name */
  constructor(private readonly declared: ListDeclaration<Caller>) {
    this.name = declared.name;
    this.filters = filtersOf(declared.query);
    this.sorts = sortsOf(declared.query);
    this.shown = shownFields(declared.fields);
    for (const parameter of fieldsOf(declared.query)) this.refuseUnknown(parameter);
  }

  /**
   * The SQL of one keyset page. Its rows are found, sorted and cut off first; only those of the page are rendered.
   *
   * @throws ProblemError 400 for an unknown sort, or a cursor that is not this list's with this sort and these filters
   */
  plan(query: PageRequest, caller: Caller, within: Within = {}): PagePlan {
    const given = query as unknown as Readonly<Record<string, unknown>>;
    const { id, fields } = this.declared;
    const values: unknown[] = [];
    const at: At = (value) => `$${String(values.push(value))}`;
    const from = typeof this.declared.from === 'string' ? this.declared.from : this.declared.from(within, at);

    const conditions = [this.declared.visible(caller, at), ...this.withinConditions(within, at)];
    for (const property of Object.keys(given)) this.refuseUnknown(property);
    for (const { property, sql } of this.filters)
      if (given[property] !== undefined) conditions.push(sql(given[property], at));
    const matching = { sql: `select ${id} from ${from} where ${conditions.join(' and ')}`, values: [...values] };

    const { keys, descending } = this.orderOf(query.sort, given, at);
    const said = Object.fromEntries(this.filters.map(({ property }) => [property, given[property]]));
    const of = belonging(this.name, query.sort ?? '', { ...said, ...within });
    if (query.cursor !== undefined)
      conditions.push(comesAfter(keys, readCursor(query.cursor, of, keys), descending ? '<' : '>', at));

    const columns = this.columnsOf(keys);
    const hidden = columns.filter(({ isShown }) => !isShown).map(({ sql, name }) => `${sql} as ${name}`);
    const direction = descending ? 'desc' : 'asc';
    const orderBy = keys.map(({ sql, required }) => `${sql} ${direction}${required ? '' : ' nulls last'}`);
    const found = `select ${[fields, ...hidden].join(', ')} from ${from}
        where ${conditions.join(' and ')} order by ${orderBy.join(', ')} limit ${String(query.limit + 1)}`;
    return {
      page: { sql: rendered(found, this.shown, columns), values },
      matching,
      next: (last) => writeCursor(of, textsOf(last, columns)),
    };
  }

  /** What the filters that are asked for refer to. */
  references(query: PageRequest): ReferredRow[] {
    const given = query as unknown as Readonly<Record<string, unknown>>;
    return this.filters.flatMap(({ property, refersTo }) => {
      const id = given[property];
      return refersTo !== undefined && typeof id === 'string' ? [{ property, ...refersTo, id }] : [];
    });
  }

  private withinConditions(within: Within, at: At): string[] {
    return Object.entries(within).map(([type, id]) => {
      const column = this.declared.within?.[type];
      if (column === undefined) throw new Error(`the list ${this.name} is in no ${type}`);
      return `${column} = ${at(id)}::uuid`;
    });
  }

  private orderOf(
    sort: string | undefined,
    query: Readonly<Record<string, unknown>>,
    at: At,
  ): { keys: Key[]; descending: boolean } {
    const descending = sort?.startsWith('-') === true;
    const declared = sort === undefined ? this.declared.order : this.sortOf(descending ? sort.slice(1) : sort);
    if (!declared) throw new Error(`the list ${this.name} has no order`);
    const keys = [declared].flat().map((key: SortKey): Key => ({
      sql: bracketed(typeof key.sql === 'string' ? key.sql : key.sql(query, at)),
      type: key.type,
      required: key.required === true,
    }));
    return { keys: [...keys, { sql: this.declared.id, type: 'uuid', required: true }], descending };
  }

  /** What the item shows anyway is not carried a second time through the sort. */
  private columnsOf(keys: readonly Key[]): OrderColumn[] {
    return keys.map(({ sql, type }, index) => {
      const shown = this.shown.find((column) => column.sql === sql);
      const isText = isTextInJson(type);
      return { sql, name: shown?.name ?? `hidden_${String(index)}`, isShown: shown !== undefined, isText };
    });
  }

  private sortOf(word: string): Sort {
    const sort = Object.hasOwn(this.sorts, word) ? this.sorts[word] : undefined;
    if (sort) return sort;
    throw new ProblemError(
      'invalid_input',
      `sort must be one of ${Object.keys(this.sorts).join(', ')}, with or without a leading -.`,
      [{ pointer: 'sort', detail: `${word.slice(0, 100)} is not sortable` }],
    );
  }

  /** A parameter that is accepted and does nothing would be the worst of all. */
  private refuseUnknown(property: string): void {
    if (!PAGE_KEYS.has(property) && !this.filters.some((filter) => filter.property === property))
      throw new Error(`the list ${this.name} has no filter ${property}: say @FilterBy(…) on its query's property`);
  }
}

/**
 * SQL: rows that have been found, as JSON; and as `place` what a cursor needs of them that the item does not say as a text.
 * That costs a microsecond a row, so it is asked for only where it is needed.
 */
function rendered(found: string, shown: readonly Column[], columns: readonly OrderColumn[]): string {
  const apart = columns.filter((column) => !isInItem(column));
  if (apart.length === 0) return `select row_to_json(page) as json from (${found}) page`;
  const texts = apart.map(({ name, isText }) => `page.${name}${isText ? '' : '::text'}`);
  return `select row_to_json(item) as json, json_build_array(${texts.join(', ')}) as place from (${found}) page
      cross join lateral (select ${shown.map(({ name }) => `page.${name}`).join(', ')}) item`;
}

/** The values that a row of {@link rendered} is ordered by, as PostgreSQL wrote them. */
function textsOf({ json, place }: PageRow, columns: readonly OrderColumn[]): (string | null)[] {
  const item = JSON.parse(json) as Record<string, string | null>;
  const apart = JSON.parse(place ?? '[]') as (string | null)[];
  return columns.map((column) => (isInItem(column) ? item[column.name] : apart.shift()) ?? null);
}

/** What is compared, as one operand. */
function bracketed(sql: string): string {
  return /^\w+\.\w+$/.test(sql) ? sql : `(${sql})`;
}

function isInItem({ isShown, isText }: OrderColumn): boolean {
  return isShown && isText;
}

/**
 * The columns of a SELECT list, which stand between the commas that are in no brackets.
 *
 * @throws Error for a column without a name
 */
function shownFields(fields: string): Column[] {
  const ends = [fields.length];
  let depth = 0;
  for (let place = fields.length - 1; place >= 0; place--) {
    if (fields[place] === ')') depth++;
    if (fields[place] === '(') depth--;
    if (fields[place] === ',' && depth === 0) ends.unshift(place);
  }
  return ends.map((end, nth) => {
    const column = fields.slice(nth === 0 ? 0 : (ends[nth - 1] ?? 0) + 1, end).trim();
    const [, sql, alias] = /^(.*)\sas\s+(\w+)$/s.exec(column) ?? [];
    const name = alias ?? /^(?:\w+\.)?(\w+)$/.exec(column)?.[1];
    if (name === undefined) throw new Error(`a field of a list has no name: ${column}`);
    return { sql: sql ?? column, name };
  });
}

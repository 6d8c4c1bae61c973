import type { Type } from '@nestjs/common';
import { ProblemError } from '../problem';
import { fieldsOf } from '../dto-fields';
import { belonging, readCursor, writeCursor } from './cursor';
import { comesAfter } from './keyset';
import { PageQuery } from './page.dto';
import { type At, type Filter, filtersOf, type Sort, type SortKey, sortsOf } from './query-fields';

/** What a list is made of. */
export interface ListDeclaration<Caller> {
  /** Of its statements, which are measured by it: `shots` gives `shots.list` and `shots.count`. */
  name: string;
  /** The rows and what they are joined with, as SQL: `shots s join projects p on p.id = s.project_id`. */
  from: string;
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

/** A row of {@link PagePlan}: the item's JSON, and its place in the order as a JSON list of texts. */
export interface PageRow {
  json: string;
  place: string;
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

/** A filter by a reference, and what it refers to. */
export interface Reference {
  property: string;
  type: string;
  id: string;
  also: { deleted?: true };
}

const PAGE_KEYS: ReadonlySet<string> = new Set(['limit', 'cursor', 'count', 'sort']);

/** A list, declared once. */
export class List<Caller> {
  readonly name: string;
  private readonly filters: readonly Filter[];
  private readonly sorts: Readonly<Record<string, Sort>>;
  /** The item, made of the columns of `page`. */
  private readonly item: string;

  /** @throws Error for a property of the query that is no filter, and for a field without a name */
  constructor(private readonly declared: ListDeclaration<Caller>) {
    this.name = declared.name;
    this.filters = filtersOf(declared.query);
    this.sorts = sortsOf(declared.query);
    const names = fieldNames(declared.fields);
    this.item = `(select ${names.map((name) => `page.${name}`).join(', ')})`;
    for (const parameter of fieldsOf(declared.query)) this.refuseUnknown(parameter);
  }

  /**
   * The SQL of one keyset page. Its rows are found, sorted and cut off first; only those of the page are rendered.
   *
   * @throws ProblemError 400 for an unknown sort, or a cursor that is not this list's with this sort and these filters
   */
  plan(query: PageRequest, caller: Caller, within: Within = {}): PagePlan {
    const given = query as unknown as Readonly<Record<string, unknown>>;
    const { from, id, fields } = this.declared;
    const values: unknown[] = [];
    const at: At = (value) => `$${String(values.push(value))}`;

    const conditions = [this.declared.visible(caller, at), ...this.withinConditions(within, at)];
    for (const property of Object.keys(given)) this.refuseUnknown(property);
    for (const { property, sql } of this.filters)
      if (given[property] !== undefined) conditions.push(sql(given[property], at));
    const matching = { sql: `select ${id} from ${from} where ${conditions.join(' and ')}`, values: [...values] };

    const { order, descending } = this.orderOf(query.sort, given, at);
    const said = Object.fromEntries(this.filters.map(({ property }) => [property, given[property]]));
    const of = belonging(this.name, query.sort ?? '', { ...said, ...within });
    if (query.cursor !== undefined) {
      const last = readCursor(query.cursor, of, order);
      const keyset = order.map(({ sql, type, required }, place) => {
        const value = last[place] ?? null;
        return { sql, required: required === true, last: value === null ? null : `${at(value)}::${type}` };
      });
      conditions.push(comesAfter(keyset, descending ? '<' : '>'));
    }

    const direction = descending ? 'desc' : 'asc';
    const orderBy = order.map(({ sql, required }) => `${sql} ${direction}${required ? '' : ' nulls last'}`);
    const keys = order.map(({ sql }, place) => `${sql} as "key ${String(place)}"`);
    const place = order.map((_, index) => `page."key ${String(index)}"::text`);
    const sql = `select row_to_json(item) as json, json_build_array(${place.join(', ')}) as place
      from (select ${fields}, ${keys.join(', ')} from ${from}
        where ${conditions.join(' and ')} order by ${orderBy.join(', ')} limit ${String(query.limit + 1)}) page
      cross join lateral ${this.item} item`;
    return {
      page: { sql, values },
      matching,
      next: (last) => writeCursor(of, JSON.parse(last.place) as (string | null)[]),
    };
  }

  /** The filters by references that are asked for. */
  references(query: PageRequest): Reference[] {
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
  ): { order: (SortKey & { sql: string })[]; descending: boolean } {
    const descending = sort?.startsWith('-') === true;
    const keys = sort === undefined ? this.declared.order : this.sortOf(descending ? sort.slice(1) : sort);
    if (!keys) throw new Error(`the list ${this.name} has no order`);
    const order: (SortKey & { sql: string })[] = [keys].flat().map((key: SortKey) => ({
      ...key,
      sql: typeof key.sql === 'string' ? key.sql : key.sql(query, at),
    }));
    return { order: [...order, { sql: this.declared.id, type: 'uuid', required: true }], descending };
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

/** The names of the columns of a SELECT list: what stands last between the commas that are in no brackets. */
function fieldNames(fields: string): string[] {
  const ends = [fields.length];
  let depth = 0;
  for (let place = fields.length - 1; place >= 0; place--) {
    if (fields[place] === ')') depth++;
    if (fields[place] === '(') depth--;
    if (fields[place] === ',' && depth === 0) ends.unshift(place);
  }
  const columns = ends.map((end, nth) => fields.slice(nth === 0 ? 0 : (ends[nth - 1] ?? 0) + 1, end));
  return columns.map((column) => {
    const name = /(?:^|\.|\sas\s+)([a-z_][a-z0-9_]*)$/.exec(column.trim())?.[1];
    if (name === undefined) throw new Error(`a field of a list has no name: ${column.trim()}`);
    return name;
  });
}

import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { Answer } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { type FieldError, notFound, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { changedFields } from '../../resources/changed-fields';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { permitted, visibleRow } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { COMPONENT } from '../drawings.resources';
import { ComponentDimension, ComponentSpecification, type HistoryQuery } from './component-details.dto';
import { COMPONENT_HISTORY } from './component-history';
import { ComponentRows } from './component-rows';
import { markKey } from './marks/mark-key';
import { type WarnedComponent, warningsOf } from './warnings';

/** What a component has a set of, one of each type: as an item of the set is checked, and as it is kept. */
interface Kind<Item extends object> {
  item: new () => Item;
  type: keyof Item & string;
  given: GivenRows<Item>;
  /** The columns of an item, as its JSON has them. */
  columns: readonly (keyof Item & string)[];
}

function kindOf<Item extends object>(
  item: new () => Item,
  type: keyof Item & string,
  columns: { readonly [Name in keyof Item]-?: string },
): Kind<Item> {
  return { item, type, given: new GivenRows<Item>(columns), columns: Object.keys(columns) as (keyof Item & string)[] };
}

const KINDS = {
  dimensions: kindOf(ComponentDimension, 'dimension_type', {
    dimension_type: 'text',
    nominal_value: 'float8',
    unit: 'text',
    tolerance: 'text',
    display_format: 'text',
    confidence_score: 'float8',
  }),
  specifications: kindOf(ComponentSpecification, 'specification_type', {
    specification_type: 'text',
    value: 'text',
    description: 'text',
    confidence_score: 'float8',
  }),
} as const;

/** What a component has a set of. */
export type DetailKind = keyof typeof KINDS;

/** What belongs to one component: its dimensions, its specifications, what is doubtful about it, and its history. */
@Injectable()
export class ComponentDetailsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: Rows,
    private readonly components: ComponentRows,
    private readonly activity: ActivityLog,
  ) {}

  /** The set, with the component's ETag. @throws ProblemError 404 */
  async read(kind: DetailKind, id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<{ json: string; etag: string }>(
      `components.${kind}`,
      `select json_build_object('items', ${itemsOf(kind, 'c.id')}) as json, c.version::text as etag
        from components c where c.id = $1 and c.deleted_at is null and ${visibleRow(COMPONENT, 'c', caller, '$2')}`,
      [id, caller.id],
    );
    if (!item) throw notFound('component', id);
    return Answer.item(item);
  }

  /**
   * Puts a set into the place of the one before. It is a value of the component, whose version rises; the same set again changes
   * nothing.
   *
   * @param expected the component's version from `If-Match`
   * @throws ProblemError 400 a bad item, or two of one type · 404 · 403 · 412
   */
  async replace(
    kind: DetailKind,
    id: string,
    given: readonly unknown[],
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    const items = checkedItems<object>(KINDS[kind] as unknown as Kind<object>, given);
    const row = permitted('component', id, (await this.components.lock([id], caller)).get(id), 'change', caller);
    refuseStale(expected, row.version, 'component');
    const before = await this.stored(kind, id);
    const { table, values, columns } = statementOf(kind, items);
    await this.database.write(`component_${kind}.clear`, `delete from component_${kind} where component_id = $1`, [id]);
    await this.database.write(
      `component_${kind}.insert`,
      `insert into component_${kind} (component_id, ${columns}, created_by, updated_by)
        select $1, ${columns}, $2, $2 from ${table} order by place`,
      [id, caller.id, ...values],
    );
    const changes = changedFields({ [kind]: before }, { [kind]: await this.stored(kind, id) }, [kind]);
    if (changes) {
      await this.database.write(
        'components.touch',
        'update components set version = version + 1, updated_at = now(), updated_by = $2 where id = $1',
        [id, caller.id],
      );
      await this.activity.record({
        action: 'update',
        resource: COMPONENT.table,
        projectId: null,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return this.read(kind, id, caller);
  }

  /** What is doubtful about a component. @throws ProblemError 404 */
  async warnings(id: string, minConfidence: number, caller: Caller): Promise<Answer> {
    const component = await this.database.readOne<WarnedComponent>(
      'components.warned',
      `select c.component_type, c.quantity, c.material_type, c.confidence_score from components c
        where c.id = $1 and c.deleted_at is null and ${visibleRow(COMPONENT, 'c', caller, '$2')}`,
      [id, caller.id],
    );
    if (!component) throw notFound('component', id);
    return Answer.json(JSON.stringify({ items: warningsOf(component, minConfidence) }));
  }

  /** One page of what was done to a component. @throws ProblemError 404 */
  async history(id: string, query: HistoryQuery, caller: Caller): Promise<Answer> {
    await this.rows.requireSeen('component', id, caller);
    return this.lists.page(COMPONENT_HISTORY, Object.assign(query, { component_id: id }), caller);
  }

  private async stored(kind: DetailKind, id: string): Promise<unknown> {
    const [row] = await this.database.write<{ json: string }>(
      `component_${kind}.stored`,
      `select ${itemsOf(kind, '$1')} as json`,
      [id],
    );
    return JSON.parse(row?.json ?? '[]');
  }
}

/** SQL: the set of a component, in the order of the types. @param id SQL of the component's id */
function itemsOf(kind: DetailKind, id: string): string {
  const { type, columns } = KINDS[kind];
  const object = columns.map((column) => `'${column}', i.${column}`).join(', ');
  return `(select coalesce(json_agg(json_build_object(${object}) order by i.${type} collate "C"), '[]') from component_${kind} i where i.component_id = ${id})`;
}

function statementOf(kind: DetailKind, items: readonly object[]) {
  const { given, columns } = KINDS[kind] as unknown as Kind<object>;
  return { table: given.tableInOrder(3), values: given.values(items), columns: columns.join(', ') };
}

/** @throws ProblemError 400 that names every bad item, and every one whose type another has */
function checkedItems<Item extends object>({ item, type }: Kind<Item>, given: readonly unknown[]): Item[] {
  const errors: FieldError[] = [];
  const types = new Map<string, number>();
  const items = given.map((one, place) => {
    const { value, errors: wrong } = checked(item, one, `/items/${String(place)}`);
    errors.push(...wrong);
    if (wrong.length > 0) return value;
    const key = markKey(String(value[type]));
    const other = types.get(key);
    if (other === undefined) types.set(key, place);
    else
      errors.push({ pointer: `/items/${String(place)}/${type}`, detail: `is the type of item ${String(other)}, too` });
    return value;
  });
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
  return items;
}

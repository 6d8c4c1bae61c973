import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { RunAgainError } from '../../database/errors';
import { nameKey } from '../../database/name-key';
import { newId } from '../../database/new-id';
import { isDone, type Outcome } from '../../resources/bulk/outcome';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { ManyRows, type RowChange } from '../../resources/many-rows/many-rows';
import { permittedRows } from '../../resources/many-rows/permitted-rows';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { COMPONENT } from '../drawings.resources';
import { changed, refusalOfDrawing } from './component-patch';
import { type ComponentRow, ComponentRows, GIVEN_FIELDS } from './component-rows';
import type { ComponentCreate, ComponentDeleteItem, ComponentPatchItem } from './component.dto';
import { InstanceIdentifiers } from './instance-identifiers';

const GIVEN_TYPES = {
  id: 'uuid',
  drawing_id: 'uuid',
  piece_mark: 'text',
  instance_identifier: 'text',
  component_type: 'text',
  description: 'text',
  quantity: 'int',
  material_type: 'text',
  size: 'text',
  length_mm: 'float8',
  finish: 'text',
  mark_level: 'text',
  assembly_mark: 'text',
  page_number: 'int',
  location_x: 'float8',
  location_y: 'float8',
  bounding_box: 'jsonb',
  confidence_score: 'float8',
} as const;

type NewComponent = ReturnType<typeof newComponent>;

const NEW_COMPONENTS = new GivenRows<NewComponent>({ ...GIVEN_TYPES, exchange: 'jsonb' });

const FIELDS = GIVEN_FIELDS.filter((field) => field !== 'bounding_box');

/** What a component must share with its counterpart on the superseded drawing, so that what was found in its review still holds. */
const REVIEWED_FIELDS = [
  ...(['component_type', 'material_type', 'size', 'length_mm', 'finish', 'mark_level', 'assembly_mark'] as const),
  'description',
] as const;

const instanceKey = (row: string): string => `coalesce(${nameKey(`${row}.instance_identifier`)}, '')`;

/**
 * SQL: the counterpart `o` of a given component on the drawing that its own supersedes: of the same mark and instance, and not
 * changed. By its unique index there is one at most.
 */
const COUNTERPART = `drawings d on d.id = given.drawing_id left join components o on o.drawing_id = d.supersedes_id and o.deleted_at is null
      and ${nameKey('o.piece_mark')} = ${nameKey('given.piece_mark')} and ${instanceKey('o')} = ${instanceKey('given')}
      and coalesce(o.quantity, 1) = coalesce(given.quantity, 1)
      and ${REVIEWED_FIELDS.map((field) => `o.${field} is not distinct from given.${field}`).join(' and ')}`;

/** In the order of the keys, so that two calls with the same marks do not wait for each other in a circle. Values: caller, {@link NEW_COMPONENTS}. */
const INSERT = `insert into components (id, drawing_id, ${FIELDS.join(', ')}, bounding_box, exchange, review_status, reviewed_by, reviewed_at, review_reason,
      created_by, updated_by)
  select given.id, given.drawing_id, ${FIELDS.map((field) => (field === 'quantity' ? 'coalesce(given.quantity, 1)' : `given.${field}`)).join(', ')},
      given.bounding_box::json, given.exchange, coalesce(o.review_status, 'pending'), o.reviewed_by, o.reviewed_at, o.review_reason, $1, $1
    from ${NEW_COMPONENTS.tableInOrder(2)} join ${COUNTERPART}
    order by given.drawing_id, ${nameKey('given.piece_mark')} collate "C", ${instanceKey('given')} collate "C", given.place`;

type WrittenComponent = ReturnType<typeof writtenComponent>;

const WRITTEN_COMPONENTS = new GivenRows<WrittenComponent>({
  ...GIVEN_TYPES,
  review_status: 'text',
  review_reason: 'text',
  is_reviewed: 'boolean',
});

/** Values: caller, {@link WRITTEN_COMPONENTS}. */
const UPDATE = `update components c set drawing_id = given.drawing_id, ${FIELDS.map((field) => `${field} = given.${field}`).join(', ')},
    bounding_box = given.bounding_box::json, review_status = given.review_status, review_reason = given.review_reason,
    reviewed_by = case when given.is_reviewed then $1 else c.reviewed_by end, reviewed_at = case when given.is_reviewed then now() else c.reviewed_at end,
    version = c.version + 1, updated_at = now(), updated_by = $1
  from ${WRITTEN_COMPONENTS.table(2)} where c.id = given.id`;

/** A component to be made; the program itself may say what else its file has. */
export interface GivenComponent extends ComponentCreate {
  exchange?: Record<string, unknown>;
}

/**
 * Creates, changes and deletes components, one or a thousand, each in a handful of statements. Every method does what it can
 * and says of each item what became of it. Must run inside a transaction, which is run again when somebody else was quicker.
 */
@Injectable()
export class ComponentWriter {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly components: ComponentRows,
    private readonly instances: InstanceIdentifiers,
    private readonly manyRows: ManyRows,
    private readonly trash: Trash,
  ) {}

  /**
   * Makes components; one that says nothing of its instance gets the next free identifier, one that is on the superseded drawing
   * as well, and has not changed, the status of its review there. Refusals: 400 unknown drawing · 403 ·
   * 409 instance taken, naming the component in the way.
   */
  async create(items: readonly GivenComponent[], caller: Caller): Promise<Outcome[]> {
    if (items.length === 0) return [];
    const drawings = await this.rows.hold(
      'drawing',
      items.map((item) => item.drawing_id),
      caller,
    );
    const outcomes = items.map(({ drawing_id }): Outcome => {
      const refusal = refusalOfDrawing(drawing_id, drawings.get(drawing_id), caller);
      return refusal ? { problem: refusal } : { id: newId() };
    });
    const good = items.flatMap((item, index) => {
      const outcome = outcomes[index];
      return isDone(outcome) ? [{ item, index, id: outcome.id }] : [];
    });
    if (good.length === 0) return outcomes;
    await this.instances.hold(good.map(({ item }) => item.drawing_id));
    const identifiers = await this.instances.assign(good.map(({ item }) => item));
    const rows: (NewComponent | undefined)[] = items.map(() => undefined);
    for (const [place, { item, index, id }] of good.entries())
      rows[index] = newComponent(item, id, identifiers[place] ?? null);
    const values = (made: readonly NewComponent[]) => [caller.id, ...NEW_COMPONENTS.values(made)];
    const logged = ({ piece_mark, instance_identifier, drawing_id }: NewComponent) => ({
      piece_mark,
      instance_identifier,
      drawing_id,
    });
    await this.manyRows.create(COMPONENT, rows, outcomes, { sql: INSERT, values, logged }, caller);
    // Whoever named it has committed it since: the next free one is another.
    if (good.some(({ item, index }) => item.instance_identifier === undefined && !isDone(outcomes[index])))
      throw new RunAgainError();
    return outcomes;
  }

  /**
   * Changes components by merge patches. A patch that changes nothing leaves the version as it is. Identifiers may be exchanged
   * within one call. Refusals: 404 · 400 twice in the call · 403 · 412 · those of {@link changed} · 409 instance taken.
   */
  async update(items: readonly ComponentPatchItem[], caller: Caller): Promise<Outcome[]> {
    if (items.length === 0) return [];
    const drawings = await this.rows.hold(
      'drawing',
      items.flatMap((item) => item.drawing_id ?? []),
      caller,
    );
    const before = await this.components.lock(
      items.map((item) => item.id),
      caller,
    );
    const { outcomes, rows } = permittedRows('component', 'change', items, before, caller, (row, item) =>
      changed(row, item, drawings, caller),
    );
    const fields = ['drawing_id', ...GIVEN_FIELDS, 'review_status', 'review_reason'] as const;
    const values = (changes: readonly RowChange<ComponentRow>[]) => [
      caller.id,
      ...WRITTEN_COMPONENTS.values(changes.map(writtenComponent)),
    ];
    await this.manyRows.update(COMPONENT, before, rows, outcomes, { fields, sql: UPDATE, values }, caller);
    return outcomes;
  }

  /** Deletes components, each as a deletion of its own. Refusals: 404 · 400 twice in the call · 403 · 412. */
  async delete(items: readonly ComponentDeleteItem[], caller: Caller): Promise<Outcome[]> {
    const locked = await this.components.lock(
      items.map((item) => item.id),
      caller,
    );
    const { outcomes, rows } = permittedRows('component', 'delete', items, locked, caller, (row) => row);
    await this.trash.delete(
      'component',
      rows.filter((row) => row !== undefined),
      caller,
    );
    return outcomes;
  }
}

function newComponent(item: GivenComponent, id: string, instance_identifier: string | null) {
  const { drawing_id, piece_mark, component_type, description, quantity, material_type, size, length_mm, finish } =
    item;
  const { mark_level, assembly_mark, page_number, location_x, location_y, bounding_box, confidence_score } = item;
  const { exchange } = item;
  return {
    id,
    drawing_id,
    piece_mark,
    instance_identifier,
    component_type,
    description: description === '' ? null : description,
    quantity,
    material_type,
    size,
    length_mm,
    finish,
    mark_level,
    assembly_mark,
    page_number,
    location_x,
    location_y,
    bounding_box,
    confidence_score,
    exchange,
  };
}

function writtenComponent({ row, after }: RowChange<ComponentRow>) {
  const { id, drawing_id, review_status, review_reason } = row;
  const given = Object.fromEntries(GIVEN_FIELDS.map((field) => [field, row[field]])) as Pick<
    ComponentRow,
    (typeof GIVEN_FIELDS)[number]
  >;
  return { id, drawing_id, ...given, review_status, review_reason, is_reviewed: 'review_status' in after };
}

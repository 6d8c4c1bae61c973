import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { Answer, type RenderedItem } from '../../http/answer';
import { Lists } from '../../http/lists/lists';
import { notFound } from '../../http/problem';
import { Bulk, type Mode } from '../../resources/bulk/bulk';
import { idOf } from '../../resources/bulk/outcome';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { ComponentWriter } from './component-writer';
import {
  type ComponentBulkCreate,
  type ComponentBulkDelete,
  type ComponentBulkPatch,
  type ComponentCreate,
  ComponentDeleteItem,
  ComponentItem,
  type ComponentPatch,
  ComponentPatchItem,
  type ComponentQuery,
  type DrawingComponentQuery,
  type SuggestedInstance,
} from './component.dto';
import { COMPONENTS, readComponent, RENDER_COMPONENTS } from './components.queries';
import { byPlace } from './by-place';
import { InstanceIdentifiers } from './instance-identifiers';

/** What all items of a bulk create have in common. */
const SHARED = ['/drawing_id'];

/** Components: read, list, write one or many. */
@Injectable()
export class ComponentsService {
  private readonly bulk = new Bulk('components', (ids) => this.render(ids));

  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: Rows,
    private readonly writer: ComponentWriter,
    private readonly instances: InstanceIdentifiers,
    private readonly trash: Trash,
  ) {}

  /** One component. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('components.read', readComponent(caller), [id, caller.id]);
    if (!item) throw notFound('component', id);
    return Answer.item(item);
  }

  /** One page of components. @throws ProblemError 400 for a filter by what may not be seen, or by a place on no drawing */
  list(query: ComponentQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(COMPONENTS, byPlace(query, query.drawing_id), caller);
  }

  /** The components of one drawing. @throws ProblemError 404 */
  listOfDrawing(drawingId: string, query: DrawingComponentQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(COMPONENTS, byPlace(query, drawingId), caller, { drawing: drawingId });
  }

  /** Makes one component. Refusals as {@link ComponentWriter.create}. */
  async create(component: ComponentCreate, caller: Caller): Promise<Answer> {
    const id = idOf(await this.writer.create([component], caller));
    const [item] = await this.render([id]);
    return Answer.created(item as RenderedItem, `/api/v1/components/${id}`);
  }

  /** Changes one component. @param expected the version from `If-Match` */
  async update(id: string, patch: ComponentPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const item = Object.assign(patch, { id }, expected !== undefined && { version: expected });
    const [rendered] = await this.render([idOf(await this.writer.update([item], caller))]);
    return Answer.item(rendered as RenderedItem);
  }

  /** Deletes one component. */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    idOf(await this.writer.delete([{ id, ...(expected !== undefined && { version: expected }) }], caller));
    return Answer.none();
  }

  /** Brings a deleted component back; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('component', id, caller, expected, rename);
    const [item] = await this.render([id]);
    return Answer.item(item as RenderedItem);
  }

  /** Makes up to a thousand components of one drawing. */
  createMany({ drawing_id, components }: ComponentBulkCreate, mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.create(
      components,
      ComponentItem,
      mode,
      (items) =>
        this.writer.create(
          items.map((item) => Object.assign(item, { drawing_id })),
          caller,
        ),
      SHARED,
    );
  }

  /** Changes up to a thousand components, each in its own way. */
  updateMany(body: ComponentBulkPatch, mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.update(body.components, ComponentPatchItem, mode, (items) => this.writer.update(items, caller));
  }

  /** Deletes up to a thousand components. */
  deleteMany(body: ComponentBulkDelete, mode: Mode, caller: Caller): Promise<Answer> {
    return this.bulk.delete(body.components, ComponentDeleteItem, mode, (items) => this.writer.delete(items, caller));
  }

  /** Which identifier a further piece of the mark would get now. @throws ProblemError 404 */
  async suggestInstance(drawingId: string, mark: string, caller: Caller): Promise<Answer> {
    await this.rows.requireSeen('drawing', drawingId, caller);
    const { identifier, count } = await this.instances.suggest(drawingId, mark);
    const suggested: SuggestedInstance = { instance_identifier: identifier, existing_count: count };
    return Answer.json(JSON.stringify(suggested));
  }

  private render(ids: readonly string[]): Promise<RenderedItem[]> {
    return this.database.write<RenderedItem>('components.render', RENDER_COMPONENTS, [ids]);
  }
}

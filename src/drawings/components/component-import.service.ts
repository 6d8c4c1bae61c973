import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import type { Outcome } from '../../resources/bulk/outcome';
import { Rows } from '../../resources/rows';
import type { ImportedCollection, ReadRow } from '../../transfer/imported-collection';
import { Importer, type Upload } from '../../transfer/importer';
import { COMPONENT } from '../drawings.resources';
import { COMPONENT_COLUMNS } from './component-columns';
import { ComponentWriter } from './component-writer';
import {
  type ComponentCreate,
  type ComponentImportQuery,
  ComponentItem,
  type ComponentPatchItem,
} from './component.dto';
import { InstanceIdentifiers } from './instance-identifiers';

/** A row that knows which instance it is. */
type PlacedComponent = ComponentCreate & { instance_identifier: string | null };

/**
 * Imports components into a drawing. A row that says nothing of its instance, as a reading of a sheet does, is one more piece
 * of its mark, and never one that exists already.
 */
@Injectable()
export class ComponentImportService implements ImportedCollection<ComponentItem, PlacedComponent, string> {
  readonly resource = COMPONENT;
  readonly columns = COMPONENT_COLUMNS;
  readonly item = ComponentItem;

  constructor(
    private readonly rows: Rows,
    private readonly importer: Importer,
    private readonly instances: InstanceIdentifiers,
    private readonly writer: ComponentWriter,
  ) {}

  /** @returns the report, a line a row @throws ProblemError 404 · 403 · 413 · 400 before anything is done */
  async intoDrawing(id: string, upload: Upload, query: ComponentImportQuery, caller: Caller): Promise<Readable> {
    await this.rows.find('drawing', id, 'add to', caller);
    return this.importer.import(this, id, upload, query, caller);
  }

  async place(rows: readonly ReadRow<ComponentItem>[], drawing_id: string): Promise<PlacedComponent[]> {
    await this.instances.hold([drawing_id]);
    const items = rows.map(({ item }) => Object.assign(item, { drawing_id }));
    const identifiers = await this.instances.assign(items);
    return items.map((item, index) => Object.assign(item, { instance_identifier: identifiers[index] ?? null }));
  }

  create(items: readonly PlacedComponent[], caller: Caller): Promise<Outcome[]> {
    return this.writer.create(items, caller);
  }

  update(items: readonly (PlacedComponent & ComponentPatchItem)[], caller: Caller): Promise<Outcome[]> {
    return this.writer.update(items, caller);
  }
}

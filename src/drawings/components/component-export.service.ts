import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { notFound } from '../../http/problem';
import { visibleRow } from '../../resources/rights';
import { chosenColumns } from '../../transfer/columns';
import { type Export, Exporter } from '../../transfer/exporter';
import { DRAWING } from '../drawings.resources';
import { COMPONENT_COLUMNS } from './component-columns';
import type { ComponentExportQuery } from './component.dto';

/** Exports the components of a drawing. */
@Injectable()
export class ComponentExportService {
  constructor(
    private readonly database: Database,
    private readonly exporter: Exporter,
  ) {}

  /** In the natural order of the marks. @throws ProblemError 404 · 400 for an unknown column */
  async export(drawingId: string, query: ComponentExportQuery, caller: Caller): Promise<Export> {
    const columns = chosenColumns(COMPONENT_COLUMNS, query.columns);
    const drawing = await this.database.readOne<{ name: string }>(
      'export.drawing',
      `select d.file_name as name from drawings d where d.id = $1 and d.deleted_at is null and ${visibleRow(DRAWING, 'd', caller, '$2')}`,
      [drawingId, caller.id],
    );
    if (!drawing) throw notFound('drawing', drawingId);
    const exported = {
      statement: 'export.components',
      columns,
      from: 'components c',
      where: 'c.drawing_id = $1 and c.deleted_at is null',
      orderBy: `mark_order(c.piece_mark) collate "C", c.piece_mark collate "C", mark_order(coalesce(c.instance_identifier, '')) collate "C", c.id`,
      values: [drawingId],
      title: drawing.name,
    };
    return this.exporter.export(exported, query.format);
  }
}

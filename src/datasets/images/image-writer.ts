import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../../access/permissions';
import { isVisible, projectRole } from '../../access/project-rights';
import { Database } from '../../database/database.service';
import type { Outcome } from '../../resources/bulk/outcome';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { ManyRows, type RowChange } from '../../resources/many-rows/many-rows';
import { permittedRows } from '../../resources/many-rows/permitted-rows';
import { Trash } from '../../resources/trash/trash';
import { IMAGE } from '../datasets.resources';
import type { ImageDeleteItem, ImagePatchItem } from './image.dto';

interface ImageRow {
  id: string;
  project_id: string;
  name: string;
  labels: string[];
  is_excluded: boolean;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

const WRITTEN = new GivenRows<Pick<ImageRow, 'id' | 'labels' | 'is_excluded'>>({
  id: 'uuid',
  labels: 'jsonb',
  is_excluded: 'boolean',
});

/** Values: caller, {@link WRITTEN}. */
const UPDATE = `update images i set labels = given.labels, is_excluded = given.is_excluded, version = i.version + 1, updated_at = now(), updated_by = $1
  from ${WRITTEN.table(2)} where i.id = given.id`;

/** Changes and removes images, one or a thousand; as every writer, it says of each what became of it. */
@Injectable()
export class ImageWriter {
  constructor(
    private readonly database: Database,
    private readonly manyRows: ManyRows,
    private readonly trash: Trash,
  ) {}

  /** Marks and labels images by merge patches. Refusals: 404 · 403 · 412. */
  async update(items: readonly ImagePatchItem[], caller: Caller): Promise<Outcome[]> {
    const before = await this.lock(items, caller);
    const { outcomes, rows } = permittedRows('image', 'change', items, before, caller, (row, item) => ({
      ...row,
      labels: item.labels ?? row.labels,
      is_excluded: item.is_excluded ?? row.is_excluded,
    }));
    const values = (changes: readonly RowChange<ImageRow>[]) => [
      caller.id,
      ...WRITTEN.values(changes.map(({ row: { id, labels, is_excluded } }) => ({ id, labels, is_excluded }))),
    ];
    const fields = ['labels', 'is_excluded'] as const;
    await this.manyRows.update(IMAGE, before, rows, outcomes, { fields, sql: UPDATE, values }, caller);
    return outcomes;
  }

  /** Removes images, each as a deletion of its own; their files go when the trash is emptied. Refusals: 404 · 403 · 412. */
  async delete(items: readonly ImageDeleteItem[], caller: Caller): Promise<Outcome[]> {
    const locked = await this.lock(items, caller);
    const { outcomes, rows } = permittedRows('image', 'delete', items, locked, caller, (row) => row);
    await this.trash.delete(
      'image',
      rows.filter((row) => row !== undefined),
      caller,
    );
    return outcomes;
  }

  /** Live images by id, locked after their projects and crawl jobs, in the order of their ids. */
  private async lock(items: readonly { id: string }[], caller: Caller): Promise<Map<string, ImageRow>> {
    const ids = [...new Set(items.map(({ id }) => id))];
    await this.database.write(
      'images.lock_jobs',
      `select j.id from crawl_jobs j join projects p on p.id = j.project_id
        where j.id in (select crawl_job_id from images where id = any($1::uuid[])) order by j.id for key share of p for no key update of j`,
      [ids],
    );
    const rows = await this.database.write<ImageRow>(
      'images.lock',
      `select i.id, i.project_id, i.filename as name, i.labels, i.is_excluded, i.version, i.created_by, ${projectRole('p', '$2')} as role
        from images i join projects p on p.id = i.project_id
        where i.id = any($1::uuid[]) and i.deleted_at is null order by i.id for no key update of i`,
      [ids, caller.id],
    );
    return new Map(rows.filter(({ role }) => isVisible(caller, role)).map((row) => [row.id, row]));
  }
}

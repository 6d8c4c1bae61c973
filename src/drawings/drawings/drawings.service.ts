import { Inject, Injectable } from '@nestjs/common';
import { open } from 'node:fs/promises';
import type { Caller, ProjectRole } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { RunAgainError } from '../../database/errors';
import { newId } from '../../database/new-id';
import { ContentStore, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { notFound, ProblemError, unknownReference } from '../../http/problem';
import { changedFields, patched } from '../../resources/changed-fields';
import { isSeenAs, permitted, roleOnRow } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { DRAWING } from '../drawings.resources';
import { DRAWING_TYPES, type DrawingType, drawingTypeOf, HEAD_BYTES } from '../pages';
import { Renderings } from '../rendering/renderings';
import type { DrawingPatch, DrawingQuery, DrawingUploadQuery, SheetPageQuery } from './drawing.dto';
import { DrawingProjectRows, type DrawingRow } from './drawing-projects';
import { type DrawingUpload, receiveDrawing } from './drawing-upload';
import { DRAWING_PAGES, DRAWINGS, readDrawing, RENDER_DRAWING } from './drawings.queries';

/** What a client may change. */
const MUTABLE = ['file_name', 'drawing_type', 'sheet_number', 'drawing_date', 'revision'] as const;

/** Drawings: upload, list, read, change, delete, restore, and which projects they are of. */
@Injectable()
export class DrawingsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: Rows,
    private readonly projects: DrawingProjectRows,
    private readonly renderings: Renderings,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** One drawing. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('drawings.read', readDrawing(caller), [id, caller.id]);
    if (!item) throw notFound('drawing', id);
    return Answer.item(item);
  }

  /** One page of drawings. @throws ProblemError 400 for a filter by what may not be seen */
  list(query: DrawingQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(DRAWINGS, query, caller);
  }

  /** The pages of a drawing. @throws ProblemError 404 */
  pages(id: string, query: SheetPageQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(DRAWING_PAGES, query, caller, { drawing: id });
  }

  /**
   * Takes a file, and has its pages read. The same bytes are one drawing: another upload of them answers with it, and assigns it
   * to the projects that are named.
   *
   * @returns 201 with a new drawing, 200 with the one that was there
   * @throws ProblemError 400 · 403 · 409 one that the caller may not see has the file, or another one supersedes the same · 413 · 415
   */
  async upload(upload: DrawingUpload, query: DrawingUploadQuery, caller: Caller): Promise<Answer> {
    // What the address says is refused before the body is read.
    for (const id of query.project_ids ?? []) await this.refuseProject(id, caller);
    const { file, said } = await receiveDrawing(upload, query, this.store, this.settings.MAX_DRAWING_BYTES);
    try {
      const type = await contentTypeOf(file);
      return await this.database.atomic(() => this.take(file, type, said, caller));
    } finally {
      await file.discard();
    }
  }

  /** Changes what is said of a drawing. @param expected the version from `If-Match` @throws ProblemError 404 · 403 · 412 */
  async update(id: string, patch: DrawingPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = await this.hold(id, 'change', expected, caller);
    const after = patched(row, patch as Partial<DrawingRow>, 'file_name');
    const changes = changedFields(row, after, MUTABLE);
    if (changes) {
      await this.database.write(
        'drawings.update',
        `update drawings set file_name = $2, drawing_type = $3, sheet_number = $4, drawing_date = $5, revision = $6, version = version + 1,
            updated_at = now(), updated_by = $7 where id = $1`,
        [id, ...MUTABLE.map((field) => after[field]), caller.id],
      );
      const { project_id } = row;
      await this.activity.record({
        action: 'update',
        resource: 'drawings',
        projectId: project_id,
        by: caller.id,
        changes: [{ id, ...changes }],
      });
    }
    return Answer.item(await this.render(id));
  }

  /** Moves a drawing to the trash with its components. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = await this.hold(id, 'delete', expected, caller);
    await this.trash.delete('drawing', [row], caller);
    return Answer.none();
  }

  /** Brings a deleted drawing back; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('drawing', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  /** Assigns drawings to projects. As {@link DrawingProjectRows.assign}. */
  async assign(drawingIds: readonly string[], projectIds: readonly string[], caller: Caller): Promise<Answer> {
    const created = await this.projects.assign(drawingIds, projectIds, caller);
    const total = new Set(drawingIds).size * new Set(projectIds).size;
    return Answer.json(JSON.stringify({ associations_created: created, total_possible: total }));
  }

  /** Takes drawings out of projects. As {@link DrawingProjectRows.remove}. */
  async unassign(drawingIds: readonly string[], projectIds: readonly string[], caller: Caller): Promise<Answer> {
    const removed = await this.projects.remove(drawingIds, projectIds, caller);
    return Answer.json(JSON.stringify({ associations_removed: removed }));
  }

  /** Assigns a drawing that the address names. @throws ProblemError 404 · 400 an unseen project · 403 */
  async assignOne(id: string, projectIds: readonly string[], caller: Caller): Promise<Answer> {
    await this.rows.requireSeen('drawing', id, caller);
    return this.assign([id], projectIds, caller);
  }

  /** Takes a drawing out of a project, both of which the address names. @throws ProblemError 404 · 403 */
  async unassignOne(id: string, projectId: string, caller: Caller): Promise<Answer> {
    await this.rows.requireSeen('drawing', id, caller);
    await this.rows.requireSeen('project', projectId, caller);
    return this.unassign([id], [projectId], caller);
  }

  /** In the transaction of the drawing. */
  private async take(file: ReceivedFile, type: DrawingType, said: DrawingUploadQuery, caller: Caller): Promise<Answer> {
    const projects = await this.projects.holdProjects(said.project_ids ?? [], caller, '/project_ids');
    const projectIds = projects.map(({ id }) => id);
    const [known] = await this.database.write<{ id: string; role: ProjectRole | null }>(
      'drawings.of_file',
      `select d.id, ${roleOnRow(DRAWING, 'd', '$2')} as role from drawings d
        where lower(btrim(d.file_hash)) = $1 and length(btrim(d.file_hash)) > 0 and d.deleted_at is null for no key update of d`,
      [file.sha256, caller.id],
    );
    if (known) return this.meet(known, projectIds, caller);
    await this.refuseSuperseding(said.supersedes, caller);
    await this.files.adopt([file]);
    const id = newId();
    const [first = null] = projectIds;
    const fileName = said.file_name ?? `drawing.${type.slice(type.indexOf('/') + 1)}`;
    const made = await this.database.write(
      'drawings.insert',
      `insert into drawings (id, project_id, file_name, original_name, file_size, file_hash, sha256, content_type, drawing_type, sheet_number,
          drawing_date, revision, supersedes_id, created_by, updated_by)
        values ($1, $2, $3, $3, $4, $5::text, $5::text, $6, $7, $8, $9, $10, $11, $12, $12) on conflict do nothing returning id`,
      [
        ...[id, first, fileName, file.size, file.sha256, type, said.drawing_type, said.sheet_number, said.drawing_date],
        ...[said.revision, said.supersedes, caller.id],
      ],
    );
    // Somebody has uploaded the same in this moment, or superseded the same.
    if (made.length === 0) throw new RunAgainError();
    await this.activity.record({
      action: 'create',
      resource: 'drawings',
      projectId: first,
      by: caller.id,
      changes: [{ id, after: { file_name: fileName, file_hash: file.sha256 } }],
    });
    await this.projects.insert([id], projectIds, caller);
    await this.renderings.begin(id, first ?? id);
    return Answer.created(await this.render(id), `/api/v1/drawings/${id}`);
  }

  private async meet(
    known: { id: string; role: ProjectRole | null },
    projectIds: readonly string[],
    caller: Caller,
  ): Promise<Answer> {
    if (!isSeenAs('drawing', known.role, caller))
      throw new ProblemError(
        'duplicate',
        'A drawing that you may not see has this very file already. Whoever may change it, or an administrator, can assign it to your project.',
        [{ pointer: '/file', detail: 'is a drawing already', constraint: 'idx_drawings_file_unique' }],
      );
    if (projectIds.length > 0) await this.projects.assign([known.id], projectIds, caller);
    return Answer.item(await this.render(known.id));
  }

  private async refuseProject(id: string, caller: Caller): Promise<void> {
    if (!(await this.rows.isSeen('project', id, caller))) throw unknownReference('project_ids', 'project', id);
    await this.rows.find('project', id, 'add to', caller);
  }

  private async refuseSuperseding(id: string | undefined, caller: Caller): Promise<void> {
    if (id === undefined) return;
    const row = (await this.projects.lock([id], caller)).get(id);
    if (!row) throw unknownReference('/supersedes', 'drawing', id, 'fk_drawings_supersedes');
    permitted('drawing', id, row, 'change', caller);
    const [other] = await this.database.write<{ id: string }>(
      'drawings.superseding',
      'select id from drawings where supersedes_id = $1 and deleted_at is null',
      [id],
    );
    if (other)
      throw new ProblemError(
        'duplicate',
        `The drawing ${id} is superseded by the drawing ${other.id} already. Supersede that one.`,
        [
          {
            pointer: '/supersedes',
            detail: 'is superseded already',
            constraint: 'idx_drawings_supersedes_unique',
            conflicting_id: other.id,
          },
        ],
      );
  }

  private async hold(
    id: string,
    act: 'change' | 'delete',
    expected: number | undefined,
    caller: Caller,
  ): Promise<DrawingRow> {
    const row = permitted('drawing', id, (await this.projects.lock([id], caller)).get(id), act, caller);
    refuseStale(expected, row.version, 'drawing');
    return row;
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('drawings.render', RENDER_DRAWING, [id]);
    if (!item) throw notFound('drawing', id);
    return item;
  }
}

/** @throws ProblemError 415 for what is no drawing, whatever it is called */
async function contentTypeOf(received: ReceivedFile): Promise<DrawingType> {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = await open(received.path, 'r');
  try {
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const type = drawingTypeOf(head.subarray(0, bytesRead));
    if (type !== null) return type;
  } finally {
    await file.close();
  }
  throw new ProblemError(
    'unsupported_media_type',
    `The file is none of ${DRAWING_TYPES.join(', ')} by its content, whatever it is called.`,
  );
}

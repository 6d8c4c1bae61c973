import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, itemsJson, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { Lists } from '../../http/lists/lists';
import { mergePatch } from '../../http/merge-patch';
import { type FieldError, notFound, ProblemError } from '../../http/problem';
import { sentenceOf } from '../../http/validation';
import { changedFields, patched } from '../../resources/changed-fields';
import { permitted } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import { Trash } from '../../resources/trash/trash';
import { ComponentsService } from '../components/components.service';
import type { SavedSearchCreate, SavedSearchPatch, SavedSearchQuery, SavedSearchRunQuery } from './saved-search.dto';
import {
  FREE_PLACE,
  LOCK_PLACES,
  LOCK_PLACES_OF,
  LOCK_SEARCH,
  LOCK_SEARCHES,
  PLACE,
  readQuery,
  readSearch,
  RENDER_SEARCHES,
  SAVED_SEARCHES,
  SET_ASIDE,
} from './saved-searches.queries';
import { pageOfSearch, searchedComponents } from './searched-components';

interface SearchRow {
  id: string;
  project_id: string;
  name: string;
  query: Record<string, unknown>;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** Searches for components that a project keeps, in their order: at most fifty. */
@Injectable()
export class SavedSearchesService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: Rows,
    private readonly components: ComponentsService,
    private readonly activity: ActivityLog,
    private readonly trash: Trash,
  ) {}

  /** One search. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('saved_searches.read', readSearch(caller), [id, caller.id]);
    if (!item) throw notFound('saved search', id);
    return Answer.item(item);
  }

  /** One page of a project's searches, in their order. @throws ProblemError 404 */
  list(projectId: string, query: SavedSearchQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SAVED_SEARCHES, query, caller, { project: projectId });
  }

  /**
   * What the search finds in its project, for whoever asks.
   *
   * @throws ProblemError 404 · 409 the query asks for what components are not listed by any more · 400 a wrong cursor
   */
  async run(id: string, page: SavedSearchRunQuery, caller: Caller): Promise<Answer> {
    const sql = readQuery(caller);
    const search = await this.database.readOne<SearchRow>('saved_searches.query', sql, [id, caller.id]);
    if (!search) throw notFound('saved search', id);
    const found = stillAsked(search.query);
    return this.components.list(pageOfSearch(found, search.project_id, page), caller);
  }

  /** Keeps a search, at the first free place. @throws ProblemError 404 · 403 · 400 the query · 409 name taken, or fifty are kept */
  async create(projectId: string, { name, query }: SavedSearchCreate, caller: Caller): Promise<Answer> {
    await this.holdProject(projectId, caller);
    searchedComponents(query);
    const id = newId();
    const place = await this.freePlace(projectId);
    await this.database.write(
      'saved_searches.insert',
      `insert into saved_searches (id, project_id, name, query, position, created_by, updated_by) values ($1, $2, $3, $4, $5, $6, $6)`,
      [id, projectId, name, JSON.stringify(query), place, caller.id],
    );
    const after = { name, query, position: place };
    await this.record('create', projectId, [{ id, after }], caller);
    return Answer.created(await this.render(id), `/api/v1/saved-searches/${id}`);
  }

  /** Changes a search. @throws ProblemError 404 · 403 · 412 · 400 the query · 409 name taken */
  async update(id: string, patch: SavedSearchPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const before = await this.lock(id, 'change', expected, caller);
    const { query } = patch;
    const merged = query === undefined ? {} : { query: mergePatch(before.query, query) };
    if (merged.query) searchedComponents(merged.query);
    const after = patched(before, Object.assign(patch, merged) as Partial<SearchRow>, 'name');
    const changes = changedFields(before, after, ['name', 'query']);
    if (changes) {
      await this.database.write(
        'saved_searches.update',
        'update saved_searches set name = $2, query = $3, version = version + 1, updated_at = now(), updated_by = $4 where id = $1',
        [id, after.name, JSON.stringify(after.query), caller.id],
      );
      await this.record('update', before.project_id, [{ id, ...changes }], caller);
    }
    return Answer.item(await this.render(id));
  }

  /** Moves a search to the trash. @throws ProblemError 404 · 403 · 412 */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const row = await this.lock(id, 'delete', expected, caller);
    await this.trash.delete('saved_search', [row], caller);
    return Answer.none();
  }

  /** Brings a deleted search back, to its place where that is free; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.database.write('saved_searches.lock_places', LOCK_PLACES_OF, [id]);
    await this.trash.restore('saved_search', id, caller, expected, rename);
    return Answer.item(await this.render(id));
  }

  /**
   * Gives a project's searches the places 1, 2, 3 … in the order of the ids.
   *
   * @throws ProblemError 404 · 403 · 400 when an id is no live search of the project, stands twice, or one is left out
   */
  async order(projectId: string, ids: readonly string[], caller: Caller): Promise<Answer> {
    await this.holdProject(projectId, caller);
    const found = await this.database.write<{ id: string; position: number }>(
      'saved_searches.lock_all',
      LOCK_SEARCHES,
      [projectId],
    );
    const places = new Map(found.map(({ id, position }) => [id, position]));
    refuseWrong(ids, places);
    const changes = ids.flatMap((id, index) => {
      const [before, after] = [{ position: places.get(id) }, { position: index + 1 }];
      return before.position === after.position ? [] : [{ id, before, after }];
    });
    if (changes.length > 0) {
      await this.database.write('saved_searches.set_aside', SET_ASIDE, [changes.map(({ id }) => id)]);
      await this.database.write('saved_searches.place', PLACE, [ids, caller.id]);
      await this.record('update', projectId, changes, caller);
    }
    return Answer.json(
      itemsJson(await this.database.write<RenderedItem>('saved_searches.render', RENDER_SEARCHES, [ids])),
    );
  }

  /** The project, in which the caller may keep searches, and whose places nobody else gives away until the transaction ends. */
  private async holdProject(id: string, caller: Caller): Promise<void> {
    permitted('project', id, (await this.rows.hold('project', [id], caller)).get(id), 'add to', caller);
    await this.database.write('saved_searches.lock_places', LOCK_PLACES, [id]);
  }

  private async freePlace(projectId: string): Promise<number> {
    const [free] = await this.database.write<{ place: number }>('saved_searches.free_place', FREE_PLACE, [projectId]);
    if (free) return free.place;
    throw new ProblemError('state_conflict', 'The project keeps fifty searches already. Delete one of them first.');
  }

  private async lock(
    id: string,
    act: 'change' | 'delete',
    expected: number | undefined,
    caller: Caller,
  ): Promise<SearchRow> {
    const [found] = await this.database.write<SearchRow>('saved_searches.lock', LOCK_SEARCH, [id, caller.id]);
    const row = permitted('saved_search', id, found, act, caller);
    refuseStale(expected, row.version, 'saved search');
    return row;
  }

  private record(
    action: 'create' | 'update',
    projectId: string,
    changes: { id: string; before?: Record<string, unknown>; after: Record<string, unknown> }[],
    caller: Caller,
  ): Promise<void> {
    return this.activity.record({ action, resource: 'saved_searches', projectId, by: caller.id, changes });
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('saved_searches.render', RENDER_SEARCHES, [[id]]);
    if (!item) throw new Error(`the saved search ${id} cannot be rendered`);
    return item;
  }
}

/** @throws ProblemError 409 for a query that was saved when components were listed by something else */
function stillAsked(query: Record<string, unknown>) {
  try {
    return searchedComponents(query);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(
      'state_conflict',
      `The search asks for what components are not listed by: ${error.detail} Change its query.`,
      error.errors,
    );
  }
}

/** @throws ProblemError 400 that names every id that is wrong, and every search that is missing */
function refuseWrong(ids: readonly string[], known: ReadonlyMap<string, number>): void {
  const first = new Map<string, number>();
  const errors: FieldError[] = [];
  for (const [index, id] of ids.entries()) {
    const pointer = `/ids/${String(index)}`;
    const twin = first.get(id);
    if (twin === undefined) first.set(id, index);
    else errors.push({ pointer, detail: `is that of item ${String(twin)}, too` });
    if (!known.has(id)) errors.push({ pointer, detail: 'is no live search of the project' });
  }
  for (const id of known.keys())
    if (!first.has(id)) errors.push({ pointer: '/ids', detail: `leaves out the search ${id}` });
  if (errors.length > 0) throw new ProblemError('invalid_input', sentenceOf(errors), errors);
}

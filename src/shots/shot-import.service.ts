import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { type Caller, isAllowedInProject, type ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { invalidField, notFound, ProblemError, unknownReference } from '../http/problem';
import {
  type ImportedCollection,
  inTheWay,
  type Met,
  type ReadRow,
  type RowKey,
} from '../transfer/imported-collection';
import { Importer, type Upload } from '../transfer/importer';
import { SHOT_COLUMNS } from './shot-columns';
import { LIVE_SHOT_WITH_NAME, UNIQUE_NAME } from './shot-names';
import { ShotRows } from './shot-rows';
import { ShotWriter } from './shot-writer';
import { type ShotCreate, type ShotImportQuery, ShotItem, type ShotPatchItem } from './shot.dto';

/** Where a file goes: into one episode, or into the episodes of a project by their names. */
interface ShotTarget {
  project_id: string;
  /** Set when the whole file goes into one episode. */
  episode_id?: string;
}

/** Imports shots: where a row belongs, and which shot it meets. */
@Injectable()
export class ShotImportService implements ImportedCollection<ShotItem, ShotCreate, ShotTarget> {
  readonly words = { one: 'shot', many: 'shots' };
  readonly columns = SHOT_COLUMNS;
  readonly item = ShotItem;
  readonly key: RowKey<ShotItem> = {
    constraint: UNIQUE_NAME,
    pointer: '/name',
    says: ({ name }) => `The name "${name}"`,
  };

  constructor(
    private readonly database: Database,
    private readonly importer: Importer,
    private readonly rows: ShotRows,
    private readonly writer: ShotWriter,
  ) {}

  /** Into one episode. @returns the report, a line a row @throws ProblemError 404 · 403 · 413 · 400 before anything is done */
  async intoEpisode(id: string, upload: Upload, query: ShotImportQuery, caller: Caller): Promise<Readable> {
    const episode = await this.database.readOne<{ project_id: string; role: ProjectRole | null }>(
      'import.episode',
      `select e.project_id, ${projectRole('p', '$2')} as role from episodes e join projects p on p.id = e.project_id
        where e.id = $1 and e.deleted_at is null`,
      [id, caller.id],
    );
    if (!episode || !isVisible(caller, episode.role)) throw notFound('episode', id);
    refuseReader(caller, episode.role);
    return this.importer.import(this, { project_id: episode.project_id, episode_id: id }, upload, query, caller);
  }

  /** Into a project, whose episodes the rows name. As {@link intoEpisode}. */
  async intoProject(id: string, upload: Upload, query: ShotImportQuery, caller: Caller): Promise<Readable> {
    const project = await this.database.readOne<{ role: ProjectRole | null }>(
      'import.project',
      `select ${projectRole('p', '$2')} as role from projects p where p.id = $1 and p.deleted_at is null`,
      [id, caller.id],
    );
    if (!project || !isVisible(caller, project.role)) throw notFound('project', id);
    refuseReader(caller, project.role);
    return this.importer.import(this, { project_id: id }, upload, query, caller);
  }

  /** The episode that each row names, which must be that of the address where that is one. */
  async place(rows: readonly ReadRow<ShotItem>[], target: ShotTarget): Promise<(ShotCreate | ProblemError)[]> {
    const episodes = await this.episodesByName(
      rows.flatMap(({ names }) => names.episode ?? []),
      target,
    );
    return rows.map(({ item, names: { episode } }) => {
      const id = episode === undefined ? target.episode_id : episodes.get(episode);
      return id !== undefined && (target.episode_id === undefined || id === target.episode_id)
        ? Object.assign(item, { episode_id: id })
        : wrongEpisode(episode, id);
    });
  }

  /** Which live shot of the project has each row's name. */
  async meet(items: readonly ShotCreate[], target: ShotTarget): Promise<Met[]> {
    const found = await this.database.write<Met & { episode_id: string | null }>(
      'import.meet',
      `select ${nameKey('given.name')} as key, s.id as holder, s.episode_id
        from (select $1::uuid as project_id, name, place from unnest($2::text[]) with ordinality names(name, place)) given
        left join ${LIVE_SHOT_WITH_NAME} s on true
        order by given.place`,
      [target.project_id, items.map(({ name }) => name)],
    );
    return found.map(({ key, holder, episode_id }, index) => {
      if (holder === null || target.episode_id === undefined || target.episode_id === episode_id)
        return { key, holder };
      const predicate = `belongs to a shot of another episode (${String(episode_id)}), which an import into this one does not move.`;
      return { key, holder, refusal: inTheWay(this.key, items[index] as ShotCreate, predicate, holder) };
    });
  }

  /** Episodes come before the stories and the shots that a change locks. */
  lockParents(items: readonly ShotCreate[], caller: Caller): Promise<unknown> {
    return this.rows.episodes(
      items.map(({ episode_id }) => episode_id),
      caller,
    );
  }

  update(items: readonly ShotPatchItem[], caller: Caller) {
    return this.writer.update(items, caller, 'replace');
  }

  create(items: readonly ShotCreate[], caller: Caller) {
    return this.writer.create(items, caller);
  }

  private async episodesByName(names: readonly string[], target: ShotTarget): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.database.write<{ name: string; id: string }>(
      'import.episodes',
      `select given.name, e.id from unnest($2::text[]) given(name) join episodes e
          on e.project_id = $1 and ${nameKey('e.name')} = ${nameKey('given.name')} and e.deleted_at is null`,
      [target.project_id, [...new Set(names)]],
    );
    return new Map(rows.map((row) => [row.name, row.id]));
  }
}

function refuseReader(caller: Caller, role: ProjectRole | null): void {
  if (!isAllowedInProject(caller, 'content:write', role))
    throw new ProblemError(
      'forbidden',
      'You may see this project, but not change its shots. Ask its owner or a manager for the role of an artist.',
    );
}

function wrongEpisode(name: string | undefined, id: string | undefined): ProblemError {
  if (name === undefined)
    return invalidField('/episode', 'episode is missing: a row of a project import names its episode.');
  if (id === undefined) return unknownReference('/episode', 'episode', `"${name}" in this project`);
  return invalidField('/episode', `The row names the episode "${name}", but the import goes into another one.`);
}

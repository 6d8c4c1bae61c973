import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { invalidField, type ProblemError, unknownReference } from '../http/problem';
import type { Outcome } from '../resources/bulk/outcome';
import { refusalOfKey } from '../resources/many-rows/key-refusal';
import { Rows } from '../resources/rows';
import type { ImportedCollection, ReadRow } from '../transfer/imported-collection';
import { Importer, type Upload } from '../transfer/importer';
import { SHOT_COLUMNS } from './shot-columns';
import { ShotWriter } from './shot-writer';
import { type ShotCreate, type ShotImportQuery, ShotItem, type ShotPatchItem } from './shot.dto';
import { SHOT, SHOT_NAME } from './shots.resources';

/** Where a file goes: into one episode, or into the episodes of a project by their names. */
interface ShotTarget {
  project_id: string;
  /** Set when the whole file goes into one episode. */
  episode_id?: string;
}

/** Imports shots: finds the episode of each row. */
@Injectable()
export class ShotImportService implements ImportedCollection<ShotItem, ShotCreate, ShotTarget> {
  readonly resource = SHOT;
  readonly columns = SHOT_COLUMNS;
  readonly item = ShotItem;

  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly importer: Importer,
    private readonly writer: ShotWriter,
  ) {}

  /** Into one episode. @returns the report, a line a row @throws ProblemError 404 · 403 · 413 · 400 before anything is done */
  async intoEpisode(id: string, upload: Upload, query: ShotImportQuery, caller: Caller): Promise<Readable> {
    const { project_id } = await this.rows.find('episode', id, 'add to', caller);
    return this.importer.import(this, { project_id: project_id as string, episode_id: id }, upload, query, caller);
  }

  /** Into a project, whose episodes the rows name. As {@link intoEpisode}. */
  async intoProject(id: string, upload: Upload, query: ShotImportQuery, caller: Caller): Promise<Readable> {
    await this.rows.find('project', id, 'add to', caller);
    return this.importer.import(this, { project_id: id }, upload, query, caller);
  }

  /** In the episode that each row names, which must be that of the address where that is one. */
  async place(
    rows: readonly ReadRow<ShotItem>[],
    { project_id, episode_id }: ShotTarget,
  ): Promise<(ShotCreate | ProblemError)[]> {
    const named = rows.flatMap(({ names }) => names.episode ?? []);
    const episodes = named.length === 0 ? new Map<string, string>() : await this.episodesByName(named, project_id);
    return rows.map(({ item, names: { episode: name } }) => {
      const id = name === undefined ? episode_id : episodes.get(name);
      if (id !== undefined && (episode_id ?? id) === id) return Object.assign(item, { project_id, episode_id: id });
      if (name === undefined)
        return invalidField('/episode', 'episode is missing: a row of a project import names its episode.');
      if (id === undefined) return unknownReference('/episode', 'episode', `"${name}" in this project`);
      return invalidField('/episode', `The row names the episode "${name}", but the import goes into another one.`);
    });
  }

  create(items: readonly ShotCreate[], caller: Caller): Promise<Outcome[]> {
    return this.writer.create(items, caller);
  }

  /** An import into one episode moves no shot of another into it; one into a project does. */
  async update(
    items: readonly (ShotCreate & ShotPatchItem)[],
    caller: Caller,
    { episode_id }: ShotTarget,
  ): Promise<Outcome[]> {
    const elsewhere =
      episode_id === undefined ? new Map<string, string>() : await this.shotsElsewhere(items, episode_id);
    const own = items.filter(({ id }) => !elsewhere.has(id));
    const outcomes = own.length === 0 ? [] : await this.writer.update(own, caller, 'replace');
    return items.map((item) => {
      const other = elsewhere.get(item.id);
      if (other === undefined) return outcomes.shift() as Outcome;
      const predicate = `belongs to a shot of another episode (${other}), which an import into this one does not move.`;
      return { problem: refusalOfKey(SHOT_NAME, item, predicate, item.id) };
    });
  }

  private async episodesByName(names: readonly string[], projectId: string): Promise<Map<string, string>> {
    const rows = await this.database.write<{ name: string; id: string }>(
      'import.episodes',
      `select given.name, e.id from unnest($2::text[]) given(name) join episodes e
          on e.project_id = $1 and ${nameKey('e.name')} = ${nameKey('given.name')} and e.deleted_at is null`,
      [projectId, [...new Set(names)]],
    );
    return new Map(rows.map(({ name, id }) => [name, id]));
  }

  /** Those of the shots that are in another episode, and in which. */
  private async shotsElsewhere(shots: readonly { id: string }[], episodeId: string): Promise<Map<string, string>> {
    const rows = await this.database.write<{ id: string; episode_id: string }>(
      'import.shots_elsewhere',
      'select id, episode_id from shots where id = any($1::uuid[]) and episode_id <> $2',
      [shots.map(({ id }) => id), episodeId],
    );
    return new Map(rows.map(({ id, episode_id }) => [id, episode_id]));
  }
}

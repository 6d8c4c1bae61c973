import { Injectable } from '@nestjs/common';
import { type Caller, isAllowedInProject, type ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { Database } from '../database/database.service';
import { RunAgainError } from '../database/errors';
import { nameKey } from '../database/name-key';
import { faultOf } from '../http/door';
import { invalidField, notFound, ProblemError, unknownReference } from '../http/problem';
import { checked, sentenceOf } from '../http/validation';
import type { ImportRow } from './import-rows';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import { rowWithKey } from '../resources/many-rows/unique-keys';
import { ShotWriter } from './shot-writer';
import { type ShotCreate, ShotItem } from './shot.dto';
import { SHOT, SHOT_NAME } from './shots.resources';

/** SQL: the live shot that has the project and name of `given`. */
const LIVE_SHOT_WITH_NAME = rowWithKey(SHOT, SHOT_NAME, 'given', 't.id, t.episode_id');

/** Where rows go: one episode, or the episodes of a project by their names. */
export interface ImportTarget {
  project_id: string;
  /** Set when the whole file goes into one episode. */
  episode_id?: string;
}

/** What a row does whose name a live shot of the project has. */
export type OnExisting = 'skip' | 'update' | 'fail';

/** What became of one row. */
export interface RowResult {
  row: ImportRow;
  /** The HTTP status that the row alone would have had. */
  status: number;
  id?: string;
  /** For a row that changed nothing: it was skipped, or everything was so already. */
  note?: 'skipped' | 'unchanged';
  problem?: ProblemError;
}

/** What became of a batch; `stopped`: its last row met a shot that exists, and `on_existing` is `fail`. */
export interface BatchResult {
  results: RowResult[];
  stopped: boolean;
}

/** A readable, valid row and the episode that it goes to. */
interface GoodRow {
  row: ImportRow;
  item: ShotItem;
  episode_id: string;
}

/** Puts rows of an upload into the database, a batch at a time. */
@Injectable()
export class ShotImporter {
  constructor(
    private readonly database: Database,
    private readonly writer: ShotWriter,
  ) {}

  /** The episode of the address, if the caller may import into it. @throws ProblemError 404 · 403 */
  async episodeTarget(id: string, caller: Caller): Promise<ImportTarget> {
    const row = await this.database.readOne<{ project_id: string; role: ProjectRole | null }>(
      'import.episode',
      `select e.project_id, ${projectRole('p', '$2')} as role from episodes e join projects p on p.id = e.project_id
        where e.id = $1 and e.deleted_at is null`,
      [id, caller.id],
    );
    if (!row || !isVisible(caller, row.role)) throw notFound('episode', id);
    refuseReader(caller, row.role);
    return { project_id: row.project_id, episode_id: id };
  }

  /** The project of the address, if the caller may import into it. @throws ProblemError 404 · 403 */
  async projectTarget(id: string, caller: Caller): Promise<ImportTarget> {
    const row = await this.database.readOne<{ role: ProjectRole | null }>(
      'import.project',
      `select ${projectRole('p', '$2')} as role from projects p where p.id = $1 and p.deleted_at is null`,
      [id, caller.id],
    );
    if (!row || !isVisible(caller, row.role)) throw notFound('project', id);
    refuseReader(caller, row.role);
    return { project_id: id };
  }

  /** Does a batch in one transaction; its results may be reported when this returns. */
  do(rows: readonly ImportRow[], target: ImportTarget, onExisting: OnExisting, caller: Caller): Promise<BatchResult> {
    return this.database.atomic(() => this.batch(rows, { target, onExisting, caller, dry: false }));
  }

  /**
   * Says what {@link do} would do with all batches, and undoes each piece of it at once, so that nobody waits for a name
   * that will not be taken. One transaction, which is rolled back.
   */
  rehearse(
    batches: AsyncIterable<ImportRow[]>,
    target: ImportTarget,
    onExisting: OnExisting,
    caller: Caller,
    report: (batch: BatchResult) => Promise<void>,
  ): Promise<void> {
    return this.database.rehearse(async () => {
      await this.database.write(
        'import.imagine',
        'create temp table imagined_shots (name_key text primary key) on commit drop',
      );
      for await (const rows of batches) {
        const batch = await this.batch(rows, { target, onExisting, caller, dry: true });
        await report(batch);
        if (batch.stopped) return;
      }
    });
  }

  /** A name that stands twice in a file meets the row made before it: the batch is cut where a name repeats. */
  private async batch(rows: readonly ImportRow[], run: Run): Promise<BatchResult> {
    const results = new Map<ImportRow, RowResult>();
    const good = await this.valid(rows, run.target, results);
    let stoppedAt: ImportRow | undefined;
    for (let rest = good; rest.length > 0 && !stoppedAt;) {
      const met = await this.meet(rest, run);
      const piece = upToRepeatedName(met);
      const end = run.onExisting === 'fail' ? piece.findIndex((row) => exists(row)) : -1;
      const blocked = end === -1 ? undefined : piece[end];
      const written = end === -1 ? piece : piece.slice(0, end);
      for (const result of await this.write(written, run)) results.set(result.row, result);
      if (blocked) {
        stoppedAt = blocked.row;
        results.set(blocked.row, refused(blocked.row, existing(blocked)));
      }
      rest = rest.slice(piece.length);
    }
    const ordered: RowResult[] = [];
    for (const row of rows) {
      const result = results.get(row);
      if (result) ordered.push(result);
      if (row === stoppedAt) break;
    }
    return { results: ordered, stopped: stoppedAt !== undefined };
  }

  /** The rows that can be tried; what is wrong with the others goes into `results`. */
  private async valid(
    rows: readonly ImportRow[],
    target: ImportTarget,
    results: Map<ImportRow, RowResult>,
  ): Promise<GoodRow[]> {
    const read: { row: ImportRow; item: ShotItem; episode: string | undefined }[] = [];
    for (const row of rows) {
      const { fields } = row;
      const problem = fields
        ? faultOf(fields)
        : new ProblemError('malformed_request', row.fault ?? 'The row cannot be read.');
      if (problem || !fields) {
        if (problem) results.set(row, refused(row, problem));
        continue;
      }
      const { episode, ...rest } = fields;
      const { value, errors } = checked(ShotItem, rest);
      const wrongEpisode = episode !== undefined && typeof episode !== 'string';
      if (wrongEpisode) errors.push({ pointer: '/episode', detail: 'must be the name of an episode' });
      if (errors.length > 0)
        results.set(row, refused(row, new ProblemError('invalid_input', sentenceOf(errors), errors)));
      else read.push({ row, item: value, episode: typeof episode === 'string' ? episode : undefined });
    }
    const episodes = await this.episodesByName(
      read.flatMap(({ episode }) => episode ?? []),
      target,
    );
    return read.flatMap(({ row, item, episode }) => {
      const id = episode === undefined ? target.episode_id : episodes.get(episode);
      if (id !== undefined && (target.episode_id === undefined || id === target.episode_id))
        return [{ row, item, episode_id: id }];
      results.set(row, refused(row, wrongEpisode(episode, id)));
      return [];
    });
  }

  private async episodesByName(names: readonly string[], target: ImportTarget): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.database.write<{ name: string; id: string }>(
      'import.episodes',
      `select given.name, e.id from unnest($2::text[]) given(name) join episodes e
          on e.project_id = $1 and ${nameKey('e.name')} = ${nameKey('given.name')} and e.deleted_at is null`,
      [target.project_id, [...new Set(names)]],
    );
    return new Map(rows.map((row) => [row.name, row.id]));
  }

  /** Which live shot of the project has each row's name, or, in a dry run, whether an earlier row would have made one. */
  private async meet(rows: readonly GoodRow[], run: Run): Promise<MetRow[]> {
    const imagined = run.dry
      ? `exists (select from imagined_shots i where i.name_key = ${nameKey('given.name')})`
      : 'false';
    const found = await this.database.write<{
      name_key: string;
      holder: string | null;
      holder_episode: string | null;
      imagined: boolean;
    }>(
      run.dry ? 'import.meet_dry' : 'import.meet',
      `select ${nameKey('given.name')} as name_key, s.id as holder, s.episode_id as holder_episode, ${imagined} as imagined
        from (select $1::uuid as project_id, name, place from unnest($2::text[]) with ordinality names(name, place)) given
        left join ${LIVE_SHOT_WITH_NAME} s on true
        order by given.place`,
      [run.target.project_id, rows.map((row) => row.item.name)],
    );
    return rows.map((row, index) => ({ ...row, ...(found[index] as (typeof found)[number]) }));
  }

  /** Creates and updates a piece in which no name repeats; a dry run undoes it and remembers the names. */
  private async write(piece: readonly MetRow[], run: Run): Promise<RowResult[]> {
    if (piece.length === 0) return [];
    if (!run.dry) return this.writePiece(piece, run);
    await this.database.write('import.begin_piece', 'savepoint piece');
    const results = await this.writePiece(piece, run);
    await this.database.write('import.undo_piece', 'rollback to savepoint piece');
    const created = new Set(results.filter((result) => result.status === 201).map((result) => result.row));
    await this.database.write(
      'import.remember',
      'insert into imagined_shots select unnest($1::text[]) on conflict do nothing',
      [piece.filter(({ row }) => created.has(row)).map(({ name_key }) => name_key)],
    );
    return results.map(({ id, ...result }) => (result.status === 201 || id === undefined ? result : { ...result, id }));
  }

  private async writePiece(piece: readonly MetRow[], { target, onExisting, caller }: Run): Promise<RowResult[]> {
    const results: RowResult[] = [];
    const made = piece.filter((row) => !exists(row));
    const creates = made.map(({ item, episode_id }): ShotCreate => Object.assign(item, { episode_id }));
    for (const [index, outcome] of (await this.writer.create(creates, caller)).entries()) {
      // Somebody else took the name between the look and the insert; a second run of the transaction sees it.
      if (!isDone(outcome) && outcome.problem.code === 'duplicate') throw new RunAgainError();
      results.push(resultOf(made[index] as MetRow, outcome, 201));
    }
    const changed: MetRow[] = [];
    for (const met of piece.filter(exists)) {
      if (onExisting === 'skip')
        results.push({ row: met.row, status: 200, note: 'skipped', ...(met.holder !== null && { id: met.holder }) });
      else if (met.holder === null) results.push({ row: met.row, status: 200 });
      else if (target.episode_id !== undefined && met.holder_episode !== target.episode_id)
        results.push(refused(met.row, elsewhere(met)));
      else changed.push(met);
    }
    const patches = changed.map(({ item, episode_id, holder }) =>
      Object.assign(item, { episode_id, id: holder ?? '' }),
    );
    for (const [index, outcome] of (await this.writer.update(patches, caller, 'replace')).entries())
      results.push(resultOf(changed[index] as MetRow, outcome, 200));
    return results;
  }
}

/** One import: where to, how, for whom. */
interface Run {
  target: ImportTarget;
  onExisting: OnExisting;
  caller: Caller;
  dry: boolean;
}

/** A row and what it meets. */
interface MetRow extends GoodRow {
  name_key: string;
  holder: string | null;
  holder_episode: string | null;
  imagined: boolean;
}

function exists(row: MetRow): boolean {
  return row.holder !== null || row.imagined;
}

function upToRepeatedName(rows: readonly MetRow[]): MetRow[] {
  const seen = new Set<string>();
  const end = rows.findIndex(({ name_key }) => seen.size === seen.add(name_key).size);
  return end === -1 ? [...rows] : rows.slice(0, end);
}

function resultOf({ row }: MetRow, outcome: Outcome, status: number): RowResult {
  if (!isDone(outcome)) return refused(row, outcome.problem);
  return { row, status, id: outcome.id, ...(outcome.unchanged && { note: 'unchanged' as const }) };
}

function refused(row: ImportRow, problem: ProblemError): RowResult {
  return { row, status: problem.status, problem };
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

function existing(met: MetRow): ProblemError {
  const where = met.holder === null ? 'a row before this one' : `the shot ${met.holder}`;
  return duplicate(
    met,
    `The name "${met.item.name}" is taken by ${where}, and on_existing is "fail", so the import stopped here.`,
  );
}

function elsewhere(met: MetRow): ProblemError {
  return duplicate(
    met,
    `The name "${met.item.name}" belongs to a shot of another episode (${String(met.holder_episode)}), which an import into this one does not move.`,
  );
}

function duplicate(met: MetRow, detail: string): ProblemError {
  return new ProblemError('duplicate', detail, [
    {
      pointer: '/name',
      detail,
      constraint: 'idx_shots_project_name_unique',
      ...(met.holder !== null && { conflicting_id: met.holder }),
    },
  ]);
}

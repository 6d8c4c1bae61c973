import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { ContentStore, FileTooLargeError, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import { Answer } from '../../http/answer';
import { notFound, ProblemError } from '../../http/problem';
import { isDone } from '../../resources/bulk/outcome';
import { permitted } from '../../resources/rights';
import { Rows } from '../../resources/rows';
import type { Export } from '../../transfer/exporter';
import { ComponentWriter, type GivenComponent } from '../components/component-writer';
import { DrawingProjectRows } from '../drawings/drawing-projects';
import { isCurrent } from './current-components';
import type { KissImport, KissImportQuery, KissQuery, KissReconciliation, ReconcileQuery } from './exchange.dto';
import {
  addedValues,
  componentOf,
  editOf,
  givenComponent,
  type KeptComponent,
  type KissComponent,
} from './kiss-components';
import { changedKiss, type KissValues } from './kiss/kiss-changes';
import { type KissDocument, readKiss, writeKiss } from './kiss/kiss-document';
import { KISS_LIMITS } from './kiss/kiss-lines';
import { KissError, KissProblems } from './kiss/kiss-problems';
import { type KissRow, kissRows } from './kiss/kiss-rows';
import { reconcile, type StoredComponent } from './reconcile';

/** Components that are made by one call of the writer. */
const BATCH = 1000;
const ROWS_A_TURN = 5000;
/** So many components a file is compared with: all of them are held at once. */
const MOST_COMPARED = 200_000;

const KEPT = `c.piece_mark, c.mark_level, c.assembly_mark, c.quantity, c.component_type, c.size, c.material_type, c.length_mm, c.finish, c.description`;

/** The KISS file of a drawing. */
interface KeptFile {
  sha256: string;
  file_name: string | null;
  unit: 'mm' | 'inches';
}

/** A component of a drawing, and the line that it came from. */
type LinedComponent = KeptComponent & { line: number | null };

/** KISS files in and out: their rows become components of a drawing, and the file is written back with what changed since. */
@Injectable()
export class KissExchangeService {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly drawings: DrawingProjectRows,
    private readonly writer: ComponentWriter,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
  ) {}

  /**
   * Makes components of the rows of a file, all of them or none, and keeps the file.
   *
   * @returns 201 with what was made and noticed
   * @throws ProblemError 404 · 403 · 409 the drawing has components of a KISS file already · 413 · 415 no KISS file
   */
  async import(drawingId: string, body: Readable, query: KissImportQuery, caller: Caller): Promise<Answer> {
    await this.rows.find('drawing', drawingId, 'add to', caller);
    const file = await this.receive(body);
    try {
      const { document, problems, rows } = await read(createReadStream(file.path), query);
      const made: { component: KissComponent; line: number }[] = [];
      for (const row of rows) {
        const component = componentOf(row, problems);
        if (component) made.push({ component, line: row.line });
      }
      const given = made.map(({ component, line }) => givenComponent(component, drawingId, file.sha256, line));
      await this.database.atomic(() => this.take(drawingId, file, document, query.file_name, given, caller));
      const report: KissImport = {
        drawing_id: drawingId,
        sha256: file.sha256,
        components_created: made.length,
        main_marks: made.filter(({ component }) => component.mark_level === 'main').length,
        pieces: made.reduce((sum, { component }) => sum + component.quantity, 0),
        ...reportOf(document, problems),
      };
      return new Answer(201, JSON.stringify(report), { location: `/api/v1/drawings/${drawingId}/kiss` });
    } finally {
      await file.discard();
    }
  }

  /**
   * The file that the drawing's components came by, with what was changed, removed and added since; byte by byte the same when
   * nothing was.
   *
   * @throws ProblemError 404
   */
  async export(drawingId: string, caller: Caller): Promise<Export> {
    await this.rows.requireSeen('drawing', drawingId, caller);
    const kept = await this.database.readOne<KeptFile>(
      'kiss_files.read',
      'select sha256, file_name, unit from kiss_files where drawing_id = $1',
      [drawingId],
    );
    if (!kept) throw notFound('KISS file of the drawing', drawingId);
    const stream = await this.store.open(kept.sha256);
    if (!stream) throw new ProblemError('not_found', 'The file is not in the store any more.');
    const { document, rows } = await read(stream, { unit: kept.unit });
    const came = new Map<number, KissComponent>();
    for (const row of rows) {
      const component = componentOf(row);
      if (component) came.set(row.line, component);
    }
    const changes = await this.changes(drawingId, kept.sha256, came);
    const written = changes ? changedKiss(document, changes) : document;
    const charset = document.encoding === 'utf-8' ? 'utf-8' : 'iso-8859-1';
    return {
      stream: Readable.from(writeKiss(written)),
      contentType: `text/plain; charset=${charset}`,
      fileName: kept.file_name ?? 'drawing.kss',
    };
  }

  /** Compares a file with the project's components. Nothing is kept. @throws ProblemError 404 · 400 · 413 · 415 · 422 */
  async reconcile(projectId: string, body: Readable, query: ReconcileQuery, caller: Caller): Promise<Answer> {
    const { drawing_id, limit } = query;
    await this.rows.requireSeen('project', projectId, caller);
    if (drawing_id !== undefined) await this.rows.refuseUnseen('drawing_id', 'drawing', drawing_id, caller);
    const file = await this.receive(body);
    try {
      const { document, problems, rows } = await read(createReadStream(file.path), query);
      const stored = await this.database.stream(
        'kiss.stored',
        `select c.id, ${KEPT} from components c where ${isCurrent('$1', '$2')} limit ${String(MOST_COMPARED + 1)}`,
        [projectId, drawing_id ?? null],
      );
      let compared = 0;
      const counted = async function* (): AsyncGenerator<StoredComponent> {
        for await (const component of stored as AsyncIterable<StoredComponent>) {
          if (++compared > MOST_COMPARED)
            throw new ProblemError(
              'too_many_components',
              `The project has more than ${String(MOST_COMPARED)} components. Compare the file with one drawing, by drawing_id.`,
            );
          yield component;
        }
      };
      const differences = await reconcile(rows, counted()).finally(() => stored.destroy());
      const counts = new Map<string, number>();
      for (const { code } of differences) counts.set(code, (counts.get(code) ?? 0) + 1);
      const report: KissReconciliation = {
        file_rows: rows.length,
        stored_components: compared,
        difference_counts: Object.fromEntries(counts),
        differences: differences.slice(0, limit),
        ...reportOf(document, problems),
      };
      return Answer.json(JSON.stringify(report));
    } finally {
      await file.discard();
    }
  }

  private async receive(body: Readable): Promise<ReceivedFile> {
    try {
      return await this.store.receive(body, { maxBytes: KISS_LIMITS.bytes });
    } catch (error) {
      if (error instanceof FileTooLargeError)
        throw new ProblemError('body_too_large', `A KISS file has at most ${String(KISS_LIMITS.bytes)} bytes.`);
      throw error;
    }
  }

  /** In a transaction. One after the other gives a drawing its file. */
  private async take(
    drawingId: string,
    file: ReceivedFile,
    document: KissDocument,
    fileName: string | undefined,
    components: readonly GivenComponent[],
    caller: Caller,
  ): Promise<void> {
    const drawing = (await this.drawings.lock([drawingId], caller)).get(drawingId);
    permitted('drawing', drawingId, drawing, 'add to', caller);
    const [other] = await this.database.write<{ sha256: string; is_used: boolean }>(
      'kiss_files.other',
      `select k.sha256, exists (select from components c where c.drawing_id = k.drawing_id and c.deleted_at is null
          and c.exchange->'kiss'->>'file' = k.sha256) as is_used from kiss_files k where k.drawing_id = $1`,
      [drawingId],
    );
    if (other?.is_used === true)
      throw new ProblemError(
        'state_conflict',
        `The drawing has components of ${other.sha256 === file.sha256 ? 'this very KISS file' : 'another KISS file'} already. Compare the file with them (kiss/reconcile), import it into the drawing that supersedes this one, or delete those components first.`,
      );
    await this.files.adopt([file]);
    await this.database.write(
      'kiss_files.insert',
      `insert into kiss_files (drawing_id, sha256, file_name, unit, header, created_by, updated_by) values ($1, $2, $3, $4, $5, $6, $6)
        on conflict (drawing_id) do update set sha256 = excluded.sha256, file_name = excluded.file_name, unit = excluded.unit,
          header = excluded.header, version = kiss_files.version + 1, updated_at = now(), updated_by = excluded.updated_by`,
      [drawingId, file.sha256, fileName ?? null, document.units.unit, JSON.stringify(document.header), caller.id],
    );
    for (let from = 0; from < components.length; from += BATCH) {
      const outcomes = await this.writer.create(components.slice(from, from + BATCH), caller);
      for (const outcome of outcomes) if (!isDone(outcome)) throw outcome.problem;
    }
  }

  /** What is different from the rows that components came from; undefined when nothing is. */
  private async changes(drawingId: string, sha256: string, came: ReadonlyMap<number, KissComponent>) {
    const components = await this.database.stream(
      'kiss.components',
      `select ${KEPT}, case when c.exchange->'kiss'->>'file' = $2 then (c.exchange->'kiss'->>'line')::int end as line
        from components c where c.drawing_id = $1 and c.deleted_at is null order by c.created_at, c.id`,
      [drawingId, sha256],
    );
    const edited = new Map<number, Partial<KissValues>>();
    const removed = new Set(came.keys());
    const added: KissValues[] = [];
    try {
      for await (const { line, ...now } of components as AsyncIterable<LinedComponent>) {
        const row = line === null ? undefined : came.get(line);
        if (!row || line === null || !removed.delete(line)) {
          added.push(addedValues(now));
          continue;
        }
        const edit = editOf(row, now);
        if (edit) edited.set(line, edit);
      }
    } finally {
      components.destroy();
    }
    return edited.size + removed.size + added.length === 0 ? undefined : { edited, removed, added };
  }
}

/** @throws ProblemError 413 · 415 */
async function read(
  bytes: AsyncIterable<Uint8Array>,
  { unit }: KissQuery,
): Promise<{ document: KissDocument; problems: KissProblems; rows: KissRow[] }> {
  try {
    const document = await readKiss(bytes, unit === undefined ? {} : { unit });
    const { problems } = document;
    const rows: KissRow[] = [];
    for (const row of kissRows(document, problems)) {
      rows.push(row);
      if (rows.length % ROWS_A_TURN === 0) await nextTurn();
    }
    return { document, problems, rows };
  } catch (error) {
    if (!(error instanceof KissError)) throw error;
    const isForeign = error.code === 'not_kiss' || error.code === 'binary';
    throw new ProblemError(isForeign ? 'unsupported_media_type' : 'body_too_large', error.message, [
      { pointer: '', detail: `${error.code}${error.line === null ? '' : ` in line ${String(error.line)}`}` },
    ]);
  }
}

function reportOf({ header, encoding, units, lines }: KissDocument, problems: KissProblems) {
  const { unit, form, sure, why } = units;
  return {
    header: { ...header },
    encoding,
    units: { unit, form, sure, why },
    lines: lines.length,
    problem_counts: Object.fromEntries(problems.counts),
    problems: problems.kept,
  };
}

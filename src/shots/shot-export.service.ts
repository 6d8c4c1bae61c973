import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { notFound, ProblemError, unknownReference } from '../http/problem';
import type { ShotExportQuery } from './shot.dto';
import { harmless } from './spreadsheet-cells';

/** What may be exported: SQL, and whether a spreadsheet could run it. */
const COLUMNS: Readonly<Record<string, { sql: string; text?: true }>> = {
  episode: { sql: 'e.name', text: true },
  name: { sql: 's.name', text: true },
  description: { sql: 's.description', text: true },
  status: { sql: 's.status', text: true },
  frame_start: { sql: 's.frame_start' },
  frame_end: { sql: 's.frame_end' },
  data: { sql: 's.data' },
  id: { sql: 's.id' },
  project_id: { sql: 's.project_id' },
  project_name: { sql: 'p.name', text: true },
  episode_id: { sql: 's.episode_id' },
  created_at: { sql: 's.created_at' },
  updated_at: { sql: 's.updated_at' },
  created_by: { sql: 's.created_by' },
  updated_by: { sql: 's.updated_by' },
  version: { sql: 's.version' },
};

/** All that an import takes. */
const DEFAULT = 'episode,name,description,status,frame_start,frame_end,data';

/** An export on its way: its bytes, its media type, and a name for the file. */
export interface Export {
  stream: Readable;
  contentType: string;
  fileName: string;
}

/** Exports the shots of a project as a stream from one snapshot. */
@Injectable()
export class ShotExportService {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError 404 · 400 for an unknown column or episode */
  async export(projectId: string, query: ShotExportQuery, caller: Caller): Promise<Export> {
    const columns = columnsOf(query.columns ?? DEFAULT);
    const [project] = await this.database.read<{ name: string }>(
      'export.project',
      `select p.name from projects p where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`,
      [projectId, caller.id],
    );
    if (!project) throw notFound('project', projectId);
    if (query.episode_id !== undefined) await this.refuseOtherEpisode(query.episode_id, projectId);
    const rows = await this.database.stream('export.shots', selectOf(columns, query), [
      projectId,
      ...(query.episode_id === undefined ? [] : [query.episode_id]),
    ]);
    const fileName = `${project.name.replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '_')}.${query.format}`;
    return query.format === 'csv'
      ? { stream: csvOf(rows, columns), contentType: 'text/csv; charset=utf-8; header=present', fileName }
      : { stream: linesOf(rows), contentType: 'application/x-ndjson; charset=utf-8', fileName };
  }

  private async refuseOtherEpisode(id: string, projectId: string): Promise<void> {
    const sql = 'select id from episodes where id = $1 and project_id = $2 and deleted_at is null';
    if (!(await this.database.readOne('export.episode', sql, [id, projectId])))
      throw unknownReference('episode_id', 'episode of this project', id);
  }
}

function columnsOf(given: string): string[] {
  const columns = given.split(',').map((column) => column.trim());
  const unknown = columns.filter(
    (column, index) => !Object.hasOwn(COLUMNS, column) || columns.indexOf(column) !== index,
  );
  if (unknown.length > 0)
    throw new ProblemError(
      'invalid_input',
      `${unknown[0] === '' ? 'An empty column' : (unknown[0] ?? '')} is no column, or stands twice; there are ${Object.keys(COLUMNS).join(', ')}.`,
      unknown.map((column) => ({ pointer: 'columns', detail: `${column} is no column, or stands twice` })),
    );
  return columns;
}

/** In the order of a cut: by episode, then as the shots were made. */
function selectOf(columns: readonly string[], query: ShotExportQuery): string {
  const cells = columns.map((column) => {
    const { sql } = COLUMNS[column] as { sql: string };
    return query.format === 'csv' ? `(${sql})::text as ${column}` : `${sql} as ${column}`;
  });
  const selected = query.format === 'csv' ? cells.join(', ') : `row_to_json(r) as json`;
  const rendered = query.format === 'csv' ? '' : ` cross join lateral (select ${cells.join(', ')}) r`;
  return `select ${selected} from shots s join episodes e on e.id = s.episode_id join projects p on p.id = s.project_id${rendered}
    where s.project_id = $1 and s.deleted_at is null${query.episode_id === undefined ? '' : ' and s.episode_id = $2'}
    order by e.position, ${nameKey('e.name')}, s.created_at, s.id`;
}

function csvOf(rows: Readable, columns: readonly string[]): Readable {
  const cells = new Transform({
    objectMode: true,
    transform(row: Record<string, string | null>, _encoding, done) {
      done(
        null,
        columns.map((column) => (COLUMNS[column]?.text ? harmless(row[column] ?? '') : (row[column] ?? ''))),
      );
    },
  });
  return joined(rows, cells, stringify({ header: true, columns: [...columns], quoted_match: /[\r\n]/ }));
}

function linesOf(rows: Readable): Readable {
  const lines = new Transform({
    writableObjectMode: true,
    transform(row: { json: string }, _encoding, done) {
      done(null, `${row.json}\n`);
    },
  });
  return joined(rows, lines, new PassThrough());
}

/** One stream: whichever end breaks, the others, and the connection behind them, are let go. */
function joined(rows: Readable, middle: Transform, end: Transform): Readable {
  pipeline(rows, middle, end, () => undefined);
  return end;
}

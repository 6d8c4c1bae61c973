import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import { Database } from '../database/database.service';
import type { Columns } from './columns';
import { harmless } from './spreadsheet-cells';
import type { FileFormat } from './transfer.dto';

/** What an export reads, in SQL, and what its file is called. */
export interface ExportedRows {
  /** The statement's name, by which it is measured. */
  statement: string;
  /** Those that were chosen, in that order. */
  columns: Columns;
  /** The tables, joined. */
  from: string;
  where: string;
  orderBy: string;
  values: readonly unknown[];
  /** The file's name without its ending; what a file system may not take is replaced. */
  title: string;
}

/** An export on its way: its bytes, its media type, and a name for the file. */
export interface Export {
  stream: Readable;
  contentType: string;
  fileName: string;
}

/** Exports rows of any number as a stream from one snapshot. */
@Injectable()
export class Exporter {
  constructor(private readonly database: Database) {}

  /** Begins an export. The caller must read the stream to its end, or destroy it. */
  async export(exported: ExportedRows, format: FileFormat): Promise<Export> {
    const { statement, columns, values, title } = exported;
    const rows = await this.database.stream(statement, selectOf(exported, format), values);
    const fileName = `${title.replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '_')}.${format}`;
    return format === 'csv'
      ? { stream: csvOf(rows, columns), contentType: 'text/csv; charset=utf-8; header=present', fileName }
      : { stream: linesOf(rows), contentType: 'application/x-ndjson; charset=utf-8', fileName };
  }
}

function selectOf({ columns, from, where, orderBy }: ExportedRows, format: FileFormat): string {
  const cells = Object.entries(columns).map(([name, { sql }]) =>
    format === 'csv' ? `(${sql})::text as ${name}` : `${sql} as ${name}`,
  );
  const selected = format === 'csv' ? cells.join(', ') : `row_to_json(exported) as json`;
  const rendered = format === 'csv' ? '' : ` cross join lateral (select ${cells.join(', ')}) exported`;
  return `select ${selected} from ${from}${rendered} where ${where} order by ${orderBy}`;
}

function csvOf(rows: Readable, columns: Columns): Readable {
  const guards = Object.entries(columns).map(([name, { holds }]) => ({ name, isText: holds === 'text' }));
  const cells = new Transform({
    objectMode: true,
    transform(row: Record<string, string | null>, _encoding, done) {
      done(
        null,
        guards.map(({ name, isText }) => (isText ? harmless(row[name] ?? '') : (row[name] ?? ''))),
      );
    },
  });
  return joined(rows, cells, stringify({ header: true, columns: Object.keys(columns), quoted_match: /[\r\n]/ }));
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

import { type Info, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { ProblemError } from '../http/problem';
import { type Columns, parsedJson, readCell, takenNames } from './columns';
import { harmless } from './spreadsheet-cells';
import type { FileFormat } from './transfer.dto';

/** One row of an upload. */
export interface ImportRow {
  /** Where it begins in the file, from 1; a CSV header is line 1. */
  line: number;
  /** What it says, by column, as a create would take it; absent when the row cannot be read. */
  fields?: Record<string, unknown>;
  /** Why it cannot be read. */
  fault?: string;
  /** The row with an `import_error`, ready to be written to the file of rejected rows. */
  rejected(reason: string): string;
}

/** An upload that is being read: rows in order, and what comes before the first rejected row. */
export interface ImportRows {
  rejectsHeader: string;
  rows: AsyncIterable<ImportRow>;
}

/** Longest row, in characters; more is no row but a quotation mark that was never closed. */
const LONGEST_ROW = 1_000_000;

/** The column of a file of rejected rows that says why; when the file is sent again, it says nothing. */
const REASON = 'import_error';

/** Whose rows they are. */
export interface RowKind {
  /** The word for many: `shots`. */
  many: string;
  columns: Columns;
}

/**
 * Opens an upload.
 *
 * @throws ProblemError 400 for a CSV header with unknown or repeated columns, or without a required one
 */
export async function readRows(path: string, format: FileFormat, kind: RowKind): Promise<ImportRows> {
  return format === 'csv' ? readCsv(path, kind) : { rejectsHeader: '', rows: jsonRows(path, kind.columns) };
}

async function readCsv(path: string, kind: RowKind): Promise<ImportRows> {
  const delimiter = await delimiterOf(path);
  const faults: { line: number; fault: string; raw: string }[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    // A JSON text in a cell without quotes around it is no fault.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_ROW,
    raw: true,
    on_skip: (error, raw) => {
      faults.push({
        line: (error as { lines?: number } | undefined)?.lines ?? 0,
        fault: error?.message ?? 'cannot be read',
        raw: raw ?? '',
      });
      return undefined;
    },
  });
  const source = createReadStream(path);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<{ record: string[]; info: Info; raw: string }>;
  const first = await records.next();
  const header = first.done ? undefined : first.value.record.map((name) => name.trim());
  if (header) refuseHeader(header, kind);
  return {
    rejectsHeader: header ? stringify([[...header.filter((name) => name !== REASON), REASON]], { delimiter }) : '',
    rows: csvRows(records, header ?? [], kind.columns, delimiter, faults),
  };
}

async function* csvRows(
  records: AsyncIterator<{ record: string[]; info: Info; raw: string }>,
  header: readonly string[],
  columns: Columns,
  delimiter: string,
  faults: { line: number; fault: string; raw: string }[],
): AsyncGenerator<ImportRow> {
  // The parser is ahead of what has been asked for; faults are told of where they stand.
  const broken = function* (upTo: number): Generator<ImportRow> {
    const due = faults.filter(({ line }) => line <= upTo);
    faults.splice(0, faults.length, ...faults.filter(({ line }) => line > upTo));
    for (const { line, fault, raw } of due)
      yield {
        line,
        fault: `The row cannot be read: ${fault}.`,
        rejected: () => (raw.endsWith('\n') ? raw : `${raw}\n`),
      };
  };
  for (let next = await records.next(); !next.done; next = await records.next()) {
    const { record, info } = next.value;
    yield* broken(info.lines);
    const line = info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
    const rejected = (reason: string) =>
      stringify(
        [[...header.flatMap((name, index) => (name === REASON ? [] : [record[index] ?? ''])), harmless(reason)]],
        { delimiter, quoted_match: /[\r\n]/ },
      );
    if (record.length !== header.length)
      yield {
        line,
        fault: `The row has ${String(record.length)} cells, the header ${String(header.length)}.`,
        rejected,
      };
    else yield { line, rejected, ...fieldsOf(header, record, columns) };
  }
  yield* broken(Number.POSITIVE_INFINITY);
}

function fieldsOf(
  header: readonly string[],
  record: readonly string[],
  columns: Columns,
): { fields: Record<string, unknown> } | { fault: string } {
  const fields: Record<string, unknown> = {};
  for (const [index, name] of header.entries()) {
    const cell = record[index] ?? '';
    if (cell.includes('\0')) return { fault: `${name} contains a NUL.` };
    const column = columns[name];
    const read = column && !column.exportOnly ? readCell(column, cell) : undefined;
    if (!read) continue;
    if ('fault' in read) return { fault: `${name} ${read.fault}.` };
    fields[name] = read.value;
  }
  return { fields };
}

function refuseHeader(header: readonly string[], { many, columns }: RowKind): void {
  const unknown = header.filter((name) => !Object.hasOwn(columns, name) && name !== REASON);
  const repeated = header.filter((name, index) => header.indexOf(name) !== index);
  const missing = Object.keys(columns).filter((name) => columns[name]?.required && !header.includes(name));
  const wrong = [
    ...unknown.map((name) => ({ pointer: name.slice(0, 100), detail: `is not a column of ${many}` })),
    ...repeated.map((name) => ({ pointer: name, detail: 'stands twice in the header' })),
    ...missing.map((name) => ({ pointer: name, detail: 'is missing' })),
  ];
  const [first] = wrong;
  if (first)
    throw new ProblemError(
      'invalid_input',
      `The header is wrong: ${first.pointer === '' ? 'a column without a name' : first.pointer} ${first.detail}. An import takes ${takenNames(columns).join(', ')}.`,
      wrong,
    );
}

/** Comma, semicolon or tab, whichever the first line has most of; spreadsheets of half the world write semicolons. */
async function delimiterOf(path: string): Promise<string> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0).finally(() => file.close());
  const line = buffer.toString('utf8', 0, bytesRead).split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

async function* jsonRows(path: string, columns: Columns): AsyncGenerator<ImportRow> {
  const isPassedOver = (name: string) => name === REASON || columns[name]?.exportOnly === true;
  let line = 0;
  for await (const text of lines(path)) {
    line++;
    if (text.trim() === '') continue;
    const found = text.length > LONGEST_ROW ? undefined : parsedJson(line === 1 ? text.replace(/^\uFEFF/, '') : text);
    const value = found?.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { line, fault: 'The line is not a JSON object.', rejected: () => `${text.slice(0, LONGEST_ROW)}\n` };
      continue;
    }
    const rejected = (reason: string) => `${JSON.stringify({ ...value, [REASON]: reason })}\n`;
    yield {
      line,
      rejected,
      fields: Object.fromEntries(Object.entries(value).filter(([name]) => !isPassedOver(name))),
    };
  }
}

/** Lines by LF or CRLF only: U+2028 may stand in a JSON text. */
async function* lines(path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    // An endless line is cut, and refused as what it is.
    if (rest.length > LONGEST_ROW) rest = rest.slice(0, LONGEST_ROW + 1);
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
  }
  if (rest !== '') yield rest;
}

import { stringify } from 'csv-stringify/sync';
import type { Writable } from 'node:stream';
import { harmless } from '../../../transfer/spreadsheet-cells';
import { Count, pour, type Written } from './archive-writer';
import { type ExportedPicture, inOrder, PICTURE_COLUMNS } from './exported-picture';

/** Writes a list of pictures, without their bytes; see {@link ArchiveWriter.write}. */
export type ListWriter = (
  pictures: AsyncIterable<ExportedPicture>,
  output: Writable,
  signal: AbortSignal,
) => Promise<Written>;

/** So many rows become text at once. */
const ROWS_AT_ONCE = 100;

/** Comma-separated values (RFC 4180), UTF-8, one header. What is absent is an empty cell; labels and provenance are JSON. */
export const writeCsv: ListWriter = async (pictures, output, signal) => {
  const counter = new Count();
  const bytes = await pour(() => csvOf(counter.of(pictures)), output, signal);
  return { count: counter.count, bytes };
};

async function* csvOf(pictures: AsyncIterable<ExportedPicture>): AsyncGenerator<Uint8Array> {
  let rows: string[][] = [[...PICTURE_COLUMNS]];
  for await (const picture of pictures) {
    rows.push(PICTURE_COLUMNS.map((name) => cell(picture[name])));
    if (rows.length < ROWS_AT_ONCE) continue;
    yield Buffer.from(stringify(rows, { quoted_match: /[\r\n]/ }));
    rows = [];
  }
  if (rows.length > 0) yield Buffer.from(stringify(rows, { quoted_match: /[\r\n]/ }));
}

function cell(value: ExportedPicture[keyof ExportedPicture]): string {
  if (value === null) return '';
  if (typeof value === 'string') return harmless(value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** A JSON array, one picture a line. */
export const writeJson: ListWriter = async (pictures, output, signal) => {
  const counter = new Count();
  const bytes = await pour(() => arrayOf(counter.of(pictures)), output, signal);
  return { count: counter.count, bytes };
};

async function* arrayOf(pictures: AsyncIterable<ExportedPicture>): AsyncGenerator<Uint8Array> {
  let before = '[\n';
  for await (const picture of pictures) {
    yield Buffer.from(before + JSON.stringify(inOrder(picture)));
    before = ',\n';
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

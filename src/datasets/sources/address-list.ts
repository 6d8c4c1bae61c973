import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { type Columns, parsedJson } from '../../transfer/columns';
import { type ImportRow, readRows } from '../../transfer/import-rows';
import type { FoundPicture } from './found-picture';
import { readAddress } from './picture-address';

/** CSV with a header, a JSON value a line, or an address a line. */
export type ListFormat = 'csv' | 'ndjson' | 'text';

/** A picture of a list. */
export interface ListedPicture extends FoundPicture {
  labels?: string[];
}

/** A line of a list: what it says, or a sentence that says why it cannot be read. Lines count from 1. */
export type ListedAddress = { line: number; picture: ListedPicture } | { line: number; problem: string };

/** Characters. A longer line is no address but a file of another kind. */
const LONGEST_LINE = 1_000_000;

const MOST_LABELS = 50;
const LONGEST_LABEL = 100;

/** Texts beside the address, and how many characters they may have. */
const LONGEST = { title: 500, author: 200, licence: 200, attribution: 1000 } as const;
const LINKS = ['licence_address', 'author_address', 'source_page'] as const;
const FIELDS = ['address', ...Object.keys(LONGEST), ...LINKS, 'labels'];

/**
 * Reads a list of addresses line by line, in bounded memory however long it is.
 *
 * - `csv`: the columns `address` (or `url`), `title`, `author`, `licence`, `attribution`, `licence_address`,
 *   `author_address`, `source_page` and `labels` (separated by `;` or `|`); or one column of any name, also without a header
 * - `ndjson`: objects with those fields, `labels` being an array, or the address itself as a text
 * - `text`: an address a line; empty lines and lines that begin with `#` say nothing
 *
 * @param path of a file in UTF-8
 * @throws ProblemError 400 for a CSV header with unknown columns, or without an address
 */
export async function* readAddressList(path: string, format: ListFormat): AsyncGenerator<ListedAddress> {
  switch (format) {
    case 'csv':
      yield* csvList(path);
      break;
    case 'ndjson':
      for await (const { line, text } of lines(path)) if (text.trim() !== '') yield { line, ...readJson(text) };
      break;
    case 'text':
      for await (const { line, text } of lines(path))
        if (text.trim() !== '' && !text.trimStart().startsWith('#')) yield { line, ...readFields({ address: text }) };
  }
}

async function* csvList(path: string): AsyncGenerator<ListedAddress> {
  const header = await firstLine(path);
  const names = header.split(/[,;\t]/).map(unquoted);
  if (names.length > 1) {
    const addressColumn = names.includes('url') && !names.includes('address') ? 'url' : 'address';
    const { rows } = await readRows(path, 'csv', { many: 'addresses', columns: columns(addressColumn) });
    for await (const row of rows) yield listedRow(row, addressColumn);
    return;
  }
  for await (const { line, text } of lines(path)) {
    const isHeader = line === 1 && 'problem' in readAddress(unquoted(text));
    if (!isHeader && text.trim() !== '') yield { line, ...readFields({ address: unquoted(text) }) };
  }
}

/** A list only comes in, so its columns have no SQL. */
function columns(addressColumn: string): Columns {
  const column = { sql: '', holds: 'text', empty: 'nothing' } as const;
  return Object.fromEntries(
    FIELDS.map((field) => (field === 'address' ? [addressColumn, { ...column, required: true }] : [field, column])),
  );
}

function listedRow({ line, fields, fault }: ImportRow, addressColumn: string): ListedAddress {
  if (!fields) return { line, problem: fault ?? 'The row cannot be read.' };
  const { [addressColumn]: address, labels, ...others } = fields;
  const parts = typeof labels === 'string' ? { labels: labels.split(/[;|]/) } : {};
  return { line, ...readFields({ ...others, ...parts, address }) };
}

function readJson(text: string): { picture: ListedPicture } | { problem: string } {
  const value = text.length > LONGEST_LINE ? undefined : parsedJson(text)?.value;
  if (typeof value === 'string') return readFields({ address: value });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'The line is neither a JSON object nor a text in quotation marks.' };
  return readFields(value as Record<string, unknown>);
}

function readFields(fields: Readonly<Record<string, unknown>>): { picture: ListedPicture } | { problem: string } {
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined)
    return { problem: `“${unknown.slice(0, 100)}” is no field of an address; there are ${FIELDS.join(', ')}.` };
  if (typeof fields.address !== 'string') return { problem: 'There is no address.' };
  const read = readAddress(fields.address);
  if ('problem' in read) return read;
  const picture: ListedPicture = { address: read.address };
  for (const [name, longest] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    const text = fields[name];
    if (text === undefined || text === null) continue;
    if (typeof text !== 'string') return { problem: `${name} must be a text.` };
    if (text.length > longest)
      return { problem: `${name} has ${text.length} characters, and at most ${longest} are taken.` };
    if (text.trim() !== '') picture[name] = text.trim();
  }
  for (const name of LINKS) {
    const text = fields[name];
    if (text === undefined || text === null || text === '') continue;
    const link = typeof text === 'string' ? readAddress(text) : { problem: 'It must be a text.' };
    if ('problem' in link) return { problem: `${name} cannot be read. ${link.problem}` };
    picture[name] = link.address;
  }
  const labels = readLabels(fields.labels);
  if ('problem' in labels) return labels;
  if (labels.labels.length > 0) picture.labels = labels.labels;
  return { picture };
}

function readLabels(given: unknown): { labels: string[] } | { problem: string } {
  if (given === undefined || given === null) return { labels: [] };
  if (!Array.isArray(given) || !given.every((label) => typeof label === 'string'))
    return { problem: 'labels must be texts.' };
  const labels = [...new Set(given.map((label) => label.trim()).filter((label) => label !== ''))];
  if (labels.length > MOST_LABELS)
    return { problem: `There are ${labels.length} labels, and at most ${MOST_LABELS} are taken.` };
  const long = labels.find((label) => label.length > LONGEST_LABEL);
  return long === undefined
    ? { labels }
    : { problem: `A label has ${long.length} characters, and at most ${LONGEST_LABEL} are taken.` };
}

/** A cell of a CSV file by itself. */
function unquoted(cell: string): string {
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replaceAll('""', '"').trim()
    : text;
}

async function firstLine(path: string): Promise<string> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0).finally(() => file.close());
  const text = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
  return text.split(/[\r\n]/, 1)[0] ?? '';
}

/** Ends are LF or CRLF. */
async function* lines(path: string): AsyncGenerator<{ line: number; text: string }> {
  const decoder = new StringDecoder('utf8');
  let line = 0;
  let rest = '';
  const whole = (text: string) => {
    line++;
    const start = line === 1 && text.startsWith('\uFEFF') ? 1 : 0;
    return { line, text: text.slice(start, text.endsWith('\r') ? -1 : undefined) };
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    // An endless line is cut, and refused as what it is.
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE + 1);
    for (const part of parts) yield whole(part);
  }
  rest += decoder.end();
  if (rest !== '') yield whole(rest);
}

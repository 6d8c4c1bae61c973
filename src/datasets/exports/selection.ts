import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { Database } from '../../database/database.service';
import type { ContentStore, ReceivedFile } from '../../files/content-store';
import type { ExportedPicture, Split } from './archives/exported-picture';
import type { Pair } from './archives/splits';
import type { ReadOptions } from './export-options';

/** SQL: is the image `i` of the crawl job $1 selected? Values from $2 on are the given ones. */
export function selected({ only_valid, filter }: Pick<ReadOptions, 'only_valid' | 'filter'>): {
  sql: string;
  values: unknown[];
} {
  const values: unknown[] = [];
  const conditions = [
    `i.crawl_job_id = $1 and i.outcome = 'downloaded' and i.sha256 is not null and i.deleted_at is null and not i.is_excluded`,
  ];
  if (only_valid) conditions.push('i.is_valid');
  const where = (value: unknown, condition: (at: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${String(values.length + 1)}`));
  };
  where(filter.verdict, (at) => `i.verdict = any(${at}::text[])`);
  where(filter.labels, (at) => `i.labels ?| ${at}::text[]`);
  where(filter.hosts, (at) => `i.host = any(${at}::text[])`);
  where(filter.licences, (at) => `i.licence = any(${at}::text[])`);
  where(filter.formats, (at) => `i.format = any(${at}::text[])`);
  for (const column of ['width', 'height', 'file_size'] as const) {
    where(filter[`min_${column}`], (at) => `i.${column} >= ${at}::int`);
    where(filter[`max_${column}`], (at) => `i.${column} <= ${at}::int`);
  }
  where(filter.min_quality, (at) => `i.quality_score >= ${at}::float8`);
  return { sql: conditions.join(' and '), values };
}

const utc = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * SQL: the selected images as they were found, each with its number, that of the first of its near duplicates, and that of the
 * first with the same bytes. Pictures that were never compared are near duplicates of none but their copies.
 */
function picturesOf(condition: string, metadata: boolean): string {
  return `with numbered as (select i.id, i.sha256, coalesce(i.duplicate_group::text, i.sha256) as alike,
        row_number() over (order by i.position, i.id)::int as n from images i where ${condition}),
      linked as (select id, n, min(n) over (partition by alike) as twin, min(n) over (partition by sha256) as copy from numbered)
    select l.n, l.twin, l.copy, coalesce(i.format, '') as format, ${utc('i.downloaded_at')} as fetched_at,
      json_build_object('id', i.id, 'file_name', i.filename, 'sha256', i.sha256, 'size', f.size, 'width', i.width, 'height', i.height,
        'format', coalesce(i.format, ''), 'split', null, 'labels', i.labels, 'title', i.title, 'original_url', i.original_url,
        'final_url', i.provenance->>'final_address', 'source_page', i.source_page, 'fetched_at', ${utc('i.downloaded_at')},
        'author', i.author, 'licence', i.licence, 'licence_url', i.licence_url, 'attribution', i.attribution, 'verdict', i.verdict,
        'phash', lpad(to_hex(i.perceptual_hash), 16, '0'), 'group', l.twin, 'provenance', ${metadata ? 'i.provenance' : 'null::jsonb'}) as json
    from linked l join images i on i.id = l.id join stored_files f on f.sha256 = i.sha256 order by l.n`;
}

interface SelectedRow {
  n: number;
  twin: number;
  copy: number;
  format: string;
  fetched_at: string | null;
  json: string;
}

/** Bytes that are gathered before they go to the disk. */
const GATHERED = 65_536;

/**
 * The pictures of an export, read from the database once, in one snapshot, and kept in a file from then on: what is divided,
 * checked and written is the same, however long it takes and whatever happens to the rows meanwhile. A line is
 * `<number> <first near duplicate> <first copy> <picture as JSON>`.
 */
export class Selection {
  private constructor(
    /** Must be kept or discarded. */
    readonly file: ReceivedFile,
    readonly total: number,
    /** How many pictures there are of each. */
    readonly formats: ReadonlyMap<string, number>,
    /** When the newest picture was fetched, in ISO 8601; null where nobody knows. */
    readonly newest: string | null,
  ) {}

  /** @throws the signal's reason · what the database or the store fails with */
  static async read(
    database: Database,
    store: ContentStore,
    crawlJobId: string,
    options: ReadOptions,
    signal: AbortSignal,
  ): Promise<Selection> {
    const formats = new Map<string, number>();
    let total = 0;
    let newest: string | null = null;
    const { sql, values } = selected(options);
    const rows = await database.stream('export_jobs.select', picturesOf(sql, options.metadata), [
      crawlJobId,
      ...values,
    ]);
    async function* lines(): AsyncGenerator<Uint8Array> {
      let gathered = '';
      for await (const row of rows as AsyncIterable<SelectedRow>) {
        total++;
        formats.set(row.format, (formats.get(row.format) ?? 0) + 1);
        if (row.fetched_at !== null && (newest === null || row.fetched_at > newest)) newest = row.fetched_at;
        gathered += `${String(row.n)} ${String(row.twin)} ${String(row.copy)} ${row.json}\n`;
        if (gathered.length < GATHERED) continue;
        yield Buffer.from(gathered);
        gathered = '';
      }
      yield Buffer.from(gathered);
    }
    try {
      const file = await store.receive(lines(), { maxBytes: Number.MAX_SAFE_INTEGER, signal });
      return new Selection(file, total, formats, newest);
    } finally {
      rows.destroy();
    }
  }

  /** The numbers of the pictures. */
  *numbers(): Generator<number> {
    for (let n = 1; n <= this.total; n++) yield n;
  }

  /** Which pictures are near duplicates or copies of which, by their numbers. */
  async *pairs(): AsyncGenerator<Pair> {
    for await (const line of linesOf(createReadStream(this.file.path))) {
      const [n = 0, twin = 0, copy = 0] = line.split(' ', 3).map(Number);
      if (twin !== n) yield [n, twin];
      if (copy !== n && copy !== twin) yield [n, copy];
    }
  }

  /** The pictures in their order, divided as is said. */
  async *pictures(
    placeOf: (n: number) => { split: Split; group: number } | undefined,
  ): AsyncGenerator<ExportedPicture> {
    let n = 0;
    for await (const line of linesOf(createReadStream(this.file.path))) yield { ...pictureOf(line), ...placeOf(++n) };
  }
}

/** The picture of a line. */
export function pictureOf(line: string): ExportedPicture {
  return JSON.parse(line.slice(line.indexOf('{'))) as ExportedPicture;
}

/** The lines of a selection's file. They end by LF only: U+2028 may stand in a JSON text. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of bytes) {
    const parts = (rest + decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}

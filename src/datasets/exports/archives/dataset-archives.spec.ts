import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  anyPictures,
  type DrawnPicture,
  each,
  Kept,
  type ReadEntries,
  readTar,
  readTarGz,
  readZip,
  sha256,
  storeOf,
} from '../../../../test/support/archives';
import { original } from '../../../transfer/spreadsheet-cells';
import { type Entry, MODIFIED } from './archive-entry';
import type { ArchiveWriter } from './archive-writer';
import type { DatasetDescription } from './dataset-description';
import { datasetEntries, PictureFileError } from './dataset-entries';
import { type ExportedPicture, PICTURE_COLUMNS, SPLITS } from './exported-picture';
import { writeCsv, writeJson } from './picture-lists';
import { TarGzWriter, TarWriter } from './tar-writer';
import { commonSuffix, MixedFormatsError, type ShardLimits, webdatasetEntries } from './webdataset';
import { ZipWriter } from './zip-writer';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'continuity-dataset-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const never = new AbortController().signal;
const about: DatasetDescription = {
  name: 'Lamps *and* boats',
  description: 'Pictures of lamps.\n# Not a heading',
  url: 'https://continuity.example/projects/1',
  creator: 'Studio 图',
  published: '2026-11-27',
  made: {
    sources: [{ type: 'page', address: 'https://example.org' }],
    filter: null,
    validation_rules: { min_width: 50 },
  },
  versions: { continuity: '0.1.0', sharp: '0.35.5' },
  splits: {
    shares: { train: 8, validation: 1, test: 1 },
    seed: 'seed',
    groups: 3,
    largest_group: 2,
    proof: { pairs_checked: 4, pairs_across_splits: 0 },
  },
};
const divided = anyPictures(['jpeg', 'png', 'webp', '../x'], [...SPLITS, null]);
const jpegs = anyPictures(['jpeg'], [...SPLITS, null]);
const picturesOf = (drawn: readonly DrawnPicture[]) => each(drawn.map(({ picture }) => picture));

async function archived(writer: ArchiveWriter, entries: AsyncIterable<Entry>): Promise<Buffer> {
  const output = new Kept();
  await writer.write(entries, output, never);
  return output.bytes();
}

const shardsOf = (drawn: readonly DrawnPicture[], limits: ShardLimits, suffix = 'jpg') =>
  webdatasetEntries(picturesOf(drawn), storeOf(drawn), about, { suffix, scratch, limits });

interface Line extends ExportedPicture {
  path: string;
  name: string;
}

/** The documents of an archive, each checked as far as it can be alone; the list of pictures, line by line. */
function documentsOf(read: ReadEntries, pictures: readonly ExportedPicture[]): Line[] {
  const textOf = (name: string) => {
    const found = read.filter((entry) => entry.name === name);
    expect([name, found.length]).toEqual([name, 1]);
    return String(found[0]?.body);
  };
  const lines = textOf('pictures.ndjson')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  expect(
    lines.map(({ path, name, ...picture }) => (path.endsWith(name) || path.startsWith('shards/') ? picture : path)),
  ).toEqual(pictures);
  const manifest = JSON.parse(textOf('manifest.json')) as {
    files: { name: string; size: number; sha256: string }[];
    counts: { pictures: number; bytes: number };
  };
  expect(manifest.files.map(({ name }) => name)).toEqual([
    'pictures.ndjson',
    'ATTRIBUTION.md',
    'croissant.json',
    'README.md',
  ]);
  for (const { name, size, sha256: hash } of manifest.files)
    expect([name, Buffer.byteLength(textOf(name)), sha256(textOf(name))]).toEqual([name, size, hash]);
  expect(manifest).toMatchObject({
    name: about.name,
    made: about.made,
    versions: about.versions,
    splits: about.splits,
  });
  expect(manifest.counts).toMatchObject({
    pictures: pictures.length,
    bytes: pictures.reduce((sum, { size }) => sum + size, 0),
  });
  const attributed = textOf('ATTRIBUTION.md')
    .split('\n')
    .filter((line) => line.startsWith('- `'));
  expect(attributed.map((line) => /^- `([^`]+)`: /.exec(line)?.[1])).toEqual(lines.map(({ path }) => path));
  expect(textOf('README.md')).toContain(`${String(pictures.length)} pictures`);
  croissantHolds(JSON.parse(textOf('croissant.json')) as Node, lines, textOf('pictures.ndjson'));
  return lines;
}

type Node = Record<string, unknown>;

/** What Croissant 1.1 asks for, and that every reference leads somewhere, down to columns that each line has. */
function croissantHolds(croissant: Node, lines: readonly Line[], list: string): void {
  expect(croissant).toMatchObject({
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: about.name,
    url: about.url,
    datePublished: about.published,
    creator: { name: about.creator },
  });
  for (const required of ['@context', 'description', 'license']) expect(croissant).toHaveProperty([required]);
  const defined: string[] = [];
  const referred: string[] = [];
  const columns: string[] = [];
  const words = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = value as Node;
    if (typeof node['@id'] === 'string') (Object.keys(node).length === 1 ? referred : defined).push(node['@id']);
    if (typeof node.column === 'string') columns.push(node.column);
    for (const [key, inner] of Object.entries(node)) {
      words.add(key);
      if (key !== 'data') walk(inner);
    }
  };
  walk(croissant.distribution);
  walk(croissant.recordSet);
  expect(new Set(defined).size).toBe(defined.length);
  expect(defined).toEqual(expect.arrayContaining(referred));
  for (const line of lines) expect(Object.keys(line)).toEqual(expect.arrayContaining(columns));
  // What is not schema.org's is in the context, or it would mean something else.
  const ofSchemaOrg = ['name', 'description', 'contentUrl', 'contentSize', 'encodingFormat', 'sha256'];
  const context = Object.keys(croissant['@context'] as Node);
  expect([...context, ...ofSchemaOrg, '@type', '@id']).toEqual(expect.arrayContaining([...words]));
  expect(croissant.distribution).toContainEqual(
    expect.objectContaining({
      '@id': 'pictures.ndjson',
      sha256: sha256(list),
      contentSize: `${String(Buffer.byteLength(list))} B`,
    }),
  );
}

/** Samples of a shard by WebDataset's rules: files next to each other belong together as long as their key is the same. */
function samplesOf(shard: ReadEntries): { key: string; files: Record<string, Buffer> }[] {
  const samples: { key: string; files: Record<string, Buffer> }[] = [];
  for (const { name, body } of shard) {
    // The key ends at the first dot of the file's name.
    const [, folder = '', key = '', suffix = ''] = /^((?:.*\/)?)([^./]*)\.([^/]*)$/.exec(name) ?? [];
    const last = samples.at(-1);
    if (last?.key === folder + key) {
      expect(last.files).not.toHaveProperty([suffix]);
      last.files[suffix] = body;
    } else samples.push({ key: folder + key, files: { [suffix]: body } });
  }
  return samples;
}

describe.each([
  ['zip', () => new ZipWriter(scratch), readZip],
  ['tar', () => new TarWriter(), readTar],
  ['tar.gz', () => new TarGzWriter(), readTarGz],
] as const)('a dataset as %s', (_format, writer, read) => {
  it('holds the pictures that were selected, as they were served, and documents that say so', async () => {
    await fc.assert(
      fc.asyncProperty(divided, async (drawn) => {
        const pictures = drawn.map(({ picture }) => picture);
        const entries = await read(
          await archived(writer(), datasetEntries(picturesOf(drawn), storeOf(drawn), about, scratch)),
        );
        const lines = documentsOf(entries, pictures);
        const files = entries.slice(0, drawn.length);
        expect(entries).toHaveLength(drawn.length + 5);
        expect(files.map(({ body }) => sha256(body))).toEqual(pictures.map((picture) => picture.sha256));
        expect(files.map(({ name }) => name)).toEqual(lines.map(({ path }) => path));
        for (const [index, { name }] of files.entries()) {
          const { split } = pictures[index] as ExportedPicture;
          expect(name).toMatch(
            new RegExp(`^images/${split === null ? '' : `${split}/`}\\d{9}-[0-9a-f]{8}\\.(jpg|png|webp|bin)$`),
          );
        }
        // The name alone tells pictures apart, also where case does not count.
        expect(new Set(lines.map(({ name }) => name.toLowerCase())).size).toBe(drawn.length);
      }),
      { numRuns: 100 },
    );
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('a WebDataset', () => {
  it('gives every sample to a reader that goes by its rules', async () => {
    const limits = fc.record({ samples: fc.integer({ min: 1, max: 5 }), bytes: fc.integer({ min: 1, max: 30_000 }) });
    await fc.assert(
      fc.asyncProperty(jpegs, limits, async (drawn, limit) => {
        const pictures = drawn.map(({ picture }) => picture);
        const entries = await readTar(await archived(new TarWriter(), shardsOf(drawn, limit)));
        const lines = documentsOf(entries, pictures);
        const shards = entries.filter(({ name }) => name.startsWith('shards/'));
        const keys: string[] = [];
        const given = new Map<string, Line>();
        for (const { name, body } of shards) {
          const samples = samplesOf(await readTar(body));
          expect(samples.length).toBeGreaterThan(0);
          expect(samples.length).toBeLessThanOrEqual(limit.samples);
          if (samples.length > 1) expect(body.length).toBeLessThanOrEqual(limit.bytes);
          for (const { key, files } of samples) {
            expect(key).toMatch(/^\d+$/);
            expect(Object.keys(files).sort()).toEqual(['jpg', 'json', 'txt']);
            const line = JSON.parse(String(files.json)) as Line;
            expect([line.path, line.name]).toEqual([name, `${key}.jpg`]);
            expect(sha256(files.jpg ?? '')).toBe(line.sha256);
            expect(String(files.txt)).toBe(line.labels.join(', '));
            expect(name).toContain(`shards/${line.split ?? 'data'}-`);
            keys.push(key);
            given.set(key, line);
          }
        }
        expect(new Set(keys).size).toBe(drawn.length);
        expect([...given].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)).toEqual(lines);
      }),
      { numRuns: 100 },
    );
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('has one suffix for all pictures, or says why there is none', () => {
    expect(commonSuffix(new Map([['jpeg', 3]]))).toBe('jpg');
    expect(commonSuffix(new Map())).toBe('jpg');
    const mixed = new Map([
      ['jpeg', 3],
      ['png', 1],
    ]);
    expect(() => commonSuffix(mixed)).toThrow(MixedFormatsError);
    expect(() => commonSuffix(mixed)).toThrow(/3 jpeg, 1 png.*filter/);
    expect(commonSuffix(mixed, 'jpg')).toBe('jpg');
    for (const wrong of ['', 'json', 'txt', '.jpg', 'a/b', 'JPG'])
      expect(() => commonSuffix(mixed, wrong)).toThrow(MixedFormatsError);
  });

  it('takes pictures of several formats under the suffix that was chosen', async () => {
    const [drawn = []] = fc.sample(
      divided.filter((pictures) => new Set(pictures.map(({ picture }) => picture.format)).size > 1),
      { numRuns: 1, seed: 7 },
    );
    const entries = await readTar(await archived(new TarWriter(), shardsOf(drawn, { samples: 3, bytes: 1e9 }, 'img')));
    documentsOf(
      entries,
      drawn.map(({ picture }) => picture),
    );
    for (const { name, body } of entries)
      if (name.startsWith('shards/'))
        for (const { files } of samplesOf(await readTar(body)))
          expect(Object.keys(files).sort()).toEqual(['img', 'json', 'txt']);
  });
});

describe.each([
  [
    'zip',
    (drawn: DrawnPicture[]) =>
      archived(new ZipWriter(scratch), datasetEntries(picturesOf(drawn), storeOf(drawn), about, scratch)),
  ],
  [
    'tar',
    (drawn: DrawnPicture[]) =>
      archived(new TarWriter(), datasetEntries(picturesOf(drawn), storeOf(drawn), about, scratch)),
  ],
  ['webdataset', (drawn: DrawnPicture[]) => archived(new TarWriter(), shardsOf(drawn, { samples: 3, bytes: 1e9 }))],
  ['csv', (drawn: DrawnPicture[]) => listed(writeCsv, drawn)],
  ['json', (drawn: DrawnPicture[]) => listed(writeJson, drawn)],
] as const)('%s', (_format, write) => {
  it('is the same again, at another time', async () => {
    const [drawn = []] = fc.sample(
      jpegs.filter(({ length }) => length > 8),
      { numRuns: 1, seed: 3 },
    );
    const first = await write(drawn);
    jest.useFakeTimers({ now: MODIFIED, doNotFake: ['nextTick', 'setImmediate'] });
    try {
      expect((await write(drawn)).equals(first)).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });
});

async function listed(write: typeof writeCsv, drawn: readonly DrawnPicture[]): Promise<Buffer> {
  const output = new Kept();
  const report = await write(picturesOf(drawn), output, never);
  expect(report).toEqual({ count: drawn.length, bytes: output.bytes().length });
  return output.bytes();
}

it('a list as JSON holds every picture with every column', async () => {
  await fc.assert(
    fc.asyncProperty(divided, async (drawn) => {
      expect(JSON.parse(String(await listed(writeJson, drawn)))).toEqual(drawn.map(({ picture }) => picture));
    }),
    { numRuns: 100 },
  );
});

it('a list as CSV holds every picture with every column, and nothing that a spreadsheet runs', async () => {
  const emptied = (value: unknown) => (value === null ? '' : value);
  await fc.assert(
    fc.asyncProperty(divided, async (drawn) => {
      const bytes = await listed(writeCsv, drawn);
      const [header = [], ...rows] = parse(bytes, { relax_column_count: false });
      expect(header).toEqual(PICTURE_COLUMNS);
      for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      const read = rows.map((row) =>
        Object.fromEntries(
          PICTURE_COLUMNS.map((name, index) => {
            const cell = row[index] ?? '';
            if (['labels', 'provenance'].includes(name))
              return [name, cell === '' ? '' : (JSON.parse(cell) as unknown)];
            return ['size', 'width', 'height', 'group'].includes(name) && cell !== ''
              ? [name, Number(cell)]
              : [name, original(cell)];
          }),
        ),
      );
      const expected = drawn.map(({ picture }) =>
        Object.fromEntries(PICTURE_COLUMNS.map((name) => [name, emptied(picture[name])])),
      );
      expect(read).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

describe('a picture whose bytes are not what they were', () => {
  const [drawn = []] = fc.sample(
    jpegs.filter(([first]) => (first?.bytes.length ?? 0) > 20),
    { numRuns: 1, seed: 5 },
  );
  const write = (open: () => Readable | undefined) =>
    archived(
      new TarWriter(),
      datasetEntries(picturesOf(drawn), { open: () => Promise.resolve(open()) }, about, scratch),
    );

  it('ends the export, which names it', async () => {
    await expect(write(() => undefined)).rejects.toThrow(PictureFileError);
    await expect(write(() => undefined)).rejects.toThrow(/picture 0{8}-.* is not in the store any more/);
    const changed = Buffer.from(drawn[0]?.bytes ?? '');
    changed.writeUInt8(changed.readUInt8(3) ^ 1, 3);
    await expect(write(() => Readable.from([changed]))).rejects.toThrow(/picture 0{8}-.* is damaged/);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

it('holds as little of 4,000 pictures as of 500', async () => {
  const body = Buffer.alloc(100, 'x');
  const hash = sha256(body);
  const [{ picture } = { picture: undefined }] =
    fc.sample(
      jpegs.filter(({ length }) => length > 0),
      {
        numRuns: 1,
        seed: 9,
      },
    )[0] ?? [];
  /** Pictures that were asked for and whose bytes were not yet. */
  const most = async (kind: 'folders' | 'shards', count: number) => {
    let asked = 0;
    let opened = 0;
    let ahead = 0;
    async function* pictures(): AsyncGenerator<ExportedPicture> {
      while (asked < count) {
        asked++;
        ahead = Math.max(ahead, asked - opened);
        yield await Promise.resolve({
          ...(picture as ExportedPicture),
          id: String(asked),
          sha256: hash,
          size: body.length,
          split: SPLITS[asked % 3] ?? null,
        });
      }
    }
    const files = {
      open: () => {
        opened++;
        return Promise.resolve(Readable.from([body]));
      },
    };
    const nowhere = new Writable({
      write(_piece, _encoding, done) {
        done();
      },
    });
    const limits = { samples: 100, bytes: 1e9 };
    const entries =
      kind === 'folders'
        ? datasetEntries(pictures(), files, about, scratch)
        : webdatasetEntries(pictures(), files, about, { suffix: 'jpg', scratch, limits });
    const writer = kind === 'folders' ? new ZipWriter(scratch) : new TarWriter();
    await writer.write(entries, nowhere, never);
    return ahead;
  };
  // One at a time; of shards those of the three splits that are not full.
  expect([await most('folders', 500), await most('folders', 4_000)]).toEqual([1, 1]);
  expect(await most('shards', 500)).toBeLessThanOrEqual(301);
  expect(await most('shards', 4_000)).toBeLessThanOrEqual(301);
});

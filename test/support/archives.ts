import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fromBufferPromise } from 'yauzl';
import type { Entry } from '../../src/datasets/exports/archives/archive-entry';
import type { ExportedPicture, Split } from '../../src/datasets/exports/archives/exported-picture';

/** What is read out of an archive, in its order. */
export type ReadEntries = { name: string; body: Buffer }[];

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** An output that keeps everything. */
export class Kept extends Writable {
  private readonly pieces: Buffer[] = [];

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.pieces.push(Buffer.from(piece));
    done();
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

export async function readZip(archive: Buffer): Promise<ReadEntries> {
  const zip = await fromBufferPromise(archive, { strictFileNames: true });
  const read: ReadEntries = [];
  for await (const entry of zip.eachEntry()) {
    const body = await buffer(await zip.openReadStreamPromise(entry));
    read.push({ name: entry.fileName, body });
  }
  return read;
}

export async function readTar(archive: Buffer): Promise<ReadEntries> {
  const read: ReadEntries = [];
  for await (const entry of Readable.from([archive]).pipe(extract()))
    read.push({ name: entry.header.name, body: await buffer(entry) });
  return read;
}

export async function readTarGz(archive: Buffer): Promise<ReadEntries> {
  return readTar(await buffer(Readable.from([archive]).pipe(createGunzip())));
}

/** Yields things one by one, as a database does. */
export async function* each<T>(things: Iterable<T>): AsyncGenerator<T> {
  for (const thing of things) yield await Promise.resolve(thing);
}

/** Chinese, combining accents, emoji, right to left, quotes: what people call files. */
const words = fc.constantFrom(
  '图片',
  'e\u0301te\u0301',
  '👩‍👩‍👧‍👦',
  'שלום',
  'a',
  'Straße',
  "it's",
  '"',
  ',',
  ' ',
  '\n',
  '=1+1',
  '中文😀',
);
/** Any text that is well-formed, often of such words. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40, size: 'max' }),
  fc.array(words, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.integer({ min: 200, max: 2000 }).map((length) => '长'.repeat(length)),
);

const part = fc
  .oneof(
    fc.array(fc.constantFrom('图片', 'e\u0301', '👩‍👧', 'ß', 'A', 'x.jpg', '.', '-', ' ', '_'), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.integer({ min: 60, max: 250 }).map((length) => ['n'.repeat(length)]),
    fc.integer({ min: 30, max: 80 }).map((length) => ['长'.repeat(length)]),
  )
  .map((parts) => `${parts.join('').replace(/[. ]+$/, '')}_`);

/** Bytes of any number up to this one, which look random or are all alike. Drawn one by one they would take most of a run. */
const anyBytes = (most: number) =>
  fc.tuple(fc.integer({ min: 0, max: most }), fc.nat(), fc.boolean()).map(([length, seed, isFlat]): Buffer =>
    isFlat
      ? Buffer.alloc(length, seed)
      : Buffer.concat(
          [
            createHash('shake256', { outputLength: length || 1 })
              .update(String(seed))
              .digest(),
          ],
          length,
        ),
  );

/** Entries with names that archives may have: deep, long, in any script, each once. */
export const anyEntries = fc
  .uniqueArray(fc.tuple(fc.array(part, { minLength: 1, maxLength: 8, size: 'max' }), anyBytes(1500)), {
    selector: ([parts]) => parts.join('/'),
    maxLength: 12,
    size: 'max',
  })
  .map((entries) => entries.map(([parts, body]) => ({ name: parts.join('/'), body })));

/** Entries whose bodies come in pieces, or at once. */
export function entriesOf(read: ReadEntries): Entry[] {
  return read.map(({ name, body }, index) => ({
    name,
    size: body.length,
    body: () =>
      index % 2 === 0 ? body : Readable.from(body.length === 0 ? [] : [body.subarray(0, 7), body.subarray(7)]),
  }));
}

/** A picture with its bytes. */
export interface DrawnPicture {
  picture: ExportedPicture;
  bytes: Buffer;
}

/** Drawn quickly: fast-check's own addresses take most of a run. */
const address = fc.nat(1_000_000).map((number) => `https://example.org/图/${String(number)}?a=b&c=<d>`);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Pictures with any metadata. @param formats among which theirs is drawn */
export function anyPictures(
  formats: readonly string[],
  splits: readonly (Split | null)[],
): fc.Arbitrary<DrawnPicture[]> {
  const drawn = fc.record({
    bytes: anyBytes(2000),
    file_name: anyText,
    width: maybe(fc.nat()),
    height: maybe(fc.nat()),
    format: fc.constantFrom(...formats),
    split: fc.constantFrom(...splits),
    labels: fc.array(anyText, { maxLength: 3 }),
    title: maybe(anyText),
    original_url: address,
    final_url: maybe(address),
    source_page: maybe(address),
    fetched_at: maybe(fc.constant('2026-11-27T10:00:00Z')),
    author: maybe(anyText),
    licence: maybe(anyText),
    licence_url: maybe(address),
    attribution: maybe(anyText),
    verdict: maybe(fc.constantFrom('ok', 'recoverable')),
    phash: maybe(fc.constant('00ff00ff00ff00ff')),
    group: maybe(fc.nat()),
    provenance: maybe(fc.record({ redirects: fc.array(address, { maxLength: 2 }), note: anyText })),
  });
  return fc.array(drawn, { maxLength: 12, size: 'max' }).map((pictures) =>
    pictures.map(({ bytes, ...rest }, index) => ({
      picture: { id: uuidOf(index), sha256: sha256(bytes), size: bytes.length, ...rest },
      bytes,
    })),
  );
}

/** A store of the pictures' bytes, and of nothing else. */
export function storeOf(drawn: readonly DrawnPicture[]): { open: (hash: string) => Promise<Readable | undefined> } {
  const kept = new Map(drawn.map(({ picture, bytes }) => [picture.sha256, bytes]));
  return {
    open: (hash) => {
      const bytes = kept.get(hash);
      return Promise.resolve(
        bytes && Readable.from(bytes.length === 0 ? [] : [bytes.subarray(0, 9), bytes.subarray(9)]),
      );
    },
  };
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index * 3 + 1).padStart(12, '0')}`;
}

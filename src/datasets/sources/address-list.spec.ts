import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { harmless } from '../../transfer/spreadsheet-cells';
import { type ListedAddress, type ListedPicture, type ListFormat, readAddressList } from './address-list';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'continuity-lists-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function read(format: ListFormat, text: string | Buffer): Promise<ListedAddress[]> {
  const path = join(folder, 'list');
  writeFileSync(path, text);
  const rows: ListedAddress[] = [];
  for await (const row of readAddressList(path, format)) rows.push(row);
  return rows;
}
const at = (line: number, address: string): ListedAddress => ({ line, picture: { address } });
const problem = (line: number, text: RegExp) => ({ line, problem: expect.stringMatching(text) as string });

it('reads a text with an address a line', async () => {
  const text =
    '\uFEFFhttps://a.example/1.jpg\r\n\n  # a comment\n  HTTPS://B.example/2.jpg#x  \nnot an address\nftp://c/\nhttps://ü.example/3,4.jpg';
  expect(await read('text', text)).toEqual([
    at(1, 'https://a.example/1.jpg'),
    at(4, 'https://b.example/2.jpg'),
    problem(5, /no absolute address/),
    problem(6, /Only http and https/),
    at(7, 'https://xn--tda.example/3,4.jpg'),
  ]);
  expect(await read('text', '')).toEqual([]);
});

it('reads JSON lines: texts and objects', async () => {
  const text = `\uFEFF"https://a.example/1.jpg"
{"address":"https://a.example/2.jpg","title":" A fox ","author":"Ann","licence":"CC0","labels":["fox"," fox ","red",""],"source_page":"https://a.example/#x","attribution":null}

{"address":"https://a.example/3.jpg","colour":"red"}
{"title":"x"}
[1]
{"address":
{"address":"https://a.example/4.jpg","labels":"fox"}
{"address":"https://a.example/5.jpg","title":7}
{"address":"https://a.example/6.jpg","source_page":"nowhere"}
{"address":"https://a.example/7.jpg","title":"${'x'.repeat(501)}"}`;
  expect(await read('ndjson', text)).toEqual([
    at(1, 'https://a.example/1.jpg'),
    {
      line: 2,
      picture: {
        address: 'https://a.example/2.jpg',
        title: 'A fox',
        author: 'Ann',
        licence: 'CC0',
        labels: ['fox', 'red'],
        source_page: 'https://a.example/',
      },
    },
    problem(4, /“colour” is no field/),
    problem(5, /no address/),
    problem(6, /neither a JSON object/),
    problem(7, /neither a JSON object/),
    problem(8, /labels must be texts/),
    problem(9, /title must be a text/),
    problem(10, /source_page cannot be read/),
    problem(11, /title has 501 characters/),
  ]);
});

it('reads CSV by its header, with the separators of the world', async () => {
  const csv = (d: string) =>
    [
      `title${d}url${d}labels`,
      `"A ""fox""\nred"${d}https://a.example/1.jpg?x=1${d}"fox;red|animal"`,
      `${d}${d}`,
      `x${d}https://a.example/2.jpg`,
    ].join('\n');
  for (const delimiter of [',', ';', '\t'])
    expect(await read('csv', csv(delimiter))).toEqual([
      {
        line: 2,
        picture: { address: 'https://a.example/1.jpg?x=1', title: 'A "fox"\nred', labels: ['fox', 'red', 'animal'] },
      },
      problem(4, /no address/),
      problem(5, /2 cells, the header 3/),
    ]);
});

it('reads CSV of one column with any header or none', async () => {
  const rows = [at(2, 'https://a.example/1,2;3.jpg'), at(4, 'https://a.example/2.jpg')];
  for (const header of ['address', '"url"', 'Link to the picture'])
    expect(await read('csv', `${header}\r\nhttps://a.example/1,2;3.jpg\r\n\r\n"https://a.example/2.jpg"\r\n`)).toEqual(
      rows,
    );
  expect(
    await read('csv', 'https://a.example/0.jpg\nhttps://a.example/1,2;3.jpg\n\n"https://a.example/2.jpg"'),
  ).toEqual([at(1, 'https://a.example/0.jpg'), ...rows]);
});

it('refuses a header with unknown columns, or without an address', async () => {
  await expect(read('csv', 'address,colour\nhttps://a.example/1.jpg,red')).rejects.toThrow(/colour is not a column/);
  await expect(read('csv', 'title,author\na,b')).rejects.toThrow(/address is missing/);
});

it.each<[ListFormat]>([['text'], ['ndjson'], ['csv']])(
  'tells of an endless line of %s, and goes on',
  async (format) => {
    const endless = 'x'.repeat(3_000_000);
    const [first, second, ...others] = await read(
      format,
      `address\n${endless}\n${format === 'ndjson' ? '"https://a.example/"' : 'https://a.example/'}`,
    );
    expect(format === 'csv' ? first : second).toEqual(problem(2, /address|JSON/));
    expect([...others, second].at(format === 'csv' ? -1 : 0)).toEqual(at(3, 'https://a.example/'));
  },
);

const word = fc
  .string({ unit: fc.constantFrom(...Array.from('a,"\n=+@\'é🦊 ')), minLength: 1, maxLength: 12 })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const address = fc
  .string({ unit: fc.constantFrom(...Array.from('aü/,;"\'=&?. ')), maxLength: 12 })
  .map((path) => new URL(`https://a.example/${path}`).href);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const picture = fc
  .record({
    address,
    title: optional(word),
    author: optional(word),
    licence: optional(word),
    attribution: optional(word),
    source_page: optional(address),
    labels: optional(fc.uniqueArray(fc.constantFrom('a', 'b', 'é 🦊', '"c"'), { minLength: 1, maxLength: 3 })),
  })
  .map(
    (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ListedPicture & object,
  );

it('reads every list that was written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(picture, { maxLength: 12 }),
      fc.constantFrom(',', ';', '\t'),
      async (pictures, delimiter) => {
        const pictureOf = (row: ListedAddress) => ('picture' in row ? row.picture : row.problem);
        const names = ['title', 'address', 'labels', 'author', 'licence', 'attribution', 'source_page'] as const;
        const csv = stringify(
          pictures.map((one) =>
            names.map((name) => (name === 'labels' ? one.labels?.join('|') : harmless(one[name] ?? ''))),
          ),
          { delimiter, header: true, columns: [...names] },
        );
        expect((await read('csv', csv)).map(pictureOf)).toEqual(pictures);
        const json = pictures.map((one) => JSON.stringify(one)).join('\n');
        expect((await read('ndjson', json)).map(pictureOf)).toEqual(pictures);
        const text = pictures.map((one) => one.address).join('\r\n');
        expect(await read('text', text)).toEqual(pictures.map((one, index) => at(index + 1, one.address)));
      },
    ),
    { numRuns: 150 },
  );
});

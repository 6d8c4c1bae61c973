/* eslint-disable @typescript-eslint/no-non-null-assertion -- what is missing fails the test */
import fc from 'fast-check';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { readXml, type XmlElement } from '../../../test/support/strict-xml';
import { writeXlsx, type XlsxCell, type XlsxColumn, XLSX_LIMITS } from './xlsx';

const columns: XlsxColumn[] = [
  { title: 'Mark', kind: 'text', width: 16 },
  { title: 'Quantity', kind: 'number', width: 10 },
  { title: 'Length', kind: 'number', width: 10 },
];
const sheet = { name: 'Bill', columns };

class Kept extends Writable {
  readonly pieces: Buffer[] = [];
  override _write(piece: Buffer, _: string, done: () => void): void {
    this.pieces.push(piece);
    done();
  }
}

/** The strict reader knows no prefixes; here they are part of the name. */
const strict = (xml: string): XmlElement =>
  readXml(
    xml.replace(' standalone="yes"', '').replace(/<[^>]*>/g, (tag) => tag.replace(/ (xml|xmlns|r):(\w+)=/g, ' $1-$2=')),
  );

async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8'));
  return parts;
}

const meant = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** Rows of cells as a reader that follows the standard sees them. */
const cellsOf = (xml: string): XlsxCell[][] =>
  strict(xml)
    .all('sheetData')[0]!
    .children.map((row) =>
      row.children.map((cell) => {
        const inside = cell.children[0];
        if (!inside) return null;
        return cell.attributes.t === 'inlineStr' ? meant(inside.children[0]!.text) : Number(inside.text);
      }),
    );

async function workbook(rows: Iterable<readonly XlsxCell[]>, options = {}): Promise<Map<string, string>> {
  const kept = new Kept();
  await writeXlsx(rows, sheet, kept, options);
  return partsOf(Buffer.concat(kept.pieces));
}

describe('a workbook', () => {
  it('keeps marks as they were typed, as texts, and numbers as numbers', async () => {
    const marks = [
      '1E5',
      '2E10',
      'MAR1',
      'SEP2',
      '00012',
      '=1+1',
      '+1',
      '@x',
      '-5',
      '1-2',
      ' a ',
      'a\r\nb\tc',
      '_x0041_',
      '<&>"\'',
      '\u0000\u001b',
      '图👩‍👧',
      '73928e05',
      'TRUE',
      '\ud800x',
    ];
    const parts = await workbook(marks.map((mark, place) => [mark, place, place === 3 ? null : place / 3]));
    const xml = parts.get('xl/worksheets/sheet1.xml')!;
    expect(cellsOf(xml)).toEqual([
      ['Mark', 'Quantity', 'Length'],
      ...marks.map((mark, place) => [mark.toWellFormed(), place, place === 3 ? null : place / 3]),
    ]);
    const styles = strict(parts.get('xl/styles.xml')!).all('cellXfs')[0]!.children;
    const rows = strict(xml).all('sheetData')[0]!.children;
    expect(styles[Number(rows[1]!.children[0]!.attributes.s)]!.attributes.numFmtId).toBe('49');
    expect(styles[Number(rows[1]!.children[1]!.attributes.s)]!.attributes.numFmtId).toBe('0');
    expect(styles[Number(rows[0]!.children[0]!.attributes.s)]!.attributes.fontId).toBe('1');
    expect(xml).not.toContain('<f>');
    expect(strict(xml).all('pane')[0]!.attributes).toMatchObject({ ySplit: '1', state: 'frozen' });
    expect(
      strict(xml)
        .all('col')
        .map(({ attributes }) => attributes.width)
        .sort(),
    ).toEqual(['10', '10', '16']);
  });

  it('is whole: each part is well-formed, has a type, and is referred to', async () => {
    const parts = await workbook([['A', 1, null]]);
    for (const xml of parts.values()) strict(xml);
    const types = strict(parts.get('[Content_Types].xml')!)
      .all('Override')
      .map(({ attributes }) => attributes.PartName!.slice(1));
    const targets = strict(parts.get('xl/_rels/workbook.xml.rels')!)
      .all('Relationship')
      .map(({ attributes }) => `xl/${attributes.Target!}`);
    expect(types.filter((name) => name !== 'xl/workbook.xml').sort()).toEqual(targets.sort());
    for (const name of types) expect(parts.has(name)).toBe(true);
  });

  it('reads back as what was written, whatever the texts', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constant(null),
      fc.stringMatching(/^[0-9E+=_x-]{0,12}$/),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), async (rows) => {
        const parts = await workbook(rows);
        expect(cellsOf(parts.get('xl/worksheets/sheet1.xml')!).slice(1)).toEqual(
          rows.map((row) => row.map((value) => (typeof value === 'string' ? value.toWellFormed() : value))),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('goes on in another sheet, and says what was cut', async () => {
    const kept = new Kept();
    const long = 'x'.repeat(XLSX_LIMITS.characters + 1);
    const rows = Array.from({ length: 7 }, (_, place) => [place === 5 ? long : `B${place}`, place, null]);
    expect(await writeXlsx(rows, { ...sheet, name: `Bill [of] ${'m'.repeat(40)}` }, kept, { rowsPerSheet: 4 })).toEqual(
      { rows: 7, sheets: 3, cut: 1 },
    );
    const parts = await partsOf(Buffer.concat(kept.pieces));
    expect([1, 2, 3].map((number) => cellsOf(parts.get(`xl/worksheets/sheet${number}.xml`)!).length)).toEqual([
      4, 4, 2,
    ]);
    expect(cellsOf(parts.get('xl/worksheets/sheet2.xml')!)[3]![0]).toBe(long.slice(1));
    const names = strict(parts.get('xl/workbook.xml')!)
      .all('sheets')[0]!
      .children.map(({ attributes }) => attributes.name!);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name.length <= 31 && !/[[\]:*?/\\]/.test(name)).toBe(true);
    expect(cellsOf(parts.get('xl/worksheets/notes.xml')!)[1]).toEqual([
      names[1],
      '4',
      'Mark',
      expect.stringContaining('32768'),
    ]);
  });

  it('has the same bytes for the same rows, wherever and whenever', async () => {
    const bytes = async (): Promise<Buffer> => {
      const kept = new Kept();
      await writeXlsx([['A', 1, 2]], sheet, kept);
      return Buffer.concat(kept.pieces);
    };
    expect((await bytes()).equals(await bytes())).toBe(true);
    expect((await fromBufferPromise(await bytes())).entryCount).toBe(6);
  });

  it('of 200,000 rows is written in bounded memory and no faster than it is read', async () => {
    let ahead = 0;
    let most = 0;
    async function* many(): AsyncGenerator<XlsxCell[]> {
      for (let number = 1; number <= 200_000; number++) {
        most = Math.max(most, ++ahead);
        yield await Promise.resolve([`B${number}E5`, number, number / 10]);
      }
    }
    const output = new PassThrough();
    const writing = writeXlsx(many(), sheet, output);
    const pieces: Buffer[] = [];
    // A row takes more than a byte of the archive; who reads slowly keeps the rows from being asked for.
    for await (const piece of output as AsyncIterable<Buffer>) {
      pieces.push(piece);
      ahead = 0;
      await new Promise(setImmediate);
    }
    expect(await writing).toEqual({ rows: 200_000, sheets: 1, cut: 0 });
    expect(most).toBeLessThan(60_000);
    const xml = (await partsOf(Buffer.concat(pieces))).get('xl/worksheets/sheet1.xml')!;
    const [start, ...rows] = xml.split('<row ');
    expect(rows).toHaveLength(200_001);
    for (let from = 0; from < rows.length; from += 20_000) {
      const some = rows
        .slice(from, from + 20_000)
        .map((row) => `<row ${row}`)
        .join('');
      const cells = cellsOf(from + 20_000 < rows.length ? `${start!}${some}</sheetData></worksheet>` : start! + some);
      for (const [place, row] of cells.entries()) {
        const number = from + place;
        if (number > 0 && (row[0] !== `B${number}E5` || row[1] !== number || row[2] !== number / 10))
          throw new Error(`row ${number}: ${JSON.stringify(row)}`);
      }
    }
  });

  it('breaks off when rows, output or caller fail, and closes what it reads', async () => {
    let closed = 0;
    async function* rows(fails: boolean): AsyncGenerator<XlsxCell[]> {
      try {
        for (let number = 0; number < 100_000; number++) {
          if (fails && number === 50_000) throw new Error('the database has gone');
          yield await Promise.resolve([`B${number}`, number, Math.random()]);
        }
      } finally {
        closed++;
      }
    }
    await expect(writeXlsx(rows(true), sheet, new Kept())).rejects.toThrow('the database has gone');
    const full = new Writable({
      write: (_piece, _encoding, done) => {
        done(new Error('the disk is full'));
      },
    });
    await expect(writeXlsx(rows(false), sheet, full)).rejects.toThrow('the disk is full');
    const caller = new AbortController();
    const slow = new Writable({
      write: () => {
        caller.abort(new Error('nobody waits'));
      },
    });
    await expect(writeXlsx(rows(false), sheet, slow, { signal: caller.signal })).rejects.toThrow('nobody waits');
    await expect(writeXlsx([['A', NaN, 1]], sheet, new Kept())).rejects.toThrow('Quantity of row 2');
    expect(closed).toBe(3);
  });
});

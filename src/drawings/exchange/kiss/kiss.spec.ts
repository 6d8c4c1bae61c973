import fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { changedKiss, type KissValues } from './kiss-changes';
import { type KissDocument, readKiss, type KissReading, writeKiss } from './kiss-document';
import { KissProblems } from './kiss-problems';
import { type KissRow, kissRows } from './kiss-rows';
import { lengthInMm, lengthText } from './kiss-units';

const LADDER = `KISS,1.1,SDS/2 from Design Data
H,2202,Cage Ladder,,10/21/22,09:14:00,F,
*
D,M129,,M129L1,a466,2,L,3x3x1/4,A36,63.50,,,,
W,M129,,LADDER,10/21/22,SDS7.708
M,M129L1,1,LADDER,,,,
D,M129,,M129L1,a464,1,L,3x2x1/4,A36,5829.30,,,,
L,Holes,8,20.64,9.53,Round
D,M129,,M129L1,rb106,19,HS,3/4x2-0-1/4,ROUND BAR,615.95,,Shop::(SLIP RESI.RUNGS),,
`;
const BEAM = `KISS,1.0,Tekla Structures\r\nH,20-01-01,Demo Project,,05/12/20,08:56,F\r\n*\r\nD,B1007,0,B1007,B1007,1,W,18X40,350W-CLASS.C,20-00-08,PRIMED,BEAM, cambered 1\r\nS,1,1\r\nX9,what,ever\r\nD,B1007,0,B1007,1p63,2,PL,1/2X12-3/8,300W,1-05-01,,PLATE`;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

const read = (text: string | Uint8Array, reading?: KissReading, size = 7): Promise<KissDocument> =>
  readKiss(pieces(Buffer.from(text as string), size), reading);
const written = (document: KissDocument): Promise<Buffer> => buffer(Readable.from(writeKiss(document)));
const rowsOf = (document: KissDocument): KissRow[] => [...kissRows(document, document.problems)];
const codes = ({ problems }: { problems: KissProblems }): string[] => problems.kept.map(({ code }) => code);

describe('a KISS file', () => {
  it('gives its components, with levels by the relation of the marks and M records for assemblies alone', async () => {
    const document = await read(LADDER);
    expect(document.header).toMatchObject({ version: '1.1', job: '2202', metric: false, date: '10/21/22' });
    expect(document.units).toMatchObject({ unit: 'mm', form: 'mm', sure: 'certain' });
    const rows = rowsOf(document);
    expect(
      rows.map(({ line, record, piece_mark, mark_level, assembly_mark, quantity, component_type, length_mm }) => [
        line,
        record,
        piece_mark,
        mark_level,
        assembly_mark,
        quantity,
        component_type,
        length_mm,
      ]),
    ).toEqual([
      [4, 'D', 'a466', 'minor', 'M129L1', 2, 'angle', 63.5],
      [6, 'M', 'M129L1', 'main', null, 1, 'generic', null],
      [7, 'D', 'a464', 'minor', 'M129L1', 1, 'angle', 5829.3],
      [9, 'D', 'rb106', 'minor', 'M129L1', 19, 'generic', 615.95],
    ]);
    expect(rows[3]).toMatchObject({
      material_type: 'ROUND BAR',
      description: 'Shop::(SLIP RESI.RUNGS)',
      size: '3/4x2-0-1/4',
    });
    expect(codes(document)).toEqual([]);
  });

  it('in feet and inches is read by what its lengths say, and keeps notes with commas before 1.1', async () => {
    const document = await read(BEAM);
    expect(document.units).toMatchObject({
      form: 'feet-inches',
      sure: 'certain',
      counts: { plain: 0, feet_inches: 2, unreadable: 0 },
    });
    const rows = rowsOf(document);
    expect(
      rows.map(({ piece_mark, mark_level, assembly_mark, length_mm, description }) => [
        piece_mark,
        mark_level,
        assembly_mark,
        length_mm,
        description,
      ]),
    ).toEqual([
      ['B1007', 'main', null, 6108.7, 'BEAM, cambered 1'],
      ['1p63', 'minor', 'B1007', 433.388, 'PLATE'],
    ]);
    expect(codes(document)).toEqual(['record_unknown', 'comma_in_notes']);
    expect(document.problems.kept[0]).toMatchObject({ line: 6 });
  });

  it('with weights between length and finish is noticed', async () => {
    const document = await read('KISS,1.0,x\nH,1\nD,D1,0,A1,A1,2,W,W18X40,A992,20-00-00,800.00,PAINT,BEAM 1\n');
    expect(document.layout.name).toBe('weight');
    expect(rowsOf(document)[0]).toMatchObject({ weight: 800, finish: 'PAINT', description: 'BEAM 1', length_mm: 6096 });
  });

  it('decides units from values, says how sure, and takes a given unit', async () => {
    const unit = async (...lengths: string[]) =>
      (
        await read(
          `KISS,1.0,x\nH,1\n${lengths.map((length, place) => `D,D1,0,A${place},A${place},2,W,W1,A,${length},,`).join('\n')}`,
        )
      ).units;
    expect(await unit('7575.55', '433.24')).toMatchObject({ unit: 'mm', sure: 'certain' });
    expect(await unit('63.50', '433.24')).toMatchObject({ unit: 'mm', sure: 'likely' });
    expect(await unit('229.5', '24.0625')).toMatchObject({ unit: 'inches', sure: 'likely' });
    expect(await unit('300', '240')).toMatchObject({ unit: 'mm', sure: 'guess' });
    expect(await unit('300', '20-00-00')).toMatchObject({ unit: 'inches', sure: 'likely' });
    expect(await unit('')).toMatchObject({ unit: 'mm', sure: 'guess' });
    const document = await read('KISS,1.0,x\nH,1\nD,D1,0,A1,A1,2,W,W1,A,300,,\n', { unit: 'inches' });
    expect(document.units.sure).toBe('given');
    expect(rowsOf(document)[0]?.length_mm).toBe(7620);
  });

  it('is refused when it is something else, and beyond its limits', async () => {
    const limits = { bytes: 1000, lines: 5, lineBytes: 100 };
    await expect(read('%PDF-1.7\n')).rejects.toMatchObject({ code: 'not_kiss', line: 1 });
    await expect(read('')).rejects.toMatchObject({ code: 'not_kiss' });
    await expect(read(Buffer.from('KISS,1.1\n', 'utf16le'))).rejects.toMatchObject({ code: 'binary', line: 1 });
    await expect(read('KISS,1.1\n\n\n\n\n\n\n', { limits })).rejects.toMatchObject({ code: 'too_many_lines', line: 6 });
    await expect(read(`KISS,1.1\n${'x'.repeat(101)}`, { limits })).rejects.toMatchObject({ code: 'line_too_long' });
    await expect(
      read(`KISS,1.1\n${'x'.repeat(90)}\n`.repeat(20), { limits: { ...limits, lines: 1000 } }),
    ).rejects.toMatchObject({ code: 'too_large' });
  });

  it('says what is wrong with a record, and leaves it in its place', async () => {
    const text =
      'KISS,2.0\nD,D1,0,,,1,W,a,b,c\nD,D1,0,A1,A1,many,W\nD,D1,0,A1,A1,1,QQ,,,long\nL,Holes\nM,A1,0\nL,Holes\nD,D1,0,A1,A1,1,W\n';
    const document = await read(text);
    expect(rowsOf(document).map(({ line }) => line)).toEqual([4, 8]);
    expect(document.problems.kept.map(({ code, line }) => [code, line])).toEqual([
      ['label_without_part', 7],
      ['header_missing', null],
      ['version_unknown', 1],
      ['mark_missing', 2],
      ['quantity_unreadable', 3],
      ['type_unknown', 4],
      ['length_unreadable', 4],
      ['mark_repeated', 8],
    ]);
    expect((await written(document)).toString()).toBe(text);
  });
});

describe('lengths', () => {
  it('are read in every way of writing them', () => {
    for (const [text, mm] of [
      ['20-00-00', 6096],
      ['0-00-01', 1.588],
      ['20\'-6 1/2"', 6261.1],
      ["5'", 1524],
      ['7-1/2', 190.5],
      ['2-0-1/4', 615.95],
      ['12 3/8"', 314.325],
      ['3/8', 9.525],
      ['20-12-00', null],
      ['20-00-16', null],
      ['1/0', null],
      ['-5', null],
      ['long', null],
      ['1e3', null],
    ] as const)
      expect([text, lengthInMm(text, 'mm')]).toEqual([text, mm]);
    expect(lengthInMm('100', 'inches')).toBe(2540);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), (sixteenths) => {
        const mm = (sixteenths / 16) * 25.4;
        for (const form of ['feet-inches', 'inches'] as const)
          expect(lengthInMm(lengthText(mm, form), 'inches')).toBeCloseTo(mm, 2);
        expect(lengthInMm(lengthText(mm, 'mm'), 'mm')).toBeCloseTo(mm, 1);
      }),
      { numRuns: 200 },
    );
  });
});

const text = fc.stringMatching(/^[A-Za-z0-9 ./:#-]{0,12}$/);
const mark = fc.stringMatching(/^[A-Za-z]{1,3}[0-9]{1,4}$/);
const lengths = {
  mm: fc.integer({ min: 100, max: 2_000_000 }).map((hundredths) => (hundredths / 100).toFixed(2)),
  feet: fc
    .tuple(fc.nat(60), fc.nat(11), fc.nat(15))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-')),
};
const other = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 6 }).map((fields) => fields.join(',')),
  fc.constantFrom(
    '*',
    '* a, comment',
    '',
    'L,Holes,8,20.64,9.53,Round',
    'S,1,2',
    'C,NC1',
    'A,Owner,Büro,1 Main St',
    'Z,図面,é',
    'W,M1,,T,01/01/26',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replace(/[\r\n\0]/g, '')),
);
/** Files of both versions, both ways of writing lengths, any ends of lines, with records that nobody knows. */
const files = fc
  .record({
    version: fc.constantFrom('1.0', '1.1'),
    form: fc.constantFrom('mm' as const, 'feet' as const),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    bom: fc.boolean(),
    latin: fc.boolean(),
    last: fc.boolean(),
  })
  .chain(({ version, form, end, bom, latin, last }) => {
    const detail = fc
      .tuple(
        text,
        mark,
        fc.option(mark),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom('W', 'L', 'PL', 'HS', 'w ', '??'),
        text,
        text,
        lengths[form],
        text,
        text,
      )
      .map(([drawing, main, part, quantity, type, size, grade, length, finish, notes]) =>
        [
          'D',
          drawing,
          '0',
          main,
          part ?? main,
          quantity,
          type,
          size,
          grade,
          length,
          finish && `${finish}x`,
          notes,
          ...(version === '1.1' ? ['e1', '', 'e3'] : []),
        ].join(','),
      );
    return fc.array(fc.oneof({ weight: 3, arbitrary: detail }, other), { maxLength: 25 }).map((lines) => {
      const whole = [`KISS,${version},x`, 'H,1,Job,,01/01/26,10:00,T', ...lines].join(end) + (last ? end : '');
      // What Latin-1 cannot hold becomes some of its bytes, which need not be UTF-8.
      return Buffer.from((bom && !latin ? '\uFEFF' : '') + whole, latin ? 'latin1' : 'utf8');
    });
  })
  .filter((bytes) => !bytes.includes(0));

describe('in and out', () => {
  it('gives the same bytes when nothing was changed, also when every component was written back as it was read', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 40 }), async (bytes, size) => {
        const document = await read(bytes, {}, size);
        expect((await written(document)).equals(bytes)).toBe(true);
        const edited = new Map(rowsOf(document).map((row) => [row.line, row as Partial<KissValues>]));
        expect((await written(changedKiss(document, { edited }))).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('changes the fields alone that were changed, and reads them back', async () => {
    const change = fc.record(
      {
        quantity: fc.integer({ min: 100, max: 999 }),
        size: fc.constantFrom('NEW1', 'NEW2', null),
        length_mm: fc.integer({ min: 1, max: 300 }).map((inches) => inches * 25.4),
        description: fc.constantFrom('other', null),
        finish: fc.constantFrom('GALV', null),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), change, async (bytes, which, values) => {
        const document = await read(bytes);
        const details = rowsOf(document).filter(({ record }) => record === 'D');
        const row = details[which % Math.max(details.length, 1)];
        if (!row) return;
        const after = changedKiss(document, { edited: new Map([[row.line, values]]) });
        for (const [place, line] of document.lines.entries())
          if (place + 1 !== row.line) expect(after.lines[place]).toEqual(line);
        const [was, now] = [document, after].map(({ lines }) => lines[row.line - 1]?.text.split(',') ?? []);
        const places = {
          quantity: 5,
          size: 7,
          length_mm: 9,
          finish: document.layout.finish,
          description: document.layout.notes,
        };
        const may = Object.keys(values).map((name) => places[name as keyof typeof places]);
        for (const [place, field] of (now ?? []).entries())
          if (!may.includes(place) && place < 12) expect(field).toBe(was?.[place] ?? '');
        if (document.header.version === '1.1') expect(now?.slice(12)).toEqual(was?.slice(12));
        const again = rowsOf({ ...after, problems: new KissProblems() }).find(({ line }) => line === row.line);
        const { length_mm = row.length_mm, ...rest } = values;
        expect(again).toEqual({ ...row, ...rest, length_mm: expect.closeTo(length_mm ?? 0, 1) as number });
      }),
      { numRuns: 300 },
    );
  });

  it('removes parts with what belongs to them, adds behind their assembly, and renames assemblies whole', async () => {
    const document = await read(
      'KISS,1.1,x\nH,1\nD,D1,0,B1,B1,1,W,W12X40,A992,6000.00,,,x\nL,Holes,2\nM,B1,1,BEAM\n*\nD,D1,0,B2,B2,1,W,W12X40,A992,6000.00,,',
    );
    const added: KissValues = {
      drawing: 'D1',
      revision: null,
      piece_mark: 'a1',
      mark_level: 'minor',
      assembly_mark: 'B1',
      quantity: 4,
      component_type: 'plate',
      size: '1/2x6',
      material_type: 'A36',
      length_mm: 152.4,
      finish: null,
      description: 'fits, mostly',
    };
    const after = changedKiss(document, {
      added: [added, { ...added, assembly_mark: 'B9', piece_mark: 'a2' }],
      edited: new Map([[3, { piece_mark: 'B1A' }]]),
    });
    expect((await written(after)).toString().split('\n')).toEqual([
      'KISS,1.1,x',
      'H,1',
      'D,D1,0,B1A,B1A,1,W,W12X40,A992,6000.00,,,x',
      'L,Holes,2',
      'M,B1A,1,BEAM',
      '*',
      'D,D1,0,B2,B2,1,W,W12X40,A992,6000.00,,',
      'D,D1,,B1,a1,4,PL,1/2x6,A36,152.40,,fits; mostly',
      'D,D1,,B9,a2,4,PL,1/2x6,A36,152.40,,fits; mostly',
      '',
    ]);
    expect(codes(after)).toEqual(['comma_replaced', 'comma_replaced']);
    const less = changedKiss(document, { removed: new Set([3]), added: [{ ...added, assembly_mark: 'B2' }] });
    expect(less.lines.map((line) => line.text)).toEqual([
      'KISS,1.1,x',
      'H,1',
      'M,B1,1,BEAM',
      '*',
      'D,D1,0,B2,B2,1,W,W12X40,A992,6000.00,,',
      'D,D1,,B2,a1,4,PL,1/2x6,A36,152.40,,fits; mostly',
    ]);
  });
});

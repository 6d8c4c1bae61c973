import fc from 'fast-check';
import { type BillComponent, BILL_COLUMNS, billCells, billKiss, billOf } from './bill';
import { readKiss } from './kiss/kiss-document';
import { KissProblems } from './kiss/kiss-problems';
import { kissRows, type KissRow } from './kiss/kiss-rows';
import { reconcile, type StoredComponent } from './reconcile';

const piece: BillComponent = {
  piece_mark: 'B1',
  mark_level: 'main',
  assembly_mark: null,
  quantity: 1,
  component_type: 'wide_flange',
  size: '12X40',
  material_type: 'A992',
  length_mm: 6096,
  finish: null,
  description: null,
};
const header = { job: '2202', job_name: 'Tower, North', customer: null, at: new Date('2026-11-28T05:06:07Z') };

async function readBill(lines: Iterable<string>): Promise<KissRow[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const line of lines) yield await Promise.resolve(Buffer.from(line));
  }
  const document = await readKiss(bytes(), { unit: 'mm' });
  const problems = new KissProblems();
  const rows = [...kissRows(document, problems)];
  expect(problems.kept.filter(({ code }) => code !== 'mark_repeated')).toEqual([]);
  expect(document.problems.kept).toEqual([]);
  return rows;
}

describe('a bill of materials', () => {
  it('has each main mark with its minors, in natural order, with totals', async () => {
    const lines = await billOf([
      { ...piece, piece_mark: 'B10' },
      { ...piece, quantity: 2, weight_kg: 10.5 },
      { ...piece, piece_mark: 'a10', mark_level: 'minor', assembly_mark: 'B1', quantity: 4 },
      { ...piece, piece_mark: 'a2', mark_level: 'minor', assembly_mark: 'B1', quantity: null },
      { ...piece, piece_mark: 'p9', mark_level: 'minor', assembly_mark: null },
      { ...piece, quantity: 3, weight_kg: 10.5 },
      { ...piece, piece_mark: 'B2', mark_level: null },
      { ...piece, piece_mark: 'a2', mark_level: 'minor', assembly_mark: 'B1', quantity: 5 },
      { ...piece, length_mm: 7000 },
    ]);
    expect(lines.map(({ piece_mark, quantity, total_weight_kg }) => [piece_mark, quantity, total_weight_kg])).toEqual([
      ['B1', 5, 52.5],
      ['B1', 1, null],
      ['a2', 6, null],
      ['a10', 4, null],
      ['B2', 1, null],
      ['B10', 1, null],
      ['p9', 1, null],
    ]);
    expect(lines.map(billCells)[0]).toHaveLength(BILL_COLUMNS.length);
  });

  it('as KISS is read again as what it says, and has no line that is too long', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9 ,./-]{0,60}$/).map((text) => text.trim() || null);
    const mark = fc.stringMatching(/^[A-Za-z]{1,2}[0-9]{1,2}$/);
    const component = fc.record({
      piece_mark: mark,
      mark_level: fc.constantFrom('main' as const, 'minor' as const),
      assembly_mark: mark.map((text) => `X${text}`),
      quantity: fc.integer({ min: 1, max: 50 }),
      component_type: fc.constantFrom('wide_flange', 'plate', 'angle', 'generic'),
      size: fc.constantFrom('12X40', null),
      material_type: fc.constantFrom('A36', null),
      length_mm: fc.option(fc.integer({ min: 1, max: 90_000 }).map((tenths) => tenths / 10)),
      finish: fc.constantFrom('GALV', null),
      description: fc.array(word, { maxLength: 8 }).map((words) => words.join(' ').trim() || null),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(component, { maxLength: 30 }), async (components) => {
        const lines = await billOf(components);
        const file = [...billKiss(lines, header)];
        for (const line of file) expect(line.length).toBeLessThanOrEqual(256);
        const rows = await readBill(file);
        expect(rows).toHaveLength(lines.length);
        for (const [
          place,
          { piece_mark, mark_level, assembly_mark, quantity, component_type, size, material_type, length_mm, finish },
        ] of lines.entries())
          expect(rows[place]).toMatchObject({
            piece_mark,
            mark_level,
            assembly_mark,
            quantity,
            component_type,
            size,
            material_type,
            length_mm,
            finish,
          });
        const stored = components.map((one, place): StoredComponent => ({
          ...one,
          id: String(place),
          assembly_mark: one.mark_level === 'minor' ? one.assembly_mark : null,
        }));
        expect((await reconcile(rows, stored)).map(({ code }) => code)).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect([...billKiss([], header)]).toEqual([
      'KISS,1.0,Continuity\r\n',
      'H,2202,Tower; North,,11/28/26,05:06:07,T\r\n',
    ]);
  });
});

describe('a reconciliation', () => {
  const row = (values: Partial<KissRow>): KissRow => ({
    ...piece,
    component_type: 'plate',
    quantity: 1,
    mark_level: 'main',
    line: 1,
    record: 'D',
    drawing: null,
    revision: null,
    type_code: null,
    weight: null,
    ...values,
  });
  const kept = (values: Partial<StoredComponent>): StoredComponent => ({
    ...piece,
    component_type: 'plate',
    id: 'x',
    ...values,
  });
  const found = async (file: KissRow[], stored: StoredComponent[]) =>
    (await reconcile(file, stored)).map(({ code, piece_mark, file: says, stored: has }) => [
      code,
      piece_mark,
      says,
      has,
    ]);

  it('says what differs, with where', async () => {
    expect(await found([row({ piece_mark: 'B10' })], [kept({ piece_mark: 'B2' })])).toEqual([
      ['missing_in_file', 'B2', null, 1],
      ['missing_in_store', 'B10', 1, null],
    ]);
    expect(
      await found([row({ quantity: 4 })], [kept({ quantity: 2, id: '1' }), kept({ quantity: 3, id: '2' })]),
    ).toEqual([['quantity_differs', 'B1', 4, 5]]);
    expect(
      await found([row({ size: 'W12x50', material_type: 'A36', length_mm: 6098, component_type: 'hss' })], [kept({})]),
    ).toEqual([
      ['type_differs', 'B1', 'hss', 'plate'],
      ['size_differs', 'B1', 'W12x50', '12X40'],
      ['material_differs', 'B1', 'A36', 'A992'],
      ['length_differs', 'B1', 6098, 6096],
    ]);
    expect((await reconcile([row({ line: 7, quantity: 2 })], [kept({ id: 'c1' })]))[0]).toMatchObject({
      lines: [7],
      component_ids: ['c1'],
    });
  });

  it('calls what is written otherwise the same, and what is not known no difference', async () => {
    expect(await found([row({ size: 'W 12×40', material_type: 'a 992', length_mm: 6097 })], [kept({})])).toEqual([]);
    expect(await found([row({ size: null, length_mm: null })], [kept({ material_type: null })])).toEqual([]);
  });

  it('takes A466 and a466 for two, and a mark in other capitals for the one that has no other', async () => {
    expect(
      await found(
        [row({ piece_mark: 'A466' }), row({ piece_mark: 'a466', size: 'L1' })],
        [kept({ piece_mark: 'a466', size: 'L1' }), kept({ piece_mark: 'A466' })],
      ),
    ).toEqual([]);
    expect(await found([row({ piece_mark: 'a466' })], [kept({ piece_mark: 'A466', quantity: 2 })])).toEqual([
      ['case_differs', 'a466', 'a466', 'A466'],
      ['quantity_differs', 'a466', 1, 2],
    ]);
  });

  it('compares minors in their assemblies where both know them, and their totals otherwise', async () => {
    const minor = { piece_mark: 'a1', mark_level: 'minor' } as const;
    const file = [
      row({ ...minor, assembly_mark: 'B1', quantity: 2 }),
      row({ ...minor, assembly_mark: 'B2', quantity: 3 }),
    ];
    expect(
      (
        await reconcile(file, [
          kept({ ...minor, assembly_mark: 'B1', quantity: 3 }),
          kept({ ...minor, assembly_mark: 'B2', quantity: 2 }),
        ])
      ).map(({ code, assembly_mark }) => [code, assembly_mark]),
    ).toEqual([
      ['quantity_differs', 'B1'],
      ['quantity_differs', 'B2'],
    ]);
    expect(await reconcile(file, [kept({ ...minor, assembly_mark: null, quantity: 5 })])).toEqual([]);
  });
});

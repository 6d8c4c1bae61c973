import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestProfile } from '../support/app';
import { importComponents, newComponents, newDrawing } from '../support/drawings';

let t: TestApp;
let project: { id: string };
let viewer: TestProfile;
let stranger: TestProfile;

beforeAll(async () => {
  t = await startApp();
  project = await t.newProject();
  viewer = await t.newMember(project.id, 'viewer');
  stranger = await t.newProfile();
});
afterAll(() => t.close());

/** A drawing and the one that supersedes it. */
const revisions = async (): Promise<[string, string]> => {
  const old = await newDrawing(t, project.id, { revision: 'A' });
  return [old, await newDrawing(t, project.id, { revision: 'B', supersedes: old })];
};
const compare = (a: string, b: string, query = '', token = t.admin) =>
  t.request('GET', `/drawings/${a}/compare/${b}${query}`, { token });

const BOX = { x: 10, y: 20, width: 30, height: 40 };

describe('two revisions of a drawing', () => {
  it('differ by components that were added, removed, changed and moved', async () => {
    const [old, current] = await revisions();
    const before = await newComponents(t, old, [
      { piece_mark: 'B2', quantity: 4, size: 'W12X40', length_mm: 1000 },
      { piece_mark: 'B10', bounding_box: BOX, page_number: 1 },
      { piece_mark: 'G1', instance_identifier: null },
      { piece_mark: 'G1', instance_identifier: 'a', quantity: 2 },
      { piece_mark: 'gone', quantity: 7 },
      { piece_mark: 'same', bounding_box: BOX },
      { piece_mark: 'P1', description: 'x' },
    ]);
    const after = await newComponents(t, current, [
      { piece_mark: 'b2', quantity: 6, size: 'W12X40', length_mm: 1000 },
      { piece_mark: 'B10', bounding_box: { ...BOX, x: 11 }, page_number: 1 },
      { piece_mark: 'G1', instance_identifier: null },
      { piece_mark: 'G1', instance_identifier: 'B' },
      { piece_mark: 'same', bounding_box: BOX },
      { piece_mark: 'P1', description: 'y', location_x: 3 },
    ]);
    const id = (list: Record<string, any>[], mark: string, instance: string | null = null) =>
      list.find((one) => one.piece_mark === mark && one.instance_identifier === instance)?.id as string;
    const { status, body } = await compare(old, current, '', viewer.token);
    expect(status).toBe(200);
    expect(body).toEqual({
      counts: {
        added: 1,
        removed: 2,
        changed: 2,
        moved: 1,
        unchanged: 2,
        quantity_before: 4 + 1 + 1 + 2 + 7 + 1 + 1,
        quantity_after: 6 + 1 + 1 + 1 + 1 + 1,
      },
      next_cursor: null,
      items: [
        {
          difference: 'changed',
          piece_mark: 'b2',
          instance_identifier: null,
          display_name: 'b2',
          before_id: id(before, 'B2'),
          after_id: id(after, 'b2'),
          quantity_before: 4,
          quantity_after: 6,
          fields: [
            { field: 'piece_mark', before: 'B2', after: 'b2' },
            { field: 'quantity', before: 4, after: 6 },
          ],
        },
        {
          difference: 'moved',
          piece_mark: 'B10',
          instance_identifier: null,
          display_name: 'B10',
          before_id: id(before, 'B10'),
          after_id: id(after, 'B10'),
          quantity_before: 1,
          quantity_after: 1,
          fields: [{ field: 'bounding_box', before: BOX, after: { ...BOX, x: 11 } }],
        },
        {
          difference: 'removed',
          piece_mark: 'G1',
          instance_identifier: 'a',
          display_name: 'G1-a',
          before_id: id(before, 'G1', 'a'),
          after_id: null,
          quantity_before: 2,
          quantity_after: null,
          fields: [],
        },
        {
          difference: 'added',
          piece_mark: 'G1',
          instance_identifier: 'B',
          display_name: 'G1-B',
          before_id: null,
          after_id: id(after, 'G1', 'B'),
          quantity_before: null,
          quantity_after: 1,
          fields: [],
        },
        expect.objectContaining({ difference: 'removed', piece_mark: 'gone', quantity_before: 7 }),
        expect.objectContaining({
          difference: 'changed',
          piece_mark: 'P1',
          fields: [
            { field: 'description', before: 'x', after: 'y' },
            { field: 'location_x', before: null, after: 3 },
          ],
        }),
      ],
    });
    const { body: added } = await compare(old, current, '?difference=added');
    expect(added).toMatchObject({ counts: body.counts, items: [{ display_name: 'G1-B' }] });
    const { body: itself } = await compare(old, old);
    expect(itself).toMatchObject({ counts: { added: 0, removed: 0, changed: 0, moved: 0, unchanged: 7 }, items: [] });
    const { body: back } = await compare(current, old);
    expect(back.counts).toMatchObject({ added: 2, removed: 1, changed: 2, moved: 1 });
  });

  it('are compared page by page, each difference once', async () => {
    const [old, current] = await revisions();
    await newComponents(
      t,
      old,
      Array.from({ length: 23 }, (_, index) => ({ piece_mark: `M${String(index)}` })),
    );
    await newComponents(
      t,
      current,
      Array.from({ length: 20 }, () => ({ piece_mark: 'm5' })),
    );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await compare(old, current, `?limit=5${query}`);
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(5);
      seen.push(...(body.items as { display_name: string }[]).map(({ display_name }) => display_name));
      cursor = body.next_cursor as string | null;
    }
    const { body: all } = await compare(old, current, '?limit=500');
    expect(seen).toEqual((all.items as { display_name: string }[]).map(({ display_name }) => display_name));
    expect(seen).toHaveLength(22 + 19 + 1);
    expect(seen.slice(0, 7)).toEqual(['M0', 'M1', 'M2', 'M3', 'M4', 'm5', 'm5-A']);
    expect(await compare(old, current, '?cursor=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
    const { body: other } = await compare(old, current, '?limit=5');
    expect(await compare(current, old, `?cursor=${String(other.next_cursor)}`)).toMatchObject({ status: 400 });
  });

  it('are compared for those who see both', async () => {
    const [old, current] = await revisions();
    const own = await newDrawing(t, null, { token: stranger.token });
    for (const [a, b] of [
      [old, current],
      [own, current],
      [old, own],
    ] as const)
      expect(await compare(a, b, '', stranger.token)).toMatchObject({ status: 404 });
    expect(await compare(old, randomUUID())).toMatchObject({ status: 404 });
    expect(await compare(old, 'x')).toMatchObject({ status: 400 });
    expect(await compare(own, own, '', stranger.token)).toMatchObject({ status: 200 });
    // The picture has an address of its own beside it.
    const picture = await t.request('GET', `/drawings/${old}/compare/${randomUUID()}.png`);
    expect([picture.status, picture.body.detail]).toEqual([404, expect.stringContaining('drawing')]);
  });

  it('differ as a comparison by hand says, whatever is on them', async () => {
    const marks = fc.constantFrom('A1', 'a1', 'A2', 'B1', 'é', 'É');
    const piece = fc.record({
      piece_mark: marks,
      instance_identifier: fc.constantFrom(null, 'A', 'a', 'B'),
      quantity: fc.integer({ min: 1, max: 2 }),
      location_x: fc.constantFrom(null, 1),
    });
    const key = ({ piece_mark, instance_identifier }: { piece_mark: string; instance_identifier: string | null }) =>
      JSON.stringify([piece_mark.toLowerCase(), instance_identifier?.toLowerCase()]);
    const sheet = fc.uniqueArray(piece, { maxLength: 6, selector: key });
    const [old, current] = await revisions();
    await fc.assert(
      fc.asyncProperty(sheet, sheet, async (one, other) => {
        for (const [drawing, components] of [
          [old, one],
          [current, other],
        ] as const) {
          await t.sql('delete from components where drawing_id = $1', [drawing]);
          if (components.length > 0) await newComponents(t, drawing, components);
        }
        const [a, b] = [one, other].map((list) => new Map(list.map((component) => [key(component), component])));
        const expected = { added: 0, removed: 0, changed: 0, moved: 0, unchanged: 0 };
        for (const mark of new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])) {
          const [was, is] = [a?.get(mark), b?.get(mark)];
          const { location_x: from, ...before } = was ?? { location_x: null };
          const { location_x: to, ...after } = is ?? { location_x: null };
          if (!was) expected.added++;
          else if (!is) expected.removed++;
          else if (JSON.stringify(before) !== JSON.stringify(after)) expected.changed++;
          else if (from !== to) expected.moved++;
          else expected.unchanged++;
        }
        const { body } = await compare(old, current);
        expect(body.counts).toMatchObject(expected);
        const found = (body.items as { difference: string }[]).map(({ difference }) => difference);
        for (const kind of ['added', 'removed', 'changed', 'moved'] as const)
          expect(found.filter((one) => one === kind)).toHaveLength(expected[kind]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a review', () => {
  const SAME = {
    component_type: 'plate',
    quantity: 2,
    material_type: 'A36',
    size: 'PL1/2',
    length_mm: 100,
    finish: 'red',
    mark_level: 'minor',
    assembly_mark: 'M1',
    description: 'clip',
  };
  const CHANGES: object[] = [
    { component_type: 'angle' },
    { quantity: 3 },
    { material_type: 'A992' },
    { size: null },
    { length_mm: 100.5 },
    { finish: 'RED' },
    { mark_level: 'main' },
    { assembly_mark: 'M2' },
    { description: 'Clip' },
  ];

  const reviewed = async (): Promise<[string, string]> => {
    const [old, current] = await revisions();
    const made = await newComponents(t, old, [
      ...CHANGES.map((_, index) => ({ ...SAME, piece_mark: `C${String(index)}` })),
      { ...SAME, piece_mark: 'approved', instance_identifier: null },
      { ...SAME, piece_mark: 'approved', instance_identifier: 'a' },
      { ...SAME, piece_mark: 'pending' },
      { ...SAME, piece_mark: 'deleted' },
      { piece_mark: 'bare' },
    ]);
    const step = (review_status: string, which: (mark: string) => boolean) =>
      t.request('PATCH', '/components/bulk', {
        body: {
          components: made
            .filter(({ piece_mark }) => which(piece_mark as string))
            .map(({ id }) => ({ id: id as string, review_status })),
        },
      });
    expect((await step('reviewed', (mark) => mark !== 'pending')).status).toBe(200);
    expect((await step('approved', (mark) => mark === 'approved')).status).toBe(200);
    const deleted = made.find(({ piece_mark }) => piece_mark === 'deleted');
    await t.request('DELETE', `/components/${String(deleted?.id)}`);
    return [old, current];
  };
  const incoming = [
    ...CHANGES.map((change, index) => ({ ...SAME, piece_mark: `C${String(index)}`, ...change })),
    { ...SAME, piece_mark: 'APPROVED', instance_identifier: null, location_x: 5 },
    { ...SAME, piece_mark: 'Approved', instance_identifier: 'A' },
    { ...SAME, piece_mark: 'approved', instance_identifier: 'B' },
    { ...SAME, piece_mark: 'pending' },
    { ...SAME, piece_mark: 'deleted' },
    { ...SAME, piece_mark: 'new' },
    { piece_mark: 'bare', quantity: 1 },
  ];
  const expectCarried = async (drawing: string) => {
    const { body } = await t.request('GET', `/drawings/${drawing}/components?limit=100`);
    const carried = (body.items as Record<string, unknown>[])
      .filter(({ review_status }) => review_status !== 'pending')
      .map(({ display_name, review_status, reviewed_by, reviewed_at }) => [
        display_name,
        review_status,
        reviewed_by,
        typeof reviewed_at,
      ]);
    expect(carried.sort()).toEqual([
      ['APPROVED', 'approved', t.adminId, 'string'],
      ['Approved-A', 'approved', t.adminId, 'string'],
      ['bare', 'reviewed', t.adminId, 'string'],
    ]);
    const [old] = await t.sql<{ at: string }>(
      `select o.reviewed_at::text as at from components o join drawings d on d.supersedes_id = o.drawing_id
        where d.id = $1 and o.piece_mark = 'bare'`,
      [drawing],
    );
    const [own] = await t.sql<{ at: string }>(
      `select reviewed_at::text as at from components where drawing_id = $1 and piece_mark = 'bare'`,
      [drawing],
    );
    expect(own).toEqual(old);
  };

  it('of a component is carried over to the revision that has it unchanged, in a bulk call', async () => {
    const [, current] = await reviewed();
    await newComponents(t, current, incoming);
    await expectCarried(current);
  });

  it('is carried over by an import, and by components that come one by one', async () => {
    const [, current] = await reviewed();
    expect((await importComponents(t, current, incoming)).body).toContain('"rejected":0');
    await expectCarried(current);
    const [, again] = await reviewed();
    for (const component of incoming)
      await t.request('POST', '/components', { body: { drawing_id: again, ...component } });
    await expectCarried(again);
  });

  it('is not carried over from a drawing that is not superseded, nor from one in the trash', async () => {
    const [old, current] = await reviewed();
    const other = await newDrawing(t, project.id);
    await newComponents(t, other, incoming);
    await t.request('DELETE', `/drawings/${old}`);
    await newComponents(t, current, incoming);
    for (const drawing of [other, current]) {
      const { body } = await t.request('GET', `/drawings/${drawing}/components?limit=100`);
      expect(new Set(body.items.map(({ review_status }: any) => review_status as string))).toEqual(
        new Set(['pending']),
      );
    }
  });

  it('that was carried over goes on from there', async () => {
    const [, current] = await reviewed();
    const [bare] = await newComponents(t, current, [{ piece_mark: 'bare' }]);
    expect(bare).toMatchObject({ review_status: 'reviewed', version: 1 });
    const patched = await t.request('PATCH', `/components/${String(bare?.id)}`, {
      body: { review_status: 'approved' },
    });
    expect(patched).toMatchObject({ status: 200, body: { review_status: 'approved' } });
  });
});

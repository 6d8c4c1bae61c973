import { randomUUID } from 'node:crypto';
import type { Caller } from '../../src/access/permissions';
import { ComponentHistoryQuery } from '../../src/drawings/components/component-details.dto';
import { COMPONENT_HISTORY } from '../../src/drawings/components/component-history';
import { startApp, type TestApp, type TestProfile } from '../support/app';
import { newComponents, newDrawing } from '../support/drawings';

let t: TestApp;
let drawing: string;
let viewer: TestProfile;
let stranger: TestProfile;

beforeAll(async () => {
  t = await startApp();
  const project = await t.newProject();
  viewer = await t.newMember(project.id, 'viewer');
  stranger = await t.newProfile();
  drawing = await newDrawing(t, project.id);
});
afterAll(() => t.close());

const newComponent = async (given: object = {}): Promise<string> =>
  (await newComponents(t, drawing, [{ piece_mark: `M${randomUUID().slice(0, 8)}`, ...given }]))[0]?.id as string;

const WIDTH = { dimension_type: 'width', nominal_value: 12.5 };
const KINDS = {
  dimensions: [
    { dimension_type: 'width', nominal_value: 12.5, tolerance: '±1/16', display_format: 'fraction' },
    { dimension_type: 'Depth', nominal_value: 300, unit: 'mm', confidence_score: 0.75 },
  ],
  specifications: [
    { specification_type: 'weld', value: 'E70XX', description: 'all around' },
    { specification_type: 'Bolt', value: 'A325', confidence_score: 1 },
  ],
};

describe.each(['dimensions', 'specifications'] as const)('%s', (kind) => {
  const items = KINDS[kind];
  const type = kind === 'dimensions' ? 'dimension_type' : 'specification_type';

  it('are replaced as a whole, and are a value of the component', async () => {
    const path = `/components/${await newComponent()}/${kind}`;
    const none = await t.request('GET', path);
    expect([none.status, none.body, none.headers.get('etag')]).toEqual([200, { items: [] }, '"1"']);
    const put = await t.request('PUT', path, { body: { items }, headers: { 'if-match': '"1"' } });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"2"']);
    // In the order of the types; capitals first.
    expect(put.body.items).toMatchObject([items[1], items[0]].map((item) => item ?? {}));
    expect((await t.request('GET', path, { token: viewer.token })).body).toEqual(put.body);
    const same = await t.request('PUT', path, { body: { items: [...items].reverse() } });
    expect(same.headers.get('etag')).toBe('"2"');
    const stale = await t.request('PUT', path, { body: { items: [] }, headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    const fewer = await t.request('PUT', path, { body: { items: items.slice(0, 1) }, headers: { 'if-match': '"2"' } });
    expect([fewer.headers.get('etag'), fewer.body.items.length]).toEqual(['"3"', 1]);
    const unchanged = await t.request('GET', path, { headers: { 'if-none-match': '"3"' } });
    expect(unchanged.status).toBe(304);
    const { body: component } = await t.request('GET', path.replace(`/${kind}`, ''));
    expect(component).toMatchObject({ version: 3, updated_by: t.adminId });
    const { body: history } = await t.request('GET', path.replace(kind, 'history'));
    expect(history.items[0].changes).toMatchObject([{ field: kind, before: put.body.items, after: fewer.body.items }]);
  });

  it('are one of each type, and refused by their places', async () => {
    const path = `/components/${await newComponent()}/${kind}`;
    const [first] = items;
    const alike = await t.request('PUT', path, {
      body: { items: [first, { ...first, [type]: ` ${String((first as any)[type]).toUpperCase()} ` }] },
    });
    expect(alike).toMatchObject({ status: 400, body: { errors: [{ pointer: `/items/1/${type}` }] } });
    const bad = await t.request('PUT', path, { body: { items: [first, { [type]: '', colour: 1 }] } });
    const pointers = (bad.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(bad.status).toBe(400);
    expect(pointers).toEqual(expect.arrayContaining([`/items/1/${type}`, '/items/1/colour']));
    for (const body of [{}, { items: {} }, { items: [1] }, { items: Array.from({ length: 101 }, () => first) }])
      expect(await t.request('PUT', path, { body })).toMatchObject({ status: 400 });
  });

  it('are for those who may see and change the component', async () => {
    const path = `/components/${await newComponent()}/${kind}`;
    expect(await t.request('PUT', path, { body: { items }, token: viewer.token })).toMatchObject({ status: 403 });
    for (const token of [stranger.token])
      for (const method of ['GET', 'PUT'])
        expect(await t.request(method, path, { token, ...(method === 'PUT' && { body: { items } }) })).toMatchObject({
          status: 404,
        });
    expect(await t.request('GET', `/components/${randomUUID()}/${kind}`)).toMatchObject({ status: 404 });
  });

  it('that two write at once are the one set or the other', async () => {
    const path = `/components/${await newComponent()}/${kind}`;
    const answers = await Promise.all(
      items.map((item) => t.request('PUT', path, { body: { items: [item] }, headers: { 'if-match': '"1"' } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await t.request('GET', path)).body.items).toHaveLength(1);
  });

  it('are held by the database as well', async () => {
    const id = await newComponent();
    const path = `/components/${id}/${kind}`;
    await t.request('PUT', path, { body: { items: items.slice(0, 1) } });
    const [column, value] = kind === 'dimensions' ? ['nominal_value', '1'] : ['value', `'x'`];
    const table = `component_${kind}`;
    const name = String((items[0] as any)[type]);
    await expect(
      t.sql(`insert into ${table} (component_id, ${type}, ${column}) values ($1, $2, ${value})`, [
        id,
        ` ${name.toUpperCase()} `,
      ]),
    ).rejects.toThrow(`idx_${table}_type_unique`);
    await t.sql('delete from components where id = $1', [id]);
    expect(await t.sql(`select id from ${table} where component_id = $1`, [id])).toEqual([]);
  });
});

describe('a dimension', () => {
  it('has a value above 0, and a format and a unit where it says none', async () => {
    const path = `/components/${await newComponent()}/dimensions`;
    for (const nominal_value of [0, -1, '12', null])
      expect(await t.request('PUT', path, { body: { items: [{ ...WIDTH, nominal_value }] } })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/items/0/nominal_value' }] },
      });
    expect(await t.request('PUT', path, { body: { items: [{ ...WIDTH, display_format: 'roman' }] } })).toMatchObject({
      status: 400,
    });
    const { body } = await t.request('PUT', path, { body: { items: [WIDTH] } });
    expect(body.items).toEqual([
      { ...WIDTH, unit: 'in', tolerance: null, display_format: 'decimal', confidence_score: null },
    ]);
  });
});

describe('warnings', () => {
  it('say what is doubtful, by the confidence that is asked for', async () => {
    const id = await newComponent({
      component_type: 'plate',
      quantity: 101,
      material_type: 'concrete',
      confidence_score: 0.6,
    });
    const codes = async (query = '', token = t.admin) =>
      (await t.request('GET', `/components/${id}/warnings${query}`, { token })).body.items.map(
        ({ code, field }: { code: string; field: string }) => [code, field],
      ) as unknown;
    const about = [
      ['quantity_high', 'quantity'],
      ['plate_quantity_high', 'quantity'],
      ['material_contradicts_type', 'material_type'],
    ];
    expect(await codes()).toEqual(about);
    expect(await codes('?min_confidence=0.7', viewer.token)).toEqual([
      ...about,
      ['confidence_low', 'confidence_score'],
    ]);
    const flange = await newComponent({ component_type: 'wide_flange' });
    const { body } = await t.request('GET', `/components/${flange}/warnings`);
    expect(body.items).toMatchObject([{ code: 'material_missing' }]);
    expect(await t.request('GET', `/components/${id}/warnings?min_confidence=2`)).toMatchObject({ status: 400 });
    expect(await t.request('GET', `/components/${id}/warnings`, { token: stranger.token })).toMatchObject({
      status: 404,
    });
  });
});

describe('the history of a component', () => {
  it('has every field that was changed, also among a thousand others', async () => {
    const own = await newDrawing(t, (await t.newProject()).id);
    const made = await newComponents(
      t,
      own,
      Array.from({ length: 300 }, (_, index) => ({ piece_mark: `H${String(index)}` })),
    );
    const id = made[150]?.id as string;
    const path = `/components/${id}`;
    await t.request('PATCH', path, { body: { quantity: 3, size: 'W21X68' } });
    await t.request('PATCH', '/components/bulk', {
      body: { components: made.map((component) => ({ id: component.id as string, finish: 'galvanised' })) },
    });
    // Of others alone: none of this one's.
    await t.request('PATCH', '/components/bulk', {
      body: { components: made.slice(0, 100).map((component) => ({ id: component.id as string, finish: null })) },
    });
    await t.request('DELETE', path);
    expect(await t.request('GET', `${path}/history`)).toMatchObject({ status: 404 });
    await t.request('POST', `${path}/restore`);
    const { body } = await t.request('GET', `${path}/history?sort=timestamp&count=exact`);
    expect(body.total).toBe(5);
    const entries = body.items as { action: string; component_count: number; changes: unknown; user_id: string }[];
    expect(entries.map(({ action, component_count }) => [action, component_count])).toEqual([
      ['create', 300],
      ['update', 1],
      ['update', 300],
      ['delete', 1],
      ['restore', 1],
    ]);
    expect(entries[0]?.changes).toEqual(
      expect.arrayContaining([{ field: 'piece_mark', before: null, after: 'H150' }]) as unknown,
    );
    expect(entries[1]).toMatchObject({
      user_id: t.adminId,
      changes: [
        { field: 'quantity', before: 1, after: 3 },
        { field: 'size', before: null, after: 'W21X68' },
      ],
    });
    expect(entries[2]?.changes).toEqual([{ field: 'finish', before: null, after: 'galvanised' }]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await t.request('GET', `${path}/history?limit=2${query}`);
      seen.push(...(page.body.items as { action: string }[]).map(({ action }) => action));
      cursor = page.body.next_cursor as string | null;
    }
    expect(seen).toEqual(['restore', 'delete', 'update', 'update', 'create']);
    expect(await t.request('GET', `${path}/history`, { token: stranger.token })).toMatchObject({ status: 404 });
  });

  it('is found by indexes among many entries', async () => {
    const id = await newComponent();
    await t.sql(
      `insert into activity_logs (action, resource_type, resource_id, changes, metadata, timestamp)
        select 'update', 'components', null, (select jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'after', '{}'::jsonb)) from generate_series(1, 20 + n * 0)), '{"count": 20}'::jsonb, now()
          from generate_series(1, 2000) n
        union all select 'update', 'components', gen_random_uuid()::text, '[]'::jsonb, '{"count": 1}'::jsonb, now() from generate_series(1, 5000)`,
    );
    await t.sql('vacuum analyze activity_logs');
    const query = Object.assign(new ComponentHistoryQuery(), { component_id: id });
    const { page } = COMPONENT_HISTORY.plan(query, { id: t.adminId } as Caller);
    const plan = await t.sql<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, summary off) ${page.sql}`,
      [...page.values],
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('idx_activity_logs_components');
    expect(text).toContain('idx_activity_logs_resource');
    expect(text).not.toContain('Seq Scan');
    const removed = [...text.matchAll(/Rows Removed by \w+(?: \w+)*: (\d+)/g)].map(([, rows]) => Number(rows));
    expect(Math.max(0, ...removed)).toBeLessThanOrEqual(1);
  });
});

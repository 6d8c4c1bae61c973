import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';
import { filled, pdf } from '../support/pdfs';

let t: TestApp;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

type Json = any;

let serial = 0;
const newDrawing = async (project: string, query = ''): Promise<string> => {
  const body = pdf([{ entries: '/MediaBox[0 0 612 792]', content: filled([0, 0, 1, ++serial]) }]);
  const headers = { 'content-type': 'application/pdf' };
  const answer = await t.request('POST', `/drawings?project_ids=${project}${query}`, { body, headers });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id as string;
};
const put = async (drawing_id: string, components: object[]): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < components.length; at += 1000) {
    const body = { drawing_id, components: components.slice(at, at + 1000) };
    const answer = await t.request('POST', '/components/bulk', { body });
    expect(answer).toMatchObject({ status: 201 });
    ids.push(...(answer.body.items as { id: string }[]).map(({ id }) => id));
  }
  return ids;
};
const newProject = async (): Promise<string> => (await t.newProject()).id;
const get = async (path: string, token = t.admin): Promise<Json> => {
  const answer = await t.request('GET', path, { token });
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.body;
};
const search = async (project: string, q: string, more = ''): Promise<Json[]> =>
  (await get(`/components/search?project_id=${project}&q=${encodeURIComponent(q)}${more}`)).items as Json[];

describe('a mistyped mark', () => {
  /** Marks as a shop gives them: main ones by kind of member, some by sequence of erection, minor ones in one run a kind. */
  const marks: string[] = [];
  const run = (head: string, from: number, count: number, tail = ''): void => {
    for (let number = from; number < from + count; number++) marks.push(`${head}${String(number)}${tail}`);
  };
  run('B', 1, 260);
  run('C', 1, 90);
  run('G', 101, 60);
  run('VB', 1, 60);
  run('HB', 1, 40);
  for (const sequence of [1, 2, 3, 4]) run(`${String(sequence)}B`, 101, 90);
  run('ST-', 1, 40);
  run('RL-', 1, 60, 'A');
  run('EMB', 1, 80);
  run('LP', 1, 50);
  run('1002A', 1, 20);
  run('K-10', 1, 30, '-2');
  for (const head of ['a', 'p', 'cl', 'ga']) run(head, 1001, 170);
  run('w', 100, 170);
  let project = '';
  beforeAll(async () => {
    expect([marks.length, new Set(marks.map((mark) => mark.toLowerCase())).size]).toEqual([2000, 2000]);
    project = await newProject();
    await put(
      await newDrawing(project),
      marks.map((piece_mark) => ({ piece_mark })),
    );
  });

  it.each([
    ['EMB17', 'exact'],
    ['emb17', 'exact'],
    ['EMBI7', 'confusable'],
    ['EM817', 'confusable'],
    ['EMB-17', 'confusable'],
    ['EBM17', 'near'],
    ['EMBB17', 'near'],
    ['ENB17', 'near'],
  ])('%s is %s', async (typed, match) => {
    expect((await search(project, typed))[0]).toMatchObject({ piece_mark: 'EMB17', match });
  });

  it('is among the first ten for 95 of 100 slips', async () => {
    const slips: [typed: string, meant: string][] = [
      // two characters exchanged
      ['B291', 'B219'],
      ['C67', 'C76'],
      ['BV14', 'VB14'],
      ['2B611', '2B161'],
      ['EMB36', 'EMB63'],
      ['PL31', 'LP31'],
      ['a1037', 'a1073'],
      ['ga1142', 'ga1124'],
      ['T-S12', 'ST-12'],
      ['w291', 'w219'],
      // one typed twice
      ['GG117', 'G117'],
      ['HB299', 'HB29'],
      ['3BB140', '3B140'],
      ['RL--45A', 'RL-45A'],
      ['p11002', 'p1002'],
      ['cl11155', 'cl1155'],
      ['LPP22', 'LP22'],
      ['B2244', 'B224'],
      ['1002AA7', '1002A7'],
      ['EEMB70', 'EMB70'],
      // one left out
      ['EB41', 'EMB41'],
      ['B17', 'B177'],
      ['4B18', '4B168'],
      ['K-115-2', 'K-1015-2'],
      ['RL-2A', 'RL-27A'],
      ['l1088', 'cl1088'],
      ['g1099', 'ga1099'],
      ['VB5', 'VB52'],
      ['102A14', '1002A14'],
      ['w16', 'w166'],
      // O for 0, I or L for 1, S for 5, B for 8, Z for 2
      ['BIO7', 'B107'],
      ['C5O', 'C50'],
      ['GI4S', 'G145'],
      ['lBlO3', '1B103'],
      ['EMBZ8', 'EMB28'],
      ['LP3S', 'LP35'],
      ['IOO2A9', '1002A9'],
      ['pIOSO', 'p1050'],
      ['8188', 'B188'],
      ['5T-31', 'ST-31'],
      // a hyphen, a point or a space more or less
      ['ST7', 'ST-7'],
      ['RL33A', 'RL-33A'],
      ['EMB.52', 'EMB52'],
      ['K-1092', 'K-109-2'],
      ['2-B-144', '2B144'],
      ['VB 33', 'VB33'],
      // a neighbour on the keyboard, or one that was not there
      ['VN19', 'VB19'],
      ['EMV66', 'EMB66'],
      ['HB1x7', 'HB17'],
      ['a1104p', 'a1104'],
    ];
    expect(slips).toHaveLength(50);
    const missed: string[] = [];
    for (const [typed, meant] of slips) {
      expect([marks.includes(meant), typed === meant]).toEqual([true, false]);
      const found = await search(project, typed);
      expect(found.length).toBeLessThanOrEqual(10);
      if (!found.some(({ piece_mark }) => piece_mark === meant)) missed.push(`${typed} for ${meant}`);
    }
    // Two characters left out leave more than ten marks that may have been meant.
    expect(missed.length).toBeLessThanOrEqual(2);
  });

  it('may go on after what was typed, and is never more than was asked for', async () => {
    const found = await search(project, 'rl', '&limit=100');
    const longer = found.filter(({ match }) => match === 'prefix');
    expect(longer).toHaveLength(60);
    expect(found.every(({ score }) => score > 0 && score < 1)).toBe(true);
    expect(longer.slice(0, 3).map(({ piece_mark }) => piece_mark as string)).toEqual(['RL-1A', 'RL-2A', 'RL-3A']);
    expect(await search(project, 'B', '&limit=3')).toHaveLength(3);
    expect(await search(project, '%')).toEqual([]);
  });

  it('is found with its totals, in what the caller may see and what is live', async () => {
    const own = await newProject();
    const [one, two] = [await newDrawing(own), await newDrawing(own)];
    const ids = await put(one, [{ piece_mark: 'Q77', quantity: 3 }, { piece_mark: 'q77' }, { piece_mark: 'Q77' }]);
    const [gone] = await put(two, [
      { piece_mark: 'Q77', quantity: 40 },
      { piece_mark: 'Q77', quantity: 2 },
    ]);
    await t.request('DELETE', `/components/${String(gone)}`);
    const [found] = await search(own, 'Q7T');
    expect(found).toMatchObject({
      piece_mark: 'Q77',
      match: 'near',
      components: 4,
      quantity: 7,
      drawings: 2,
    });
    expect(found.component_ids).toEqual(expect.arrayContaining(ids));
    expect(found.component_ids).toHaveLength(4);
    expect((await search(project, 'Q77')).filter(({ piece_mark }) => piece_mark === 'Q77')).toEqual([]);
    const stranger = await t.newProfile();
    const path = `/components/search?project_id=${own}&q=Q77`;
    expect(await t.request('GET', path, { token: stranger.token })).toMatchObject({
      status: 400,
      body: { code: 'unknown_reference', errors: [{ pointer: 'project_id' }] },
    });
    await t.request('DELETE', `/drawings/${two}`);
    expect(await search(own, 'Q77')).toMatchObject([{ components: 3, drawings: 1 }]);
    expect(await t.request('GET', `/components/search?project_id=${own}`)).toMatchObject({ status: 400 });
    expect(await t.request('GET', `${path}&limit=101`)).toMatchObject({ status: 400 });
  });
});

describe('the marks of a project', () => {
  it('are listed in their natural order, page by page, with their totals', async () => {
    const project = await newProject();
    const [one, two] = [await newDrawing(project), await newDrawing(project)];
    await put(one, [
      { piece_mark: 'B10', quantity: 4, component_type: 'beam' },
      { piece_mark: 'B2', quantity: 1 },
      { piece_mark: 'a466', mark_level: 'minor' },
      { piece_mark: 'A466', mark_level: 'main', component_type: 'plate' },
      { piece_mark: 'A466', mark_level: 'minor', component_type: 'angle' },
    ]);
    await put(two, [{ piece_mark: 'B10', quantity: 6, component_type: 'beam' }, { piece_mark: 'C1' }]);
    const seen: Json[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`/projects/${project}/piece-marks?limit=2&count=exact${cursor}`);
      expect(page.total).toBe(4);
      seen.push(...(page.items as Json[]));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor as string}`;
    }
    expect(seen).toEqual([
      {
        piece_mark: 'A466',
        spellings: ['A466', 'a466'],
        case_differs: true,
        mark_levels: ['main', 'minor'],
        component_types: ['angle', 'plate'],
        components: 3,
        quantity: 3,
        drawings: 1,
      },
      expect.objectContaining({ piece_mark: 'B2', component_types: [], mark_levels: [], case_differs: false }),
      expect.objectContaining({
        piece_mark: 'B10',
        components: 2,
        quantity: 10,
        drawings: 2,
        component_types: ['beam'],
      }),
      expect.objectContaining({ piece_mark: 'C1' }),
    ]);
    const { items } = await get(`/projects/${project}/piece-marks?sort=-quantity&limit=1`);
    expect(items).toMatchObject([{ piece_mark: 'B10' }]);
    const first = await get(`/projects/${project}/piece-marks?sort=quantity&limit=1`);
    const rest = await get(`/projects/${project}/piece-marks?sort=quantity&cursor=${first.next_cursor as string}`);
    expect([...first.items, ...rest.items].map(({ quantity }: Json) => quantity as number)).toEqual([1, 1, 3, 10]);
    const stranger = await t.newProfile();
    const refused = await t.request('GET', `/projects/${project}/piece-marks`, { token: stranger.token });
    expect(refused).toMatchObject({ status: 404 });
    expect((await get(`/projects/${await newProject()}/piece-marks`)).items).toEqual([]);
  });
});

describe('all components of a mark', () => {
  const patch = (project: string, mark: string, body: object, query = '', token = t.admin): Promise<TestResponse> =>
    t.request('PATCH', `/projects/${project}/piece-marks/${encodeURIComponent(mark)}${query}`, { body, token });

  it('are changed at once, on one drawing or on all', async () => {
    const project = await newProject();
    const [one, two] = [await newDrawing(project), await newDrawing(project)];
    const ids = await put(one, [
      { piece_mark: 'B/1 #' },
      { piece_mark: 'b/1 #', size: 'W12X40' },
      { piece_mark: 'C1' },
    ]);
    ids.push(...(await put(two, [{ piece_mark: 'B/1 #', quantity: 5 }])));
    const changed = await patch(project, 'b/1 #', { size: 'W12X40', mark_level: 'main' });
    expect(changed).toMatchObject({ status: 200, body: { components: 3, changed: 3, drawings: 2 } });
    const after = await Promise.all(ids.map((id) => get(`/components/${id}`)));
    expect(after.map(({ size }) => size as string)).toEqual(['W12X40', 'W12X40', null, 'W12X40']);
    expect(after.map(({ piece_mark, quantity }) => [piece_mark, quantity] as unknown)).toEqual([
      ['B/1 #', 1],
      ['b/1 #', 1],
      ['C1', 1],
      ['B/1 #', 5],
    ]);
    expect((await patch(project, 'B/1 #', { size: 'W12X40' })).body).toMatchObject({ components: 3, changed: 0 });
    const narrower = await patch(project, 'B/1 #', { size: null, finish: 'galvanised' }, `?drawing_id=${two}`);
    expect(narrower.body).toEqual({ components: 1, changed: 1, drawings: 1 });
    expect(await get(`/components/${ids[3] ?? ''}`)).toMatchObject({ size: null, finish: 'galvanised' });
    expect(await get(`/components/${ids[0] ?? ''}`)).toMatchObject({ size: 'W12X40', finish: null });
  });

  it('are refused what is not common to them, by whoever may not, and where there are none', async () => {
    const project = await newProject();
    const drawing = await newDrawing(project);
    await put(drawing, [{ piece_mark: 'B1' }]);
    const [artist, viewer, stranger]: TestProfile[] = [
      await t.newMember(project, 'artist'),
      await t.newMember(project, 'viewer'),
      await t.newProfile(),
    ];
    for (const field of [{ piece_mark: 'B2' }, { instance_identifier: 'A' }, { quantity: 2 }, { length_mm: -1 }])
      expect(await patch(project, 'B1', field)).toMatchObject({ status: 400 });
    expect(await patch(project, 'B1', { size: 'L1' }, '', viewer?.token)).toMatchObject({ status: 403 });
    expect(await patch(project, 'B1', { size: 'L1' }, '', stranger?.token)).toMatchObject({ status: 404 });
    expect(await patch(project, 'B1', { size: 'L1' }, '', artist?.token)).toMatchObject({ status: 200 });
    expect(await patch(project, 'B2', { size: 'L1' })).toMatchObject({ status: 404 });
    expect(await patch(project, ' ', { size: 'L1' })).toMatchObject({ status: 400 });
    const other = await newDrawing(await newProject());
    expect(await patch(project, 'B1', { size: 'L1' }, `?drawing_id=${other}`)).toMatchObject({ status: 404 });
    expect(await patch(project, 'B1', { size: 'L2' }, `?drawing_id=${other}`, artist?.token)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: 'drawing_id' }] },
    });
  });

  it('are not changed when there are more than a thousand', async () => {
    const project = await newProject();
    const [one, two] = [await newDrawing(project), await newDrawing(project)];
    await put(
      one,
      Array.from({ length: 1000 }, () => ({ piece_mark: 'B1' })),
    );
    await put(two, [{ piece_mark: 'B1' }]);
    const refused = await patch(project, 'B1', { size: 'L1' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect(refused.body.detail).toContain('drawing_id');
    expect((await patch(project, 'B1', { size: 'L1' }, `?drawing_id=${one}`)).body).toMatchObject({ changed: 1000 });
    await put(one, [{ piece_mark: 'B1' }]);
    const still = await patch(project, 'B1', { size: 'L2' }, `?drawing_id=${one}`);
    expect(still).toMatchObject({ status: 409 });
    expect(still.body.detail).toContain('/components/bulk');
    const [left] = await t.sql<{ count: number }>(`select count(*)::int from components where size = 'L2'`);
    expect(left?.count).toBe(0);
  });

  it('are changed while others delete some of them', async () => {
    const project = await newProject();
    const ids = await put(
      await newDrawing(project),
      Array.from({ length: 40 }, () => ({ piece_mark: 'B1' })),
    );
    const answers = await Promise.all([
      ...ids.slice(0, 8).map((id) => t.request('DELETE', `/components/${id}`)),
      ...['S1', 'S2', 'S3', 'S4'].map((size) => patch(project, 'B1', { size })),
    ]);
    expect(answers.slice(0, 8).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
    for (const { status } of answers.slice(8)) expect([200, 503]).toContain(status);
    const sizes = await t.sql<{ size: string }>(
      'select distinct size from components where id = any($1::uuid[]) and deleted_at is null',
      [ids],
    );
    expect(sizes).toHaveLength(1);
  });
});

describe('what marks contradict each other in', () => {
  const conflicts = async (project: string, query = ''): Promise<Json[]> =>
    (await get(`/projects/${project}/piece-mark-conflicts${query}`)).items as Json[];
  const codes = (found: Json[]): string[] =>
    found.map(({ code, piece_mark }) => `${code as string} ${piece_mark as string}`).sort();

  it('has a code each, and says who is in it', async () => {
    const project = await newProject();
    const [one, two] = [await newDrawing(project, '&sheet_number=S-1'), await newDrawing(project, '&sheet_number=S-2')];
    const ids = await put(one, [
      { piece_mark: 'T1', component_type: 'beam', material_type: 'A992', size: 'W12X40' },
      { piece_mark: 'M1', material_type: 'A36' },
      { piece_mark: 'S1', size: 'L4X4' },
      { piece_mark: 'N1', quantity: 2 },
      { piece_mark: 'N1', quantity: 2 },
      { piece_mark: 'Case1' },
      { piece_mark: 'D-10' },
      { piece_mark: 'E1', size: 'W12X40', material_type: 'a36' },
    ]);
    const others = await put(two, [
      { piece_mark: 'T1', component_type: 'plate', material_type: ' a992', size: 'w12 x 40' },
      { piece_mark: 'M1', material_type: 'A572' },
      { piece_mark: 'S1', size: 'L4X3' },
      { piece_mark: 'N1', quantity: 5 },
      { piece_mark: 'CASE1' },
      { piece_mark: 'DIO' },
      { piece_mark: 'E1', size: null },
    ]);
    const found = await conflicts(project);
    expect(codes(found)).toEqual([
      'case_differs CASE1',
      'confusable D-10',
      'material_differs M1',
      'quantity_differs N1',
      'size_differs S1',
      'type_differs T1',
    ]);
    expect(found.every(({ only_between_revisions }) => only_between_revisions === false)).toBe(true);
    const of = (code: string): Json => found.find((conflict) => conflict.code === code);
    expect(of('type_differs')).toMatchObject({ components: 2, drawings: 2, mark_level: null });
    expect(of('type_differs').involved).toMatchObject([
      {
        value: 'beam',
        drawing_id: one,
        sheet_number: 'S-1',
        components: 1,
        component_ids: [ids[0]],
        superseded_by: null,
      },
      { value: 'plate', drawing_id: two, sheet_number: 'S-2', component_ids: [others[0]] },
    ]);
    expect(of('quantity_differs')).toMatchObject({ components: 3, drawings: 2 });
    expect(of('quantity_differs').involved).toMatchObject([
      { value: '4', drawing_id: one, components: 2, quantity: 4 },
      { value: '5', drawing_id: two, components: 1, quantity: 5 },
    ]);
    expect(of('case_differs').involved.map(({ value }: Json) => value as string)).toEqual(['CASE1', 'Case1']);
    expect(of('confusable').involved.map(({ value }: Json) => value as string)).toEqual(['D-10', 'DIO']);

    expect(codes(await conflicts(project, '?code=size_differs'))).toEqual(['size_differs S1']);
    expect(await t.request('GET', `/projects/${project}/piece-mark-conflicts?code=x`)).toMatchObject({ status: 400 });
    const paged: Json[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`/projects/${project}/piece-mark-conflicts?limit=1&count=exact${cursor}`);
      expect(page.total).toBe(6);
      paged.push(...(page.items as Json[]));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor as string}`;
    }
    expect(paged).toEqual(found);
    const stranger = await t.newProfile();
    const path = `/projects/${project}/piece-mark-conflicts`;
    expect(await t.request('GET', path, { token: stranger.token })).toMatchObject({ status: 404 });
    const viewer = await t.newMember(project, 'viewer');
    expect((await get(path, viewer.token)).items).toEqual(found);
  });

  it('are not those between a main and a minor mark, but for their spelling', async () => {
    const project = await newProject();
    await put(await newDrawing(project), [
      { piece_mark: 'A466', mark_level: 'main', size: 'W12X40' },
      { piece_mark: 'a466', mark_level: 'minor', size: 'PL10' },
      { piece_mark: 'a466', mark_level: 'minor', size: 'PL12' },
      { piece_mark: 'B1', mark_level: 'main', size: 'W10' },
      { piece_mark: 'B1', size: 'W8' },
    ]);
    const found = await conflicts(project);
    expect(codes(found)).toEqual(['case_differs A466', 'size_differs B1', 'size_differs a466']);
    const minor = found.find(({ piece_mark }) => piece_mark === 'a466');
    expect(minor).toMatchObject({ mark_level: 'minor', components: 2 });
    expect(minor.involved.map(({ value }: Json) => value as string)).toEqual(['PL10', 'PL12']);
  });

  it('say so when they are between a drawing and its older revision', async () => {
    const project = await newProject();
    const old = await newDrawing(project, '&revision=A');
    await put(old, [
      { piece_mark: 'B1', quantity: 2 },
      { piece_mark: 'b2', size: 'W8' },
      { piece_mark: 'B3', component_type: 'beam' },
      { piece_mark: 'BO' },
    ]);
    const current = await newDrawing(project, `&revision=B&supersedes=${old}`);
    await put(current, [
      { piece_mark: 'B1', quantity: 3 },
      { piece_mark: 'B2', size: 'W10' },
      { piece_mark: 'B3', component_type: 'brace' },
      { piece_mark: 'B0' },
    ]);
    await put(await newDrawing(project), [{ piece_mark: 'B3', component_type: 'girder' }]);
    const found = await conflicts(project);
    const said = Object.fromEntries(
      found.map(({ code, only_between_revisions }) => [code, only_between_revisions] as [string, boolean]),
    );
    expect(said).toEqual({
      quantity_differs: true,
      case_differs: true,
      size_differs: true,
      type_differs: false,
      confusable: true,
    });
    const quantity = found.find(({ code }) => code === 'quantity_differs');
    expect(quantity.involved).toMatchObject([
      { value: '2', drawing_id: old, revision: 'A', superseded_by: current },
      { value: '3', drawing_id: current, revision: 'B', superseded_by: null },
    ]);
    await t.request('DELETE', `/drawings/${old}`);
    expect(codes(await conflicts(project))).toEqual(['type_differs B3']);
  });
});

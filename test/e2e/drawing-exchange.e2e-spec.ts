import fc from 'fast-check';
import { startApp, type TestApp, type TestProfile } from '../support/app';
import { readZip } from '../support/archives';
import { newComponents, newDrawing } from '../support/drawings';

let t: TestApp;
let project: { id: string; name: string };
let artist: TestProfile;
let viewer: TestProfile;
let stranger: TestProfile;

beforeAll(async () => {
  t = await startApp();
  project = await t.newProject();
  artist = await t.newMember(project.id, 'artist');
  viewer = await t.newMember(project.id, 'viewer');
  stranger = await t.newProfile();
});
afterAll(() => t.close());

const LADDER = `KISS,1.1,SDS/2 from Design Data\r
H,2202,Cage Ladder,,10/21/22,09:14:00,F,\r
*\r
D,M129,,M129L1,a466,2,L,3x3x1/4,A36,63.50,,,,\r
W,M129,,LADDER,10/21/22,SDS7.708\r
M,M129L1,1,LADDER,,,,\r
D,M129,,M129L1,a464,1,L,3x2x1/4,A36,5829.30,,,,\r
L,Holes,8,20.64,9.53,Round\r
X9,nobody,knows,this\r
D,M129,,M129L1,rb106,19,HS,3/4x2-0-1/4,ROUND BAR,615.95,,Shop::(SLIP RESI.RUNGS),,\r
D,M129,,M129L1,a466,3,L,3x3x1/4,A36,63.50,,,,\r
D,M129,,,,1,L,,,,,,,\r
`;

const bytesOf = async (path: string, token = t.admin) => {
  const response = await fetch(`${t.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const importKiss = (drawing: string, body: string | Uint8Array, query = '', token = t.admin) =>
  t.request('POST', `/drawings/${drawing}/kiss${query}`, {
    body,
    headers: { 'content-type': 'text/plain' },
    token,
  });
const reconcile = (id: string, body: string | Uint8Array, query = '', token = t.admin) =>
  t.request('POST', `/projects/${id}/kiss/reconcile${query}`, {
    body,
    headers: { 'content-type': 'application/octet-stream' },
    token,
  });
const components = async (drawing: string): Promise<Record<string, any>[]> =>
  (await t.request('GET', `/drawings/${drawing}/components?limit=500`)).body.items as Record<string, any>[];

describe('a KISS file', () => {
  it('becomes components of a drawing, says what was noticed, and comes back as it was', async () => {
    const drawing = await newDrawing(t, project.id);
    const { status, headers, body } = await importKiss(drawing, LADDER, '?file_name=ladder.kss', artist.token);
    expect([status, headers.get('location')]).toEqual([201, `/api/v1/drawings/${drawing}/kiss`]);
    expect(body).toMatchObject({
      drawing_id: drawing,
      components_created: 5,
      main_marks: 1,
      pieces: 26,
      lines: 12,
      encoding: 'utf-8',
      header: { version: '1.1', job: '2202', metric: false },
      units: { unit: 'mm', sure: 'certain' },
      problem_counts: { record_unknown: 1, mark_repeated: 1, mark_missing: 1 },
    });
    expect(body.problems).toContainEqual(expect.objectContaining({ code: 'record_unknown', line: 9 }));
    const made = await components(drawing);
    expect(
      made.map(({ display_name, mark_level, assembly_mark, quantity, component_type, length_mm }) => [
        display_name,
        mark_level,
        assembly_mark,
        quantity,
        component_type,
        length_mm,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['a466', 'minor', 'M129L1', 2, 'angle', 63.5],
        ['a466-A', 'minor', 'M129L1', 3, 'angle', 63.5],
        ['a464', 'minor', 'M129L1', 1, 'angle', 5829.3],
        ['rb106', 'minor', 'M129L1', 19, 'generic', 615.95],
        ['M129L1', 'main', null, 1, 'generic', null],
      ]),
    );
    const file = await bytesOf(`/drawings/${drawing}/kiss`, viewer.token);
    expect(file.bytes.toString()).toBe(LADDER);
    expect(file.headers.get('content-disposition')).toContain('ladder.kss');
    expect(await reconcile(project.id, LADDER, `?drawing_id=${drawing}`, viewer.token)).toMatchObject({
      status: 200,
      body: { file_rows: 5, stored_components: 5, difference_counts: {}, differences: [] },
    });
    // Whoever looks for what no row refers to finds that the file is referred to.
    const [kept] = await t.sql<{ sha256: string }>('select sha256 from kiss_files where drawing_id = $1', [drawing]);
    expect(kept?.sha256).toBe(body.sha256);
  });

  it('is written back with what was changed, removed and added since, and nothing else', async () => {
    const drawing = await newDrawing(t, project.id);
    await importKiss(drawing, LADDER);
    const made = await components(drawing);
    const idOf = (name: string) => made.find(({ display_name }) => display_name === name)?.id as string;
    await t.request('PATCH', `/components/${idOf('a464')}`, { body: { quantity: 4, length_mm: 5830 } });
    await t.request('DELETE', `/components/${idOf('rb106')}`);
    await newComponents(t, drawing, [
      { piece_mark: 'p9', mark_level: 'minor', assembly_mark: 'M129L1', size: '1/2X6', component_type: 'plate' },
    ]);
    const { bytes } = await bytesOf(`/drawings/${drawing}/kiss`);
    const lines = LADDER.split('\r\n');
    lines[6] = 'D,M129,,M129L1,a464,4,L,3x2x1/4,A36,5830.00,,,,';
    expect(bytes.toString().split('\r\n')).toEqual(
      expect.arrayContaining(lines.filter((line) => !line.includes('rb106'))),
    );
    expect(bytes.toString()).toContain('D,,,M129L1,p9,1,PL,1/2X6,,,,');
    expect(bytes.toString()).not.toContain('rb106');
    expect(bytes.toString().split('\r\n')).toHaveLength(lines.length);
    await t.request('POST', `/components/${idOf('rb106')}/restore`);
    await t.request('PATCH', `/components/${idOf('a464')}`, { body: { quantity: 1, length_mm: 5829.3 } });
    const added = (await components(drawing)).find(({ piece_mark }) => piece_mark === 'p9');
    await t.request('DELETE', `/components/${String(added?.id)}`);
    expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.toString()).toBe(LADDER);
  });

  it('is the only one of its drawing as long as components of it are there', async () => {
    const drawing = await newDrawing(t, project.id);
    const answers = await Promise.all([importKiss(drawing, LADDER), importKiss(drawing, LADDER)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await importKiss(drawing, LADDER.replace('2202', '2203'))).toMatchObject({
      status: 409,
      body: { code: 'state_conflict' },
    });
    const made = await components(drawing);
    expect(made).toHaveLength(5);
    await t.request('POST', '/components/bulk/delete', { body: { components: made.map(({ id }) => ({ id })) } });
    const other = LADDER.replace('2202', '2203');
    expect(await importKiss(drawing, other)).toMatchObject({ status: 201, body: { components_created: 5 } });
    expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.toString()).toBe(other);
  });

  it('is read in the unit that is said, and so again', async () => {
    const drawing = await newDrawing(t, project.id);
    const text = 'KISS,1.0,x\nH,1\nD,D1,0,A1,A1,2,W,W1,A36,300,,\n';
    const { body } = await importKiss(drawing, text, '?unit=inches');
    expect(body.units).toMatchObject({ unit: 'inches', sure: 'given' });
    expect(await components(drawing)).toMatchObject([{ length_mm: 7620, mark_level: 'main' }]);
    expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.toString()).toBe(text);
    const guessed = await newDrawing(t, project.id);
    expect((await importKiss(guessed, text)).body.units).toMatchObject({ unit: 'mm', sure: 'guess' });
  });

  it('of several thousand rows is taken as a whole, and one that cannot be is not taken at all', async () => {
    const drawing = await newDrawing(t, project.id);
    const rows = Array.from(
      { length: 2500 },
      (_, index) => `D,D1,0,A1,p${String(index % 1250)},1,PL,1/2X6,A36,100.5,,`,
    );
    const text = `KISS,1.0,x\nH,1\nD,D1,0,A1,A1,1,W,W1,A36,7000.5,,\n${rows.join('\n')}\n`;
    expect(await importKiss(drawing, text)).toMatchObject({ status: 201, body: { components_created: 2501 } });
    const [{ count } = { count: 0 }] = await t.sql<{ count: number }>(
      'select count(*)::int as count from components where drawing_id = $1',
      [drawing],
    );
    expect(count).toBe(2501);
    expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.toString()).toBe(text);
  });

  it.each([
    ['a PDF', '%PDF-1.7\n', 415],
    ['nothing', '', 415],
    ['UTF-16', Buffer.from('KISS,1.1\n', 'utf16le'), 415],
    ['a line without an end', `KISS,1.1\n${'x'.repeat(5000)}`, 413],
  ])('is not %s', async (_what, body, status) => {
    const drawing = await newDrawing(t, project.id);
    expect(await importKiss(drawing, body)).toMatchObject({ status });
    expect(await reconcile(project.id, body)).toMatchObject({ status });
    expect(await t.request('GET', `/drawings/${drawing}/kiss`)).toMatchObject({ status: 404 });
    expect(await components(drawing)).toEqual([]);
  });

  it('is for those who may see and fill the drawing', async () => {
    const drawing = await newDrawing(t, project.id);
    expect(await importKiss(drawing, LADDER, '', viewer.token)).toMatchObject({ status: 403 });
    expect(await importKiss(drawing, LADDER, '', stranger.token)).toMatchObject({ status: 404 });
    await importKiss(drawing, LADDER);
    expect(await t.request('GET', `/drawings/${drawing}/kiss`, { token: stranger.token })).toMatchObject({
      status: 404,
    });
    expect(await reconcile(project.id, LADDER, '', stranger.token)).toMatchObject({ status: 404 });
    const own = await newDrawing(t, null, { token: stranger.token });
    expect(await reconcile(project.id, LADDER, `?drawing_id=${own}`, viewer.token)).toMatchObject({ status: 400 });
    expect(
      await t.request('POST', `/drawings/${drawing}/kiss`, {
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    ).toMatchObject({ status: 415 });
    expect(await importKiss(drawing, LADDER, '?unit=feet')).toMatchObject({ status: 400 });
  });

  it('comes back as it was, whatever is in it', async () => {
    const field = fc.oneof(
      fc.constantFrom('', ' ', 'A36', '12-06-08', '7.5', 'é', '\u0001', 'x'.repeat(120), 'Ω'.repeat(60)),
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n\0]/g, '')),
    );
    const record = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('B1', 'b1', 'a2', ' C3 ', '\u0001', 'M'.repeat(51)),
          fc.constantFrom('1', '2', '0', 'x'),
          field,
          field,
          field,
          field,
        )
        .map(([mark, quantity, ...more]) => ['D', 'D1', '0', 'B1', mark, quantity, 'PL', ...more].join(',')),
      fc.tuple(fc.constantFrom('M', 'L', 'S', '*', 'ZZ'), field, field).map((fields) => fields.join(',')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        async (records, end, latin) => {
          const drawing = await newDrawing(t, project.id);
          const text = ['KISS,1.1,x', 'H,1,,,,,F', ...records].join(end);
          const bytes = Buffer.from(text.toWellFormed(), latin ? 'latin1' : 'utf8');
          const isBinary = bytes.includes(0);
          expect((await importKiss(drawing, bytes)).status).toBe(isBinary ? 415 : 201);
          if (isBinary) return;
          expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a reconciliation', () => {
  it('says what differs, by mark, and writes nothing', async () => {
    const own = await t.newProject();
    const drawing = await newDrawing(t, own.id);
    await importKiss(drawing, LADDER);
    const before = await t.sql('select count(*) from activity_logs');
    const changed = LADDER.replace('a464,1,L', 'a464,2,L').replace('rb106,19', 'RB106,19');
    const { body } = await reconcile(own.id, changed);
    expect(body.difference_counts).toEqual({ quantity_differs: 1, case_differs: 1 });
    expect(body.differences).toMatchObject([
      { code: 'quantity_differs', piece_mark: 'a464', file: 2, stored: 1, lines: [7] },
      { code: 'case_differs', piece_mark: 'RB106', stored: 'rb106' },
    ]);
    expect((await reconcile(own.id, changed, '?limit=1')).body.differences).toHaveLength(1);
    expect(await t.sql('select count(*) from activity_logs')).toEqual(before);
    expect(
      await t.sql(
        'select sha256 from stored_files f where not exists (select from kiss_files k where k.sha256 = f.sha256) and not exists (select from drawings d where d.sha256 = f.sha256) and not exists (select from drawing_pages p where p.preview_sha256 = f.sha256)',
      ),
    ).toEqual([]);
  });

  it('is with the drawings that are not superseded', async () => {
    const own = await t.newProject();
    const old = await newDrawing(t, own.id);
    await newComponents(t, old, [{ piece_mark: 'B1', quantity: 2 }]);
    const current = await newDrawing(t, own.id, { supersedes: old });
    await newComponents(t, current, [{ piece_mark: 'B1', quantity: 3 }]);
    const file = 'KISS,1.1,x\nH,1\nD,D1,0,B1,B1,3,,,,,,\n';
    expect((await reconcile(own.id, file)).body.difference_counts).toEqual({});
    expect((await reconcile(own.id, file, `?drawing_id=${old}`)).body.difference_counts).toEqual({
      quantity_differs: 1,
    });
  });
});

describe('a bill of materials', () => {
  const MARKS = ['1E5', '2E10', 'MAR1', 'SEP2', '00012', '=1+1', 'Träger 鋼', 'B<1>&', 'B2', 'B10'];
  let own: { id: string };
  let old: string;
  let current: string;

  beforeAll(async () => {
    own = await t.newProject({ token: artist.token });
    old = await newDrawing(t, own.id);
    current = await newDrawing(t, own.id, { supersedes: old });
    await newComponents(t, old, [{ piece_mark: 'only old', quantity: 100 }]);
    const piece = { component_type: 'plate', size: 'PL1/2X6', length_mm: 100.5, mark_level: 'main' };
    await newComponents(t, current, [
      ...MARKS.map((piece_mark) => ({ ...piece, piece_mark })),
      { ...piece, piece_mark: 'B2', quantity: 4 },
      { piece_mark: 'p1', mark_level: 'minor', assembly_mark: 'B2', quantity: 2 },
    ]);
  });
  const bill = (format: string, query = '') =>
    bytesOf(`/projects/${own.id}/bill-of-materials?format=${format}${query}`);

  it('has the pieces of current drawings, summed by mark, in natural order', async () => {
    const { status, headers, bytes } = await bill('csv');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    const [head, ...rows] = bytes
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(head?.slice(0, 4)).toEqual(['mark_level', 'assembly_mark', 'piece_mark', 'quantity']);
    const lines = rows.map(([level, assembly, mark, quantity]) => [level, assembly, mark, quantity].join());
    expect(lines).toHaveLength(MARKS.length + 1);
    expect(lines).toEqual(expect.arrayContaining(['main,,1E5,1', "main,,'=1+1,1", 'main,,Träger 鋼,1']));
    const from = lines.indexOf('main,,B2,5');
    expect(lines.slice(from, from + 3)).toEqual(['main,,B2,5', 'minor,B2,p1,2', 'main,,B10,1']);
    expect(bytes.toString()).not.toContain('only old');
    expect((await bill('csv', `&drawing_id=${old}`)).bytes.toString()).toContain('only old,100');
  });

  it('comes as a workbook whose marks are texts', async () => {
    const { status, headers, bytes } = await bill('xlsx');
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    expect(headers.get('content-disposition')).toContain('.xlsx');
    const sheet = String((await readZip(bytes)).find(({ name }) => name === 'xl/worksheets/sheet1.xml')?.body);
    for (const mark of ['1E5', 'MAR1', '00012', '=1+1', 'B&lt;1&gt;&amp;'])
      expect(sheet).toMatch(new RegExp(`t="inlineStr"[^>]*><is><t[^>]*>${mark.replace(/[+]/g, '\\+')}</t>`));
  });

  it('comes as KISS, which agrees with what is stored', async () => {
    const { status, bytes } = await bill('kiss');
    expect([status, bytes.toString().startsWith('KISS,1.0,Continuity\r\n')]).toEqual([200, true]);
    const { body } = await reconcile(own.id, bytes);
    expect([body.difference_counts, body.file_rows]).toEqual([{}, MARKS.length + 1]);
    const drawing = await newDrawing(t, project.id);
    expect(await importKiss(drawing, bytes)).toMatchObject({ status: 201, body: { pieces: MARKS.length + 6 } });
    expect((await bytesOf(`/drawings/${drawing}/kiss`)).bytes.equals(bytes)).toBe(true);
  });

  it('is empty for a project without components, and hidden from strangers', async () => {
    const empty = await t.newProject();
    for (const format of ['csv', 'xlsx', 'kiss'])
      expect((await bytesOf(`/projects/${empty.id}/bill-of-materials?format=${format}`)).status).toBe(200);
    const path = `/projects/${own.id}/bill-of-materials`;
    expect((await bytesOf(path, stranger.token)).status).toBe(404);
    expect((await bytesOf(`${path}?format=pdf`)).status).toBe(400);
    const foreign = await newDrawing(t, null, { token: stranger.token });
    expect((await bytesOf(`${path}?drawing_id=${foreign}`, artist.token)).status).toBe(400);
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';
import { encryptedPdf, filled, pdf } from '../support/pdfs';

let t: TestApp;
let project: { id: string };
let artist: TestProfile;
let viewer: TestProfile;

beforeAll(async () => {
  t = await startApp({ WORKERS: '2' });
  project = await t.newProject();
  artist = await t.newMember(project.id, 'artist');
  viewer = await t.newMember(project.id, 'viewer');
});
afterAll(() => t.close());

const PDF = { 'content-type': 'application/pdf' };
let serial = 0;
/** A drawing of two pages that is like no other. */
const sheet = () =>
  pdf([
    { entries: '/MediaBox[0 0 612 792]', content: filled([100, 92, 50, 100]) + filled([0, 0, 1, ++serial]) },
    { entries: '/MediaBox[0 0 792 612]/Rotate 90', content: filled([10, 10, 20, 20], [1, 0, 0]) },
  ]);
const upload = (body: Uint8Array, query = '', token = t.admin) =>
  t.request('POST', `/drawings${query}`, { body, headers: PDF, token });
const newDrawing = async (token = t.admin, of: string | null = project.id): Promise<string> => {
  const answer = await upload(sheet(), of === null ? '' : `?project_ids=${of}`, token);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id as string;
};
const read = async (id: string): Promise<any> => {
  for (;;) {
    const { body } = await t.request('GET', `/drawings/${id}`);
    if (body.processing_status === 'completed' || body.processing_status === 'failed') return body;
    await sleep(50);
  }
};
const picture = async (path: string, token = t.admin) => {
  const response = await fetch(`${t.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('a drawing', () => {
  it('is taken as a form, read by a worker, and shown page by page', async () => {
    const bytes = sheet();
    const form = new FormData();
    form.set('project_ids', project.id);
    form.set('drawing_type', 'shop drawing');
    form.set('sheet_number', 'S-101');
    form.set('drawing_date', '2026-07-28');
    form.set('revision', 'A');
    form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'Träger 鋼 .pdf');
    const response = await fetch(`${t.url}/drawings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${artist.token}` },
      body: form,
    });
    const made = (await response.json()) as { id: string };
    expect([response.status, made]).toMatchObject([
      201,
      {
        file_name: 'Träger 鋼 .pdf',
        project_ids: [project.id],
        content_type: 'application/pdf',
        file_size: bytes.length,
        drawing_type: 'shop drawing',
        sheet_number: 'S-101',
        drawing_date: '2026-07-28',
        revision: 'A',
        created_by: artist.id,
        version: 1,
      },
    ]);
    expect(response.headers.get('location')).toBe(`/api/v1/drawings/${made.id}`);
    expect(await read(made.id)).toMatchObject({
      processing_status: 'completed',
      processing_progress: 100,
      page_count: 2,
      failure_code: null,
    });
    const { body: pages } = await t.request('GET', `/drawings/${made.id}/pages`);
    expect(pages.items).toMatchObject([
      { page_number: 1, width: 612, height: 792, rotation: 0, unit: 'pt', failure: null },
      { page_number: 2, width: 792, height: 612, rotation: 90, unit: 'pt', failure: null },
    ]);
    const file = await picture(`/drawings/${made.id}/file`, viewer.token);
    expect(file.bytes.equals(bytes)).toBe(true);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
    const part = await t.request('GET', `/drawings/${made.id}/file`, { headers: { range: 'bytes=0-7' } });
    expect(part).toMatchObject({ status: 206, body: '%PDF-1.7' });
    const preview = await picture(`/drawings/${made.id}/pages/2/preview.png`);
    expect(preview.status).toBe(200);
    // Turned as a viewer turns it.
    const { width, height } = await sharp(preview.bytes).metadata();
    expect(height).toBeGreaterThan(width);
    const tile = await picture(`/drawings/${made.id}/pages/1/tiles/0/0_0.png`);
    expect([tile.status, (await sharp(tile.bytes).metadata()).format]).toEqual([200, 'png']);
    expect(await t.request('GET', `/drawings/${made.id}/pages/1/tiles/0/7_0.png`)).toMatchObject({ status: 404 });
    expect(await t.request('GET', `/drawings/${made.id}/pages/3/preview.png`)).toMatchObject({ status: 404 });
  });

  it('is one for one file, which comes to further projects', async () => {
    const bytes = sheet();
    const first = await upload(bytes, `?project_ids=${project.id}&file_name=a.pdf`, artist.token);
    expect(first.status).toBe(201);
    const again = await upload(bytes, '?file_name=b.pdf', artist.token);
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, file_name: 'a.pdf' } });
    const own = await t.newProject({ token: artist.token });
    const further = await upload(bytes, `?project_ids=${own.id}`, artist.token);
    expect(further).toMatchObject({ status: 200, body: { project_ids: [project.id, own.id] } });
    const stranger = await t.newProfile();
    const refused = await upload(bytes, '', stranger.token);
    expect(refused).toMatchObject({ status: 409, body: { code: 'duplicate' } });
    expect(JSON.stringify(refused.body)).not.toContain(first.body.id);
    // Whoever only sees it gets no more rights on it by a project of their own.
    const viewers = await t.newProject({ token: viewer.token });
    expect(await upload(bytes, `?project_ids=${viewers.id}`, viewer.token)).toMatchObject({ status: 403 });
  });

  it('is one for one file also when it comes eight times at once', async () => {
    const bytes = sheet();
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(bytes)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 415],
    ['a text', Buffer.from('a drawing of a beam'), 415],
    ['a web page that says it is a PDF', Buffer.from('<html><script>1</script></html>'), 415],
  ])('is not taken from %s', async (_what, bytes, status) => {
    expect(await upload(bytes)).toMatchObject({ status });
  });

  it.each([
    ['a broken file', Buffer.from('%PDF-1.7\nnothing more'), 'damaged'],
    ['a locked file', encryptedPdf(), 'needs_password'],
  ])('is kept of %s, and says why it cannot be shown', async (_what, bytes, failure_code) => {
    const { body } = await upload(Buffer.concat([bytes, Buffer.from(`\n%${randomUUID()}`)]));
    const drawing = await read(body.id as string);
    expect(drawing).toMatchObject({ processing_status: 'failed', failure_code });
    const preview = await t.request('GET', `/drawings/${drawing.id}/pages/1/preview.png`);
    expect(preview).toMatchObject({ status: 422, body: { detail: drawing.error_message } });
    expect((await picture(`/drawings/${drawing.id}/file`)).status).toBe(200);
  });

  it('is refused where a part of the form is wrong', async () => {
    const send = async (fill: (form: FormData) => void) => {
      const form = new FormData();
      fill(form);
      const response = await fetch(`${t.url}/drawings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${t.admin}` },
        body: form,
      });
      return [response.status, ((await response.json()) as { detail: string }).detail];
    };
    const file = () => new Blob([new Uint8Array(sheet())]);
    expect(
      await send((form) => {
        form.set('sheet_number', '1');
      }),
    ).toMatchObject([400, expect.stringContaining('file')]);
    expect(
      await send((form) => {
        form.set('document', file(), 'a.pdf');
      }),
    ).toMatchObject([400, expect.any(String)]);
    expect(
      await send((form) => {
        form.set('colour', 'red');
        form.set('file', file(), 'a.pdf');
      }),
    ).toMatchObject([400, expect.stringContaining('colour')]);
    expect(
      await send((form) => {
        form.set('drawing_date', '2026-02-30');
        form.set('file', file(), 'a.pdf');
      }),
    ).toMatchObject([400, expect.stringContaining('drawing_date')]);
    expect(
      await send((form) => {
        form.append('file', file(), 'a.pdf');
        form.append('file', file(), 'b.pdf');
      }),
    ).toMatchObject([400, expect.any(String)]);
    expect(
      await t.request('POST', '/drawings', {
        body: 'no form at all',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      }),
    ).toMatchObject({ status: 400 });
    expect(await t.sql("select sha256 from stored_files where unreferenced_at < now() - interval '1 hour'")).toEqual(
      [],
    );
  });

  it('is of the projects that it is assigned to, and of its maker when there is none', async () => {
    const id = await newDrawing(artist.token, null);
    const path = `/drawings/${id}`;
    expect(await t.request('GET', path, { token: viewer.token })).toMatchObject({ status: 404 });
    expect(await t.request('GET', path, { token: artist.token })).toMatchObject({ status: 200 });
    const assigned = await t.request('POST', '/drawings/bulk/assign-projects', {
      body: { drawing_ids: [id], project_ids: [project.id] },
      token: artist.token,
    });
    expect(assigned).toMatchObject({ status: 200, body: { associations_created: 1, total_possible: 1 } });
    expect(await t.request('GET', path, { token: viewer.token })).toMatchObject({ status: 200 });
    const again = await t.request('POST', `${path}/projects`, { body: { project_ids: [project.id] } });
    expect(again.body).toEqual({ associations_created: 0, total_possible: 1 });
    const [old] = await t.sql<{ project_id: string }>('select project_id from drawings where id = $1', [id]);
    expect(old?.project_id).toBe(project.id);
    expect(await t.request('DELETE', `${path}/projects/${project.id}`, { token: viewer.token })).toMatchObject({
      status: 403,
    });
    expect(await t.request('DELETE', `${path}/projects/${project.id}`, { token: artist.token })).toMatchObject({
      status: 200,
      body: { associations_removed: 1 },
    });
    expect(await t.request('GET', path, { token: viewer.token })).toMatchObject({ status: 404 });
    const unknown = { drawing_ids: [id, randomUUID()], project_ids: [project.id] };
    expect(await t.request('POST', '/drawings/bulk/assign-projects', { body: unknown })).toMatchObject({ status: 404 });
    expect((await t.request('GET', path)).body.project_ids).toEqual([]);
  });

  it('goes to the trash with the last project that has it, and comes back with it', async () => {
    const [one, two] = [await t.newProject(), await t.newProject()];
    const alone = await newDrawing(t.admin, one.id);
    const shared = await newDrawing(t.admin, `${one.id},${two.id}`);
    for (const drawing_id of [alone, shared])
      expect(await t.request('POST', '/components', { body: { drawing_id, piece_mark: 'G1' } })).toMatchObject({
        status: 201,
      });
    expect(await t.request('DELETE', `/projects/${one.id}`)).toMatchObject({ status: 204 });
    expect(await t.request('GET', `/drawings/${alone}`)).toMatchObject({ status: 404 });
    expect(await t.request('GET', `/drawings/${shared}`)).toMatchObject({
      status: 200,
      body: { project_ids: [two.id], component_count: 1 },
    });
    expect(await t.request('DELETE', `/projects/${two.id}`)).toMatchObject({ status: 204 });
    expect(await t.request('GET', `/drawings/${shared}`)).toMatchObject({ status: 404 });
    expect(await t.request('POST', `/projects/${two.id}/restore`)).toMatchObject({ status: 200 });
    expect(await t.request('GET', `/drawings/${shared}`)).toMatchObject({ status: 200, body: { component_count: 1 } });
    expect(await t.request('POST', `/projects/${one.id}/restore`)).toMatchObject({ status: 200 });
    expect(await t.request('GET', `/drawings/${alone}`)).toMatchObject({ status: 200, body: { component_count: 1 } });
  });

  it('is superseded by one other', async () => {
    const old = await newDrawing();
    const [first, second] = await Promise.all([
      upload(sheet(), `?project_ids=${project.id}&supersedes=${old}&revision=B`),
      upload(sheet(), `?project_ids=${project.id}&supersedes=${old}&revision=B`),
    ]);
    expect([first.status, second.status].sort()).toEqual([201, 409]);
    const { body } = await t.request('GET', `/drawings?supersedes=${old}`);
    expect(body.items).toMatchObject([{ revision: 'B', supersedes: old }]);
    expect(await upload(sheet(), `?supersedes=${randomUUID()}`)).toMatchObject({ status: 400 });
  });

  it('is shown with its components over it, and compared with another one', async () => {
    const [old, current] = [await newDrawing(), await newDrawing()];
    await Promise.all([read(old), read(current)]);
    const body = {
      drawing_id: old,
      piece_mark: 'B<1>',
      page_number: 1,
      bounding_box: { x: 100, y: 600, width: 50, height: 100 },
    };
    expect(await t.request('POST', '/components', { body })).toMatchObject({ status: 201 });
    const svg = await picture(`/drawings/${old}/overlay.svg?page=1&colour_by=confidence`);
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(svg.bytes.toString()).toContain('B&lt;1&gt;');
    const compared = await picture(`/drawings/${old}/compare/${current}.png`);
    expect([compared.status, (await sharp(compared.bytes).metadata()).format]).toEqual([200, 'png']);
  });
});

describe('components', () => {
  const post = (body: object, token = t.admin): Promise<TestResponse> =>
    t.request('POST', '/components', { body, token });

  it('are told apart by instances that are given as they come', async () => {
    const drawing_id = await newDrawing();
    const first = await post({ drawing_id, piece_mark: ' G1 ' });
    expect(first).toMatchObject({
      status: 201,
      body: { piece_mark: 'G1', instance_identifier: null, display_name: 'G1', quantity: 1, review_status: 'pending' },
    });
    expect((await post({ drawing_id, piece_mark: 'g1' })).body).toMatchObject({ instance_identifier: 'A' });
    expect(await post({ drawing_id, piece_mark: 'G1', instance_identifier: ' a ' })).toMatchObject({
      status: 409,
      body: { code: 'duplicate', errors: [{ constraint: 'unique_piece_mark_instance_per_drawing' }] },
    });
    expect(await post({ drawing_id, piece_mark: 'G1', instance_identifier: null })).toMatchObject({
      status: 409,
      body: { errors: [{ conflicting_id: first.body.id }] },
    });
    expect((await post({ drawing_id, piece_mark: 'G1', instance_identifier: 'North' })).status).toBe(201);
    const suggested = await t.request('GET', `/drawings/${drawing_id}/suggest-instance?piece_mark=G1`);
    expect(suggested.body).toEqual({ instance_identifier: 'B', existing_count: 3 });
    const none = await t.request('GET', `/drawings/${drawing_id}/suggest-instance?piece_mark=H1`);
    expect(none.body).toEqual({ instance_identifier: null, existing_count: 0 });
    const at = Array.from({ length: 50 }, () => post({ drawing_id, piece_mark: 'P9' }));
    const answers = await Promise.all(at);
    expect(new Set(answers.map(({ body }) => body.instance_identifier as string)).size).toBe(50);
    const bulk = await t.request('POST', '/components/bulk', {
      body: { drawing_id, components: [{ piece_mark: 'Q1' }, { piece_mark: 'q1' }, { piece_mark: 'Q1' }] },
    });
    expect(bulk.body.items.map(({ instance_identifier }: any) => instance_identifier)).toEqual([null, 'A', 'B']);
  });

  it('exchange their identifiers in one call', async () => {
    const drawing_id = await newDrawing();
    const [a, b] = [
      await post({ drawing_id, piece_mark: 'G1', instance_identifier: 'A' }),
      await post({ drawing_id, piece_mark: 'G1', instance_identifier: 'B' }),
    ];
    const components = [
      { id: a.body.id, instance_identifier: 'b' },
      { id: b.body.id, instance_identifier: 'a' },
    ];
    const changed = await t.request('PATCH', '/components/bulk', { body: { components } });
    expect(changed).toMatchObject({
      status: 200,
      body: { items: [{ instance_identifier: 'b' }, { instance_identifier: 'a' }] },
    });
    const clash = await t.request('PATCH', `/components/${a.body.id as string}`, {
      body: { instance_identifier: 'A' },
    });
    expect(clash).toMatchObject({ status: 409, body: { errors: [{ conflicting_id: b.body.id }] } });
  });

  it('are reviewed step by step, and back with a reason', async () => {
    const drawing_id = await newDrawing();
    const { body } = await post({ drawing_id, piece_mark: 'R1' });
    const patch = (change: object) => t.request('PATCH', `/components/${body.id as string}`, { body: change });
    expect(await patch({ review_status: 'approved' })).toMatchObject({ status: 409 });
    expect(await patch({ review_status: 'reviewed' })).toMatchObject({
      status: 200,
      body: { review_status: 'reviewed', reviewed_by: t.adminId },
    });
    expect(await patch({ review_status: 'approved' })).toMatchObject({ status: 200 });
    expect(await patch({ review_status: 'pending' })).toMatchObject({ status: 400 });
    expect(await patch({ review_status: 'pending', review_reason: 'the weld is missing' })).toMatchObject({
      status: 200,
      body: { review_status: 'pending', review_reason: 'the weld is missing' },
    });
  });

  it('are listed in their natural order, page by page, and found by mark and place', async () => {
    const drawing_id = await newDrawing();
    const marks = ['B10', 'b2', 'B1', 'A-123', 'A-21', '10A1', '2B4', 'B02'];
    const components = marks.map((piece_mark, index) => ({
      piece_mark,
      bounding_box: { x: 100 * index, y: 0, width: 10, height: 10 },
    }));
    expect(await t.request('POST', '/components/bulk', { body: { drawing_id, components } })).toMatchObject({
      status: 201,
    });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: TestResponse = await t.request(
        'GET',
        `/drawings/${drawing_id}/components?sort=piece_mark&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...(next.body.items as { piece_mark: string }[]).map(({ piece_mark }) => piece_mark));
      cursor = next.body.next_cursor as string | null;
    }
    expect(seen.filter((mark) => !/^b0?2$/i.test(mark))).toEqual(['2B4', '10A1', 'A-21', 'A-123', 'B1', 'B10']);
    expect(seen.slice(5, 7).sort()).toEqual(['B02', 'b2']);
    const marksOf = async (query: string) => {
      const { status, body } = await t.request('GET', `/components?drawing_id=${drawing_id}&${query}`);
      expect([query, status]).toEqual([query, 200]);
      return (body.items as { piece_mark: string }[]).map(({ piece_mark }) => piece_mark);
    };
    expect(await marksOf('prefix=b1&sort=piece_mark')).toEqual(['B1', 'B10']);
    expect(await marksOf('like=*-2%3F&sort=piece_mark')).toEqual(['A-21']);
    expect(await marksOf('like=%25')).toEqual([]);
    expect(await marksOf('within=95,0,215,5&sort=piece_mark')).toEqual(['B1', 'b2']);
    expect((await marksOf('near=290,0&limit=2')).sort()).toEqual(['A-123', 'B1']);
    expect(await t.request('GET', '/components?within=0,0,1,1')).toMatchObject({ status: 400 });
    expect(await t.request('GET', `/components?drawing_id=${drawing_id}&sort=distance`)).toMatchObject({ status: 400 });
  });

  it('come back from an export as they were', async () => {
    const [from, to] = [await newDrawing(), await newDrawing()];
    const marks = ['1E5', '2E10', 'MAR1', 'SEP2', '00012', '=1+1', 'G1', 'G1', 'Träger 鋼'];
    const components = marks.map((piece_mark, index) => ({
      piece_mark,
      quantity: index + 1,
      length_mm: 0.1 * index + 1,
    }));
    await t.request('POST', '/components/bulk', { body: { drawing_id: from, components } });
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ] as const) {
      const file = await t.request('GET', `/drawings/${from}/components/export?format=${format}`);
      expect(file.status).toBe(200);
      const report = await t.request('POST', `/drawings/${to}/components/import?on_existing=update`, {
        body: typeof file.body === 'string' ? file.body : JSON.stringify(file.body),
        headers: { 'content-type': type },
      });
      expect(report.body).toContain('"rejected":0');
      const again = await t.request('GET', `/drawings/${to}/components/export?format=${format}`);
      expect(again.body).toEqual(file.body);
    }
  });

  it('of a reading are made instances, never dropped', async () => {
    const drawing = await newDrawing();
    const rows = ['G1', 'g1', 'G1', 'H2'].map((piece_mark, index) => ({ piece_mark, confidence_score: 0.25 * index }));
    const report = await t.request('POST', `/drawings/${drawing}/components/import`, {
      body: rows.map((row) => JSON.stringify(row)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(report.status).toBe(200);
    const { body } = await t.request('GET', `/drawings/${drawing}/components?sort=piece_mark`);
    expect(body.items.map(({ display_name }: any) => display_name)).toEqual(['G1', 'g1-A', 'G1-B', 'H2']);
  });
});

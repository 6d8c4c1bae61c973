import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, type TestApp, type TestResponse } from '../support/app';

const CUT = readFileSync(join(__dirname, '../../demo/cuts/screening_example.shots.csv'), 'utf8');

/** The report of an import: a line a row, and the last one. */
interface Report {
  rows: { line: number; status: number; id?: string; note?: string; problem?: { code: string; detail: string } }[];
  summary: Record<string, number | boolean | null>;
  rejectsUrl: string | null;
}

function reportOf(response: TestResponse): Report {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  const lines = (response.body as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = lines.pop();
  return { rows: lines, summary: last.summary, rejectsUrl: last.rejects_url };
}

describe('importing shots', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string; name: string };

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    project = await t.newProject();
    episode = await t.newEpisode(project.id, { name: 'Reel 1' });
  });

  const send = (path: string, body: string | Uint8Array | ReadableStream, type = 'text/csv', token = t.admin) =>
    t.request('POST', path, { body, token, headers: { 'content-type': type } });
  const intoEpisode = async (body: string, query = '', type = 'text/csv') =>
    reportOf(await send(`/episodes/${episode.id}/shots/import${query}`, body, type));
  const intoProject = async (body: string, query = '', type = 'text/csv') =>
    reportOf(await send(`/projects/${project.id}/shots/import${query}`, body, type));
  const stored = () =>
    t.sql<{ name: string; description: string | null; frame_start: number | null; data: unknown; version: number }>(
      'select name, description, frame_start, data, version from shots where project_id = $1 and deleted_at is null order by created_at, id',
      [project.id],
    );

  it('takes a real cut, and an export gives it back unchanged', async () => {
    const { rows, summary } = await intoEpisode(CUT);
    expect(rows.map((row) => row.status)).toEqual(Array(9).fill(201));
    expect(rows.map((row) => row.line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(summary).toMatchObject({ rows: 9, created: 9, rejected: 0, dry_run: false });
    const exported = await t.request(
      'GET',
      `/projects/${project.id}/shots/export?columns=name,description,frame_start,frame_end`,
    );
    expect(exported.body).toBe(CUT);
  });

  it('stops at the first shot that exists, and says what was kept', async () => {
    await t.newShot(episode.id, { name: 'B' });
    const { rows, summary, rejectsUrl } = await intoEpisode('name\nA\nb\nC\n');
    expect(rows.map((row) => row.status)).toEqual([201, 409]);
    expect(summary).toMatchObject({ created: 1, rejected: 1, stopped_at_line: 3 });
    expect(rejectsUrl).not.toBeNull();
    expect((await stored()).map((row) => row.name)).toEqual(['B', 'A']);
  });

  it('skips shots that exist when asked to, also those that the file itself made', async () => {
    await t.newShot(episode.id, { name: 'B' });
    const { rows } = await intoEpisode('name\nA\nb\nC\na\n', '?on_existing=skip');
    expect(rows.map((row) => [row.status, row.note])).toEqual([
      [201, undefined],
      [200, 'skipped'],
      [201, undefined],
      [200, 'skipped'],
    ]);
  });

  it('updates shots that exist when asked to: present columns overwrite, empty cells clear, data is replaced', async () => {
    await t.newShot(episode.id, { name: 'A', description: 'old', frame_start: 5, data: { a: 1, b: 2 } });
    const { rows } = await intoEpisode('name,description,data\nA,,"{""a"":3}"\n', '?on_existing=update');
    expect(rows.map((row) => row.status)).toEqual([200]);
    expect(await stored()).toEqual([{ name: 'A', description: null, frame_start: 5, data: { a: 3 }, version: 2 }]);
  });

  it('leaves the version of what is so already', async () => {
    await t.newShot(episode.id, { name: 'A', description: 'x', data: { n: null } });
    const { rows, summary } = await intoEpisode('name,description,data\nA,x,"{""n"":null}"\n', '?on_existing=update');
    expect(rows[0]).toMatchObject({ status: 200, note: 'unchanged' });
    expect(summary).toMatchObject({ unchanged: 1, updated: 0 });
    expect((await stored())[0]?.version).toBe(1);
  });

  it('writes nothing in a dry run, and foretells every row', async () => {
    await t.newShot(episode.id, { name: 'B' });
    const file = 'name,frame_start,frame_end\nA,1,2\nB,1,2\nC,9,1\na,1,2\n,,\nD,x,\n';
    const foretold = await intoEpisode(file, '?dry_run=true&on_existing=skip');
    expect((await stored()).map((row) => row.name)).toEqual(['B']);
    expect(foretold.summary).toMatchObject({ dry_run: true, created: 1, skipped: 2, rejected: 3 });
    const done = await intoEpisode(file, '?on_existing=skip');
    expect(done.rows.map((row) => [row.line, row.status, row.note])).toEqual(
      foretold.rows.map((row) => [row.line, row.status, row.note]),
    );
  });

  it('gives back rejected rows in a file that can be mended and sent again', async () => {
    const { rows, rejectsUrl } = await intoEpisode(
      'name,description,frame_start,frame_end\nA,"x, ""y""\nz",1,2\nB,=1+1,9,1\nC,ok,1\n',
    );
    expect(rows.map((row) => [row.line, row.status])).toEqual([
      [2, 201],
      [4, 400],
      [5, 400],
    ]);
    const rejects = await t.request('GET', (rejectsUrl ?? '').replace('/api/v1', ''));
    expect(rejects.headers.get('content-type')).toMatch(/^text\/csv/);
    const mended = (rejects.body as string).replace('9,1', '1,9').replace('C,ok,1,,', 'C,ok,1,2,');
    const again = await intoEpisode(mended);
    expect(again.summary).toMatchObject({ created: 2, rejected: 0 });
    const stranger = await t.newProfile();
    expect((await t.request('GET', (rejectsUrl ?? '').replace('/api/v1', ''), { token: stranger.token })).status).toBe(
      404,
    );
  });

  it('goes into the episodes of a project by their names, and moves shots between them', async () => {
    const second = await t.newEpisode(project.id, { name: 'Écran' });
    const { rows } = await intoProject('episode,name\nreel 1,A\nE\u0301CRAN,B\nReel 3,C\n,D\n');
    expect(rows.map((row) => row.status)).toEqual([201, 201, 400, 400]);
    await intoProject('episode,name\nécran,A\n', '?on_existing=update');
    const moved = await t.request('GET', `/shots?project_id=${project.id}&name=A`);
    expect(moved.body.items[0].episode_id).toBe(second.id);
    const elsewhere = await intoEpisode('name\nB\n', '?on_existing=update');
    expect(elsewhere.rows[0]).toMatchObject({ status: 409, problem: { code: 'duplicate' } });
  });

  it('takes JSON lines as well: absent leaves, null clears', async () => {
    await t.newShot(episode.id, { name: 'A', description: 'old', status: 'done' });
    const { rows } = await intoEpisode(
      '{"name":"A","description":null}\n\n{"name":"B","data":{"x":{"y":1}}}\r\nno json\n[]\n{"name":"C","colour":"red"}\n{"name":"\\ud800"}',
      '?on_existing=update',
      'application/x-ndjson',
    );
    expect(rows.map((row) => [row.line, row.status])).toEqual([
      [1, 200],
      [3, 201],
      [4, 400],
      [5, 400],
      [6, 400],
      [7, 400],
    ]);
    expect((await stored()).map((row) => [row.name, row.description])).toEqual([
      ['A', null],
      ['B', null],
    ]);
  });

  it('reads what spreadsheets write: semicolons, a byte order mark, CRLF', async () => {
    const { rows } = await intoEpisode('\uFEFFname;description;frame_start;frame_end\r\nA;x,y;1;2\r\n');
    expect(rows).toEqual([{ line: 2, status: 201, id: expect.any(String) }]);
    expect((await stored())[0]?.description).toBe('x,y');
  });

  it.each([
    ['no name column', 'title\nA\n'],
    ['an unknown column', 'name,colour\nA,red\n'],
    ['a column twice', 'name,name\nA,B\n'],
  ])('refuses a header with %s before anything is done', async (_what, body) => {
    const response = await send(`/episodes/${episode.id}/shots/import`, body);
    expect(response.status).toBe(400);
    expect(response.body.code).toBe('invalid_input');
  });

  it('refuses bytes that are not UTF-8', async () => {
    const response = await send(
      `/episodes/${episode.id}/shots/import`,
      new Uint8Array([110, 97, 109, 101, 10, 0xff, 10]),
    );
    expect([response.status, response.body.code]).toEqual([400, 'malformed_request']);
  });

  it('answers an empty file and a header alone with no rows', async () => {
    expect((await intoEpisode('name\n')).summary).toMatchObject({ rows: 0 });
    expect((await intoEpisode('\n')).summary).toMatchObject({ rows: 0 });
  });

  it('reports a quotation mark that is never closed', async () => {
    const { rows } = await intoEpisode('name\nA\n"B\nC\n');
    expect(rows.map((row) => row.status)).toEqual([201, 400]);
  });

  it('refuses who may not import, before the upload is read', async () => {
    const viewer = await t.newMember(project.id, 'viewer');
    const stranger = await t.newProfile();
    expect((await send(`/episodes/${episode.id}/shots/import`, CUT, 'text/csv', viewer.token)).status).toBe(403);
    expect((await send(`/episodes/${episode.id}/shots/import`, CUT, 'text/csv', stranger.token)).status).toBe(404);
    expect((await send(`/projects/${project.id}/shots/import`, CUT, 'text/csv', stranger.token)).status).toBe(404);
    expect((await send(`/episodes/${episode.id}/shots/import`, '{}', 'application/json')).status).toBe(415);
    expect((await send(`/episodes/${episode.id}/shots/import?mode=x`, CUT)).status).toBe(400);
  });

  it('commits in batches, and finds a name again that an earlier batch made', async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `shot ${String(index)}`);
    const { rows, summary } = await intoEpisode(`name\n${names.join('\n')}\nSHOT 3\n`, '?on_existing=skip');
    expect(summary).toMatchObject({ created: 2500, skipped: 1 });
    expect(rows.at(-1)).toMatchObject({ line: 2502, note: 'skipped' });
    const dry = await intoEpisode(
      `name\n${names.map((name) => `new ${name}`).join('\n')}\nNEW SHOT 3\n`,
      '?on_existing=fail&dry_run=true',
    );
    expect(dry.summary).toMatchObject({ created: 2500, rejected: 1, stopped_at_line: 2502 });
  });

  it('imports nothing from an upload that breaks off', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < 3) controller.enqueue(new TextEncoder().encode(sent === 1 ? 'name\nA\n' : `B${String(sent)}\n`));
        else controller.error(new Error('cable pulled'));
      },
    });
    await expect(send(`/episodes/${episode.id}/shots/import`, body)).rejects.toThrow();
    expect(await stored()).toEqual([]);
  });

  it('two imports of one file at once make each shot once', async () => {
    const file = `name\n${Array.from({ length: 300 }, (_, index) => `twin ${String(index)}`).join('\n')}\n`;
    const reports = await Promise.all([1, 2, 3].map(() => intoEpisode(file, '?on_existing=skip')));
    expect(reports.map((report) => Number(report.summary.created)).reduce((a, b) => a + b)).toBe(300);
    expect(await stored()).toHaveLength(300);
  });

  it('refuses an upload that is too large, and leaves no file behind', async () => {
    const small = await startApp({ MAX_IMPORT_BYTES: '1024' });
    try {
      const own = await small.newEpisode((await small.newProject()).id);
      const response = await small.request('POST', `/episodes/${own.id}/shots/import`, {
        body: `name\n${'x'.repeat(2000)}\n`,
        headers: { 'content-type': 'text/csv' },
      });
      expect([response.status, response.body.code]).toEqual([413, 'body_too_large']);
      expect(readdirSync(join(small.dataDir, 'imports'))).toEqual([]);
    } finally {
      await small.close();
    }
  });
});

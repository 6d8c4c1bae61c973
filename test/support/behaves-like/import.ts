import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApp, type TestResponse } from '../app';
import { keyOf, type Place, type Scene } from './collection';

/** How a collection goes through files. */
export interface Imports {
  /** The address of an import into a place. */
  path: (place: Place) => string;
  /** The columns that a row needs, as the header has them. */
  header: string;
  /** Their cells for the n-th key, and for the same key in another spelling. */
  cells: (n: number) => string;
  twin: (n: number) => string;
  /** The same row as a JSON line has it. */
  json: (n: number) => Record<string, unknown>;
  /** A column of free text that may be empty, and one of whole numbers. */
  text: string;
  whole: string;
}

/** The report of an import: a line for each row, and the last one. */
export interface Report {
  rows: { line: number; status: number; id?: string; note?: string; problem?: { code: string; detail: string } }[];
  summary: Record<string, number | boolean | null>;
  rejectsUrl: string | null;
}

/** Reads the answer of an import that was taken. */
export function reportOf(response: TestResponse): Report {
  expect([response.status, response.body]).toEqual([200, expect.anything()]);
  expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  const lines = (response.body as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = lines.pop();
  return { rows: lines, summary: last.summary, rejectsUrl: last.rejects_url };
}

const told = ({ rows }: Report) => rows.map(({ line, status, note }) => [line, status, note]);
const statusesOf = ({ rows }: Report) => rows.map(({ status }) => status);

/** What every import does: row by row, in bounded memory, foretold by a dry run, and what is rejected can be mended. */
export function describeImport(scene: Scene, imports: Imports): void {
  const { collection } = scene;
  const { of, field } = keyOf(collection);
  const { header, cells, twin, text, whole } = imports;

  const send = (
    body: string | Uint8Array | ReadableStream,
    { query = '', type = 'text/csv', token = scene.t.admin } = {},
  ) =>
    scene.t.request('POST', `${imports.path(scene.place)}${query}`, { body, token, headers: { 'content-type': type } });
  const imported = async (lines: string[], query = '') => reportOf(await send(`${lines.join('\n')}\n`, { query }));
  const jsonLines = async (rows: string[], query = '') =>
    reportOf(await send(rows.join('\n'), { query, type: 'application/x-ndjson' }));
  const rejects = (url: string | null, token = scene.t.admin) =>
    scene.t.request('GET', (url ?? '').replace('/api/v1', ''), { token });

  it('makes a row of each line, and says which', async () => {
    const { rows, summary } = await imported([header, cells(0), cells(1)]);
    expect(rows).toEqual([
      { line: 2, status: 201, id: expect.any(String) },
      { line: 3, status: 201, id: expect.any(String) },
    ]);
    expect(summary).toMatchObject({ rows: 2, created: 2, rejected: 0, dry_run: false });
    expect((await scene.live()).map((row) => row[field])).toEqual([of(0)[field], of(1)[field]]);
  });

  it('stops at the first that exists, and says what was kept', async () => {
    await scene.made(of(1));
    const report = await imported([header, cells(0), twin(1), cells(2)]);
    expect(statusesOf(report)).toEqual([201, 409]);
    expect(report.summary).toMatchObject({ created: 1, rejected: 1, stopped_at_line: 3 });
    expect(report.rejectsUrl).not.toBeNull();
    expect(await scene.live()).toHaveLength(2);
  });

  it('skips what exists when asked to, also what the file itself made', async () => {
    await scene.made(of(1));
    const report = await imported([header, cells(0), twin(1), cells(2), twin(0)], '?on_existing=skip');
    expect(told(report)).toEqual([
      [2, 201, undefined],
      [3, 200, 'skipped'],
      [4, 201, undefined],
      [5, 200, 'skipped'],
    ]);
  });

  it('updates what exists when asked to: present columns overwrite, empty cells clear, the others stay', async () => {
    const { id } = await scene.made({ ...of(0), [text]: 'old', [whole]: 5 });
    const report = await imported([`${header},${text}`, `${cells(0)},`], '?on_existing=update');
    expect(statusesOf(report)).toEqual([200]);
    expect((await scene.get(id)).body).toMatchObject({ [text]: null, [whole]: 5, version: 2 });
  });

  it('leaves the version of what is so already', async () => {
    const { id } = await scene.made({ ...of(0), [text]: 'x' });
    const { rows, summary } = await imported([`${header},${text}`, `${cells(0)},x`], '?on_existing=update');
    expect(rows[0]).toMatchObject({ status: 200, note: 'unchanged' });
    expect(summary).toMatchObject({ unchanged: 1, updated: 0 });
    expect((await scene.get(id)).body.version).toBe(1);
  });

  it('writes nothing in a dry run, and foretells every row', async () => {
    await scene.made(of(1));
    const file = [
      `${header},${whole}`,
      ...[cells(0), cells(1), twin(0)].map((row) => `${row},1`),
      ','.repeat(header.split(',').length),
      `${cells(3)},x`,
    ];
    const foretold = await imported(file, '?dry_run=true&on_existing=skip');
    expect(await scene.live()).toHaveLength(1);
    expect(foretold.summary).toMatchObject({ dry_run: true, created: 1, skipped: 2, rejected: 2 });
    expect(told(await imported(file, '?on_existing=skip'))).toEqual(told(foretold));
  });

  it('gives back rejected rows in a file that can be mended and sent again', async () => {
    const { rows, rejectsUrl } = await imported([
      `${header},${text},${whole}`,
      `${cells(0)},"x, ""y""\nz",1`,
      `${cells(1)},=1+1,wrong`,
      `${cells(2)},ok`,
    ]);
    expect(rows.map((row) => [row.line, row.status])).toEqual([
      [2, 201],
      [4, 400],
      [5, 400],
    ]);
    const file = await rejects(rejectsUrl);
    expect(file.headers.get('content-type')).toMatch(/^text\/csv/);
    const mended = (file.body as string).replace('=1+1,wrong', '=1+1,2').replace(',ok,,', ',ok,3,');
    expect(reportOf(await send(mended)).summary).toMatchObject({ created: 2, rejected: 0 });
    expect((await rejects(rejectsUrl, scene.stranger.token)).status).toBe(404);
  });

  it('takes JSON lines as well: absent leaves, null clears', async () => {
    const { id } = await scene.made({ ...of(0), [text]: 'old', [whole]: 5 });
    const report = await jsonLines(
      [
        JSON.stringify({ ...imports.json(0), [text]: null }),
        '',
        `${JSON.stringify(imports.json(1))}\r`,
        'no json',
        '[]',
        JSON.stringify({ ...imports.json(2), colour: 'red' }),
        JSON.stringify({ ...imports.json(3), [text]: '%' }).replace('%', '\\ud800'),
      ],
      '?on_existing=update',
    );
    expect(report.rows.map(({ line, status }) => [line, status])).toEqual([
      ...[
        [1, 200],
        [3, 201],
        [4, 400],
        [5, 400],
        [6, 400],
        [7, 400],
      ],
    ]);
    expect((await scene.get(id)).body).toMatchObject({ [text]: null, [whole]: 5 });
  });

  it('reads what spreadsheets write: semicolons, a byte order mark, CRLF', async () => {
    const rows = [`${header},${text}`, `${cells(0)},"x,y"`].map((row) =>
      row.replaceAll(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ';').replaceAll('"', ''),
    );
    const report = reportOf(await send(`\uFEFF${rows.join('\r\n')}\r\n`));
    expect(report.rows).toEqual([{ line: 2, status: 201, id: expect.any(String) }]);
    expect((await scene.live())[0]?.[text]).toBe('x,y');
  });

  it.each([
    ['a column missing', header.replace(/[^,]+$/, '').replace(/,$/, '') || text],
    ['an unknown column', `${header},colour`],
    ['a column twice', `${header},${header.split(',')[0]!}`],
  ])('refuses a header with %s before anything is done', async (_what, line) => {
    const response = await send(`${line}\n${cells(0)},x\n`);
    expect([response.status, response.body.code]).toEqual([400, 'invalid_input']);
    expect(await scene.live()).toEqual([]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const response = await send(new Uint8Array([...new TextEncoder().encode(header), 10, 0xff, 10]));
    expect([response.status, response.body.code]).toEqual([400, 'malformed_request']);
  });

  it('answers an empty file and a header alone with no rows', async () => {
    expect((await imported([header])).summary).toMatchObject({ rows: 0 });
    expect(reportOf(await send('\n')).summary).toMatchObject({ rows: 0 });
  });

  it('reports a quotation mark that is never closed', async () => {
    expect(statusesOf(await imported([header, cells(0), `"${cells(1)}`, cells(2)]))).toEqual([201, 400]);
  });

  it('refuses who may not import, before the upload is read', async () => {
    const file = `${header}\n${cells(0)}\n`;
    expect((await send(file, { token: scene.viewer.token })).status).toBe(403);
    expect((await send(file, { token: scene.stranger.token })).status).toBe(404);
    expect((await send('{}', { type: 'application/json' })).status).toBe(415);
    expect((await send(file, { query: '?mode=x' })).status).toBe(400);
    expect((await send(file, { query: '?on_existing=x' })).status).toBe(400);
    expect(await scene.live()).toEqual([]);
  });

  it('commits in batches, and finds a key again that an earlier batch made', async () => {
    const numbers = Array.from({ length: 2500 }, (_, n) => n);
    const file = [header, ...numbers.map(cells), twin(3)];
    const dry = await imported(file, '?on_existing=fail&dry_run=true');
    expect(dry.summary).toMatchObject({ created: 2500, rejected: 1, stopped_at_line: 2502 });
    const { rows, summary } = await imported(file, '?on_existing=skip');
    expect(summary).toMatchObject({ created: 2500, skipped: 1 });
    expect(rows.at(-1)).toMatchObject({ line: 2502, note: 'skipped' });
  });

  it('imports nothing from an upload that breaks off', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < 3) controller.enqueue(new TextEncoder().encode(`${sent === 1 ? header : cells(sent)}\n`));
        else controller.error(new Error('cable pulled'));
      },
    });
    await expect(send(body)).rejects.toThrow();
    expect(await scene.live()).toEqual([]);
  });

  it('makes each row once when one file is imported several times at once', async () => {
    const file = [header, ...Array.from({ length: 300 }, (_, n) => cells(n))];
    const reports = await Promise.all([1, 2, 3].map(() => imported(file, '?on_existing=skip')));
    expect(reports.map(({ summary }) => Number(summary.created)).reduce((a, b) => a + b)).toBe(300);
    expect(await scene.live()).toHaveLength(300);
  });

  it('refuses an upload that is too large, and leaves no file behind', async () => {
    const small = await startApp({ MAX_IMPORT_BYTES: '1024' });
    try {
      const place = await collection.newPlace(small, (await small.newProject()).id);
      const response = await small.request('POST', imports.path(place), {
        body: `${header}\n${'x'.repeat(2000)}\n`,
        headers: { 'content-type': 'text/csv' },
      });
      expect([response.status, response.body.code]).toEqual([413, 'body_too_large']);
      expect(readdirSync(join(small.dataDir, 'imports'))).toEqual([]);
    } finally {
      await small.close();
    }
  });
}

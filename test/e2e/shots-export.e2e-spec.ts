import fc from 'fast-check';
import { startApp, type TestApp } from '../support/app';

describe('exporting shots', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string };

  beforeAll(async () => {
    t = await startApp();
    project = await t.newProject({ name: 'Film / "Écran" 漢字' });
    episode = await t.newEpisode(project.id, { name: '=Reel' });
  });
  afterAll(() => t.close());

  const exported = (query = '', token = t.admin) =>
    t.request('GET', `/projects/${project.id}/shots/export${query}`, { token });

  it('makes cells harmless that a spreadsheet would run, and names the file after the project', async () => {
    await t.newShot(episode.id, { name: '=1+1', description: '-x', frame_start: -5 });
    const response = await exported('?columns=episode,name,description,frame_start');
    expect(response.body).toBe("episode,name,description,frame_start\n'=Reel,'=1+1,'-x,-5\n");
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('Film _ _Écran_ 漢字.csv')}`,
    );
  });

  it('gives JSON lines with the columns asked for', async () => {
    const response = await exported('?format=ndjson&columns=name,data');
    expect(JSON.parse(response.body)).toEqual({ name: '=1+1', data: {} });
  });

  it('refuses unknown columns, other episodes, and who may not see the project', async () => {
    expect((await exported('?columns=name,colour')).status).toBe(400);
    expect((await exported('?columns=name,name')).status).toBe(400);
    expect((await exported('?format=xls')).status).toBe(400);
    const other = await t.newEpisode((await t.newProject()).id);
    expect((await exported(`?episode_id=${other.id}`)).status).toBe(400);
    const stranger = await t.newProfile();
    expect((await exported('', stranger.token)).status).toBe(404);
    const viewer = await t.newMember(project.id, 'viewer');
    expect((await exported('', viewer.token)).status).toBe(200);
  });

  it('shows no deleted shot', async () => {
    const shot = await t.newShot(episode.id, { name: 'gone' });
    await t.request('DELETE', `/shots/${shot.id}`);
    expect((await exported()).body).not.toContain('gone');
  });

  it('lets the connection go when the reader goes away', async () => {
    await t.sql(
      `insert into shots (episode_id, project_id, name, description) select $1, $2, 'many ' || n, repeat('x', 500) from generate_series(1, 20000) n`,
      [episode.id, project.id],
    );
    for (let n = 0; n < 12; n++) {
      const gone = new AbortController();
      const response = await fetch(`${t.url}/projects/${project.id}/shots/export`, {
        headers: { authorization: `Bearer ${t.admin}` },
        signal: gone.signal,
      });
      await response.body?.getReader().read();
      gone.abort();
    }
    const whole = await exported('?columns=name');
    expect(whole.status).toBe(200);
    expect((whole.body as string).split('\n')).toHaveLength(20003);
  });

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom('=', "'", '"', ',', ';', '\n', '\r', '\t', ' ', '+', '@', '漢', 'e\u0301', '\u2028', 'a'),
      maxLength: 12,
    }),
  );
  const shot = fc.record({
    name: fc
      .string({
        unit: fc.constantFrom('=', "'", '"', ',', ';', '+', '@', '漢', 'é', 'ß', 'İ', 'a', ' '),
        maxLength: 12,
      })
      .map((name) => name.trim()),
    description: fc.option(text.filter((value) => !value.includes('\0'))),
    frames: fc.option(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(500))),
    data: fc.dictionary(
      fc.string({ unit: 'grapheme', maxLength: 5 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 3 },
    ),
  });

  it.each(['csv', 'ndjson'])(
    'gives %s that changes nothing when it is imported again',
    async (format) => {
      const own = await t.newProject();
      const reels = [await t.newEpisode(own.id, { name: "'=A" }), await t.newEpisode(own.id, { name: 'B, "b"' })];
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(shot, { minLength: 1, maxLength: 4 }), async (shots) => {
          run++;
          for (const [index, { name, description, frames, data }] of shots.entries()) {
            const response = await t.request('POST', '/shots', {
              body: {
                episode_id: reels[index % 2]?.id,
                name: `${name}${String(run)}.${String(index)}`,
                description,
                frame_start: frames?.[0] ?? null,
                frame_end: frames ? frames[0] + frames[1] : null,
                data,
              },
            });
            // Keys and texts that no JSON column takes are refused at the door; they are not this property's business.
            expect([201, 400]).toContain(response.status);
          }
          const state = () =>
            t.sql(
              'select id, version, name, description, frame_start, frame_end, data, episode_id from shots where project_id = $1 order by id',
              [own.id],
            );
          const before = await state();
          const file = await t.request('GET', `/projects/${own.id}/shots/export?format=${format}`);
          const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
          const imported = await t.request('POST', `/projects/${own.id}/shots/import?on_existing=update`, {
            body: file.body,
            headers: { 'content-type': type },
          });
          const last = JSON.parse((imported.body as string).trim().split('\n').at(-1) ?? '');
          expect(last.summary).toMatchObject({ rows: before.length, unchanged: before.length });
          expect(await state()).toEqual(before);
          await t.sql('delete from shots where project_id = $1', [own.id]);
        }),
        { numRuns: 100 },
      );
    },
    120_000,
  );
});

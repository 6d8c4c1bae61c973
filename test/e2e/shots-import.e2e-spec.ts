import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from '../support/behaves-like/collection';
import { describeImport, reportOf } from '../support/behaves-like/import';
import { SHOT_IMPORTS, SHOTS } from '../support/shots';

const CUT = readFileSync(join(__dirname, '../../demo/cuts/screening_example.shots.csv'), 'utf8');

describe('importing shots', () => {
  const scene = Scene.of(SHOTS);

  describeImport(scene, SHOT_IMPORTS);

  const send = async (path: string, body: string, query = '') =>
    reportOf(
      await scene.t.request('POST', `${path}/shots/import${query}`, { body, headers: { 'content-type': 'text/csv' } }),
    );
  const intoEpisode = (body: string, query?: string) => send(`/episodes/${scene.place.parent}`, body, query);
  const intoProject = (body: string, query?: string) => send(`/projects/${scene.place.project}`, body, query);

  it('takes a real cut, and an export gives it back unchanged', async () => {
    const { rows, summary } = await intoEpisode(CUT);
    expect(rows.map((row) => row.status)).toEqual(Array(9).fill(201));
    expect(rows.map((row) => row.line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(summary).toMatchObject({ rows: 9, created: 9, rejected: 0, dry_run: false });
    const exported = await scene.t.request(
      'GET',
      `/projects/${scene.place.project}/shots/export?columns=name,description,frame_start,frame_end`,
    );
    expect(exported.body).toBe(CUT);
  });

  it('replaces metadata as a whole, and leaves what is so already', async () => {
    const { id } = await scene.made({ name: 'A', data: { a: 1, b: 2 } });
    const update = (data: string) =>
      intoEpisode(`name,data\nA,"${data.replaceAll('"', '""')}"\n`, '?on_existing=update');
    await update('{"a": 3, "n": null}');
    expect((await scene.get(id)).body).toMatchObject({ data: { a: 3, n: null }, version: 2 });
    expect((await update('{"n":null,"a":3}')).rows[0]).toMatchObject({ status: 200, note: 'unchanged' });
  });

  it('rejects an end before the beginning', async () => {
    const { rows } = await intoEpisode('name,frame_start,frame_end\nA,9,1\nB,1,9\n');
    expect(rows.map((row) => row.status)).toEqual([400, 201]);
  });

  it('goes into the episodes of a project by their names, and moves shots between them', async () => {
    const { t, place } = scene;
    await t.newEpisode(place.project, { name: 'Reel 1' });
    const second = await t.newEpisode(place.project, { name: 'Écran' });
    const { rows } = await intoProject('episode,name\nreel 1,A\nE\u0301CRAN,B\nReel 3,C\n,D\n');
    expect(rows.map((row) => row.status)).toEqual([201, 201, 400, 400]);
    await intoProject('episode,name\nécran,A\n', '?on_existing=update');
    const moved = await t.request('GET', `/shots?project_id=${place.project}&name=A`);
    expect(moved.body.items[0].episode_id).toBe(second.id);
    const elsewhere = await intoEpisode('name\nB\n', '?on_existing=update');
    expect(elsewhere.rows[0]).toMatchObject({ status: 409, problem: { code: 'duplicate' } });
  });

  it('goes not into a project that may not be seen', async () => {
    const { status } = await scene.t.request('POST', `/projects/${scene.place.project}/shots/import`, {
      token: scene.stranger.token,
      body: CUT,
      headers: { 'content-type': 'text/csv' },
    });
    expect(status).toBe(404);
  });
});

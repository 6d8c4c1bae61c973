import { randomUUID } from 'node:crypto';
import { describeItem } from '../support/behaves-like/item';
import { NOBODY, refusal, Scene } from '../support/behaves-like/collection';
import { describeTrash } from '../support/behaves-like/trash';
import { LEGACY_SHOT_COLUMNS } from '../support/legacy-arbitraries';
import { SHOTS } from '../support/shots';

describe('a shot', () => {
  const scene = Scene.of(SHOTS);

  describeItem(scene);
  describeTrash(scene, ({ place }) => [
    `/shots?project_id=${place.project}`,
    `/shots?episode_id=${place.parent}`,
    `/episodes/${place.parent}/shots`,
  ]);

  it('is made from what older clients send, with every field they knew, and its project', async () => {
    const { body } = await scene.post({ name: 'SH010' });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(LEGACY_SHOT_COLUMNS));
    const project = await scene.t.request('GET', `/projects/${scene.place.project}`);
    expect(body).toMatchObject({ name: 'SH010', project_id: project.body.id, project_name: project.body.name });
  });

  it('may name its project, in upper case too, and not another', async () => {
    const { project, parent } = scene.place;
    const upper = { episode_id: parent.toUpperCase(), project_id: project.toUpperCase() };
    expect((await scene.made(upper)).episode_id).toBe(parent);
    const other = await scene.newPlaceElsewhere();
    const send = (project_id: string, token?: string) =>
      scene.post({ ...SHOTS.fields(), project_id }, token === undefined ? {} : { token });
    expect(refusal(await send(other.project))).toEqual([400, 'project_mismatch', '/project_id']);
    const unknown = [400, 'unknown_reference', '/project_id'];
    expect(refusal(await send(NOBODY))).toEqual(unknown);
    expect(refusal(await send(other.project, scene.artist.token))).toEqual(unknown);
  });

  it('has a name of 255 characters, however many code units they have', async () => {
    for (const character of ['x', '鏡', '🎬'])
      expect((await scene.made({ name: character.repeat(255) })).name).toBe(character.repeat(255));
  });

  it('has metadata of any key', async () => {
    const data = { constructor: 'Rolls', toString: { valueOf: [{ hasOwnProperty: 1 }] }, '': null, then: 'x', ü: '🎬' };
    expect((await scene.made({ data })).data).toEqual(data);
  });

  it('has metadata down to the 64th level, and no deeper', async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    const body = (name: string, levels: number) =>
      `{"episode_id":"${scene.place.parent}","name":"${name}","data":${nested(levels)}}`;
    expect((await scene.post(body('deep', 63))).status).toBe(201);
    expect(refusal(await scene.post(body('deeper', 64)))[0]).toBe(400);
  });

  it('lives under an episode whose id no standard knows', async () => {
    const id = '11111111-1111-1111-1111-111111111111';
    await scene.t.sql(`insert into episodes (id, project_id, name) values ($1, $2, 'old')`, [id, scene.place.project]);
    await scene.made({ episode_id: id });
    expect((await scene.t.request('GET', `/episodes/${id}/shots`)).body.items).toHaveLength(1);
    expect((await scene.t.request('GET', `/shots?episode_id=${id}`)).body.items).toHaveLength(1);
  });

  it('has another tag when the name of its project has changed, which is no change of the shot', async () => {
    const { id } = await scene.made();
    const etag = (await scene.get(id)).headers.get('etag')!;
    await scene.t.request('PATCH', `/projects/${scene.place.project}`, { body: { name: 'another name' } });
    const { status, headers } = await scene.get(id, { headers: { 'if-none-match': etag } });
    expect([status, headers.get('etag') === etag]).toEqual([200, false]);
    expect((await scene.patch(id, SHOTS.change(), { headers: { 'if-match': etag } })).status).toBe(200);
  });

  describe('is changed', () => {
    it('in its metadata by merging: null takes a key away, null for all of them empties', async () => {
      const before = await scene.made({
        description: 'x',
        frame_start: 1,
        frame_end: 9,
        data: { a: { b: 1, c: 2 }, d: 3 },
      });
      const change = { description: null, frame_end: 12, data: { a: { b: null, constructor: 'x' }, d: [1] } };
      const { body } = await scene.patch(before.id, change);
      expect(body).toMatchObject({
        description: null,
        frame_start: 1,
        frame_end: 12,
        data: { a: { c: 2, constructor: 'x' }, d: [1] },
        version: 2,
      });
      expect((await scene.patch(before.id, { data: null })).body.data).toEqual({});
    });

    it('not by metadata that it has already, nor by naming its project', async () => {
      const data = { takes: [{ zoom: 1, a: 2 }] };
      const before = await scene.made({ data });
      for (const same of [
        { name: ` ${String(before.name)} ` },
        { data },
        { data: { other: null } },
        { project_id: scene.place.project },
      ])
        expect((await scene.patch(before.id, same)).body).toEqual(before);
    });

    it('without touching metadata that the patch does not name, numbers beyond JavaScript’s included', async () => {
      const { id } = await scene.made();
      await scene.t.sql(
        `update shots set data = '{"id": 12345678901234567891, "fps": 23.9760, "old": 1}' where id = $1`,
        [id],
      );
      await scene.patch(id, { name: randomUUID() });
      await scene.patch(id, { data: { new: 1, old: null } });
      const [row] = await scene.t.sql('select data::text from shots where id = $1', [id]);
      expect(row).toEqual({ data: '{"id": 12345678901234567891, "fps": 23.9760, "new": 1}' });
    });

    it('not to an end before its beginning', async () => {
      const { id } = await scene.made({ frame_start: 1000 });
      expect(refusal(await scene.patch(id, { frame_end: 999 }))).toEqual([400, 'invalid_input', '/frame_end']);
    });

    it('to another episode of its project, not of another', async () => {
      const { id } = await scene.made();
      const next = await scene.t.newEpisode(scene.place.project);
      expect((await scene.patch(id, { episode_id: next.id })).body).toMatchObject({ episode_id: next.id, version: 2 });
      const { parent: foreign } = await scene.newPlaceElsewhere();
      const move = (token?: string) => scene.patch(id, { episode_id: foreign }, token === undefined ? {} : { token });
      expect(refusal(await move())).toEqual([400, 'project_mismatch', '/episode_id']);
      expect(refusal(await move(scene.artist.token))).toEqual([400, 'unknown_reference', '/episode_id']);
    });
  });
});

import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';

describe('an Idempotency-Key', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string };
  let artist: TestProfile;

  beforeAll(async () => {
    t = await startApp({ DATABASE_POOL_SIZE: '20' });
    project = await t.newProject();
    artist = await t.newMember(project.id, 'artist');
  });
  beforeEach(async () => {
    episode = await t.newEpisode(project.id);
  });
  afterAll(() => t.close());

  const post = (key: string, body: unknown, { path = '/shots', token = t.admin } = {}) =>
    t.request('POST', path, { token, body, headers: { 'idempotency-key': key } });
  const newShot = () => ({ episode_id: episode.id, name: randomUUID() });
  const isReplay = ({ headers }: TestResponse) => headers.get('idempotency-replayed') === 'true';
  const rows = async (sql: string, values: unknown[] = []): Promise<number> =>
    Number((await t.sql<{ count: string }>(`select count(*) from ${sql}`, values))[0]?.count);
  const shots = () => rows('shots where episode_id = $1', [episode.id]);

  it('replays the response: status, Location, ETag and body', async () => {
    const [key, body] = [randomUUID(), newShot()];
    const first = await post(key, body);
    const second = await post(key, body);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([isReplay(first), isReplay(second)]).toEqual([false, true]);
    expect(second.body).toEqual(first.body);
    for (const header of ['location', 'etag', 'content-type'])
      expect([header, second.headers.get(header)]).toEqual([header, first.headers.get(header)]);
    expect(await shots()).toBe(1);
  });

  it('replays what was answered, though the shot has changed or gone meanwhile', async () => {
    const [key, body] = [randomUUID(), newShot()];
    const first = await post(key, body);
    await t.request('PATCH', `/shots/${first.body.id}`, { body: { name: randomUUID() } });
    expect((await post(key, body)).body).toEqual(first.body);
    await t.request('DELETE', `/shots/${first.body.id}`);
    expect((await post(key, body)).body).toEqual(first.body);
    expect(await shots()).toBe(1);
  });

  it('makes fifty parallel requests one: the others are replayed, or told to wait', async () => {
    const [key, body] = [randomUUID(), newShot()];
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(key, body)));
    const made = answers.filter((answer) => answer.status === 201 && !isReplay(answer));
    expect(made).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 201) expect(answer.body).toEqual(made[0]!.body);
      else {
        expect([answer.status, answer.body.code]).toEqual([409, 'idempotency_in_progress']);
        expect(answer.headers.get('retry-after')).toBe('1');
      }
    }
    expect(await shots()).toBe(1);
    expect(isReplay(await post(key, body))).toBe(true);
  });

  it('answers 422 to another body, another address and another mode', async () => {
    const [key, body] = [randomUUID(), newShot()];
    await post(key, body);
    for (const [other, path] of [
      [{ ...body, name: 'other' }, '/shots'],
      [{ ...body, status: 'todo' }, '/shots'],
      [{ episode_id: episode.id, shots: [{ name: 'x' }] }, '/shots/bulk'],
    ] as const) {
      const answer = await post(key, other, { path });
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_mismatch']);
    }
    const bulk = { episode_id: episode.id, shots: [{ name: 'y' }] };
    const second = randomUUID();
    expect((await post(second, bulk, { path: '/shots/bulk' })).status).toBe(201);
    expect((await post(second, bulk, { path: '/shots/bulk?mode=partial' })).status).toBe(422);
  });

  it('belongs to whoever sends it', async () => {
    const key = randomUUID();
    const mine = await post(key, newShot());
    const theirs = await post(key, newShot(), { token: artist.token });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(isReplay(theirs)).toBe(false);
    expect(theirs.body.created_by).toBe(artist.id);
  });

  it.each([
    [400, () => ({ episode_id: episode.id, name: '' })],
    [400, () => ({ episode_id: randomUUID(), name: 'x' })],
    [409, (taken: string) => ({ episode_id: episode.id, name: taken })],
  ])('is not used up by a refusal with %d', async (status, wrong) => {
    const taken = await t.newShot(episode.id);
    const key = randomUUID();
    expect((await post(key, wrong(taken.name))).status).toBe(status);
    expect(await rows('idempotency_keys where key = $1', [key])).toBe(0);
    expect((await post(key, newShot())).status).toBe(201);
  });

  it('is not used up by a refusal with 403 or 401', async () => {
    const viewer = await t.newMember(project.id, 'viewer');
    const key = randomUUID();
    expect((await post(key, newShot(), { token: viewer.token })).status).toBe(403);
    expect((await post(key, newShot(), { token: 'x' })).status).toBe(401);
    expect(await rows('idempotency_keys where key = $1', [key])).toBe(0);
  });

  it('works for bulk calls: created, partly created, deleted', async () => {
    const bulk = { episode_id: episode.id, shots: [{ name: 'a' }, { name: 'A' }] };
    const key = randomUUID();
    const first = await post(key, bulk, { path: '/shots/bulk?mode=partial' });
    expect(first.status).toBe(207);
    const second = await post(key, bulk, { path: '/shots/bulk?mode=partial' });
    expect([second.status, second.body, isReplay(second)]).toEqual([207, first.body, true]);

    const items = { shots: [{ id: first.body.results[0].item.id }] };
    const deletion = randomUUID();
    const gone = await post(deletion, items, { path: '/shots/bulk/delete' });
    const again = await post(deletion, items, { path: '/shots/bulk/delete' });
    expect([gone.status, again.status, again.body]).toEqual([200, 200, gone.body]);
    expect((await post(randomUUID(), items, { path: '/shots/bulk/delete' })).status).toBe(404);
  });

  it('works for restoring, and for projects and episodes', async () => {
    const { id } = await t.newShot(episode.id);
    await t.request('DELETE', `/shots/${id}`);
    const key = randomUUID();
    const first = await post(key, {}, { path: `/shots/${id}/restore` });
    const second = await post(key, {}, { path: `/shots/${id}/restore` });
    expect([first.status, second.status, isReplay(second)]).toEqual([200, 200, true]);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    for (const path of ['/projects', `/projects/${project.id}/episodes`]) {
      const [other, body] = [randomUUID(), { name: randomUUID() }];
      const made = await post(other, body, { path });
      expect((await post(other, body, { path })).body).toEqual(made.body);
    }
  });

  it('may have 255 characters of any kind, not 256 and not none', async () => {
    const key = '~ !"é/%'.padEnd(255, 'k');
    const body = newShot();
    expect((await post(key, body)).status).toBe(201);
    expect(isReplay(await post(key, body))).toBe(true);
    for (const wrong of ['k'.repeat(256), '', '   ']) {
      const answer = await post(wrong, newShot());
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed_request']);
    }
  });

  it('is forgotten after 24 hours: then the request is done anew', async () => {
    const [key, first, second] = [randomUUID(), newShot(), newShot()];
    const age = (interval: string) =>
      t.sql(`update idempotency_keys set created_at = now() - $2::interval where key = $1`, [key, interval]);
    const made = await post(key, first);
    await age('23 hours 59 minutes');
    expect(isReplay(await post(key, first))).toBe(true);
    await age('24 hours 1 minute');
    const anew = await post(key, second);
    expect([anew.status, isReplay(anew)]).toEqual([201, false]);
    expect(anew.body.id).not.toBe(made.body.id);
    expect((await post(key, second)).body).toEqual(anew.body);
    await age('25 hours');
    expect((await post(key, second)).status).toBe(409);
  });

  it('means nothing to requests that may be repeated anyway', async () => {
    const { id } = await t.newShot(episode.id);
    const headers = { 'idempotency-key': randomUUID() };
    for (const status of ['wip', 'done'])
      expect((await t.request('PATCH', `/shots/${id}`, { body: { status }, headers })).body.status).toBe(status);
    expect((await t.request('GET', `/shots/${id}`, { headers })).status).toBe(200);
    expect((await t.request('DELETE', `/shots/${id}`, { headers })).status).toBe(204);
  });

  it('keeps the key and what it stands for together: when one is lost, so is the other', async () => {
    const [key, body] = [randomUUID(), newShot()];
    await t.sql(`create function no_key() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    await t.sql(`create trigger no_key before insert on idempotency_keys for each row execute function no_key()`);
    expect((await post(key, body)).status).toBe(500);
    expect(await shots()).toBe(0);
    await t.sql('drop function no_key cascade');
    expect((await post(key, body)).status).toBe(201);
  });
});

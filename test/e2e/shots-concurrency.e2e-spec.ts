import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, type TestResponse } from '../support/app';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** How many answers had each status. */
const tally = (answers: TestResponse[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('shots that many people change at once', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string };

  beforeAll(async () => {
    t = await startApp({ DATABASE_POOL_SIZE: '30' });
  });
  beforeEach(async () => {
    project = await t.newProject();
    episode = await t.newEpisode(project.id);
  });
  afterAll(() => t.close());

  const count = async (sql: string, values: unknown[]): Promise<number> =>
    Number((await t.sql<{ count: string }>(`select count(*) from ${sql}`, values))[0]?.count);
  const liveUnderDeleted = () =>
    count(
      `shots s join episodes e on e.id = s.episode_id join projects p on p.id = s.project_id
        where s.deleted_at is null and (e.deleted_at is not null or p.deleted_at is not null)`,
      [],
    );

  it('fifty of one name: one is made, the others are told by which', async () => {
    const other = await t.newEpisode(project.id);
    const answers = await Promise.all(
      times(50, (i) =>
        t.request('POST', '/shots', {
          body: { episode_id: i % 2 ? episode.id : other.id, name: i % 3 ? 'ÉCRAN' : ' e\u0301cran ' },
        }),
      ),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: 49 });
    const made = answers.find(({ status }) => status === 201)!.body.id;
    for (const { status, body } of answers) if (status === 409) expect(body.errors[0].conflicting_id).toBe(made);
    expect(await count('shots where project_id = $1', [project.id])).toBe(1);
  });

  it('twenty patches of one version: one is done, the others are stale', async () => {
    const { id } = await t.newShot(episode.id);
    const answers = await Promise.all(
      times(20, (i) =>
        t.request('PATCH', `/shots/${id}`, { body: { description: `${i}` }, headers: { 'if-match': '"1.1"' } }),
      ),
    );
    expect(tally(answers)).toEqual({ 200: 1, 412: 19 });
    const done = answers.find(({ status }) => status === 200)!.body;
    expect((await t.request('GET', `/shots/${id}`)).body).toEqual(done);
    expect(done.version).toBe(2);
  });

  it('twenty patches without a version: all are done, one after the other, and no key is lost', async () => {
    const { id } = await t.newShot(episode.id);
    const answers = await Promise.all(
      times(20, (i) => t.request('PATCH', `/shots/${id}`, { body: { data: { [`key ${i}`]: i } } })),
    );
    expect(tally(answers)).toEqual({ 200: 20 });
    const { body } = await t.request('GET', `/shots/${id}`);
    expect(body.version).toBe(21);
    expect(Object.keys(body.data)).toHaveLength(20);
  });

  it('fifty renames to one name: one is done', async () => {
    const shots = await Promise.all(times(50, () => t.newShot(episode.id)));
    const answers = await Promise.all(
      shots.map(({ id }, i) => t.request('PATCH', `/shots/${id}`, { body: { name: i % 2 ? 'same' : 'SAME' } })),
    );
    expect(tally(answers)).toEqual({ 200: 1, 409: 49 });
    expect(await count(`shots where project_id = $1 and lower(name) = 'same'`, [project.id])).toBe(1);
  });

  it('twenty deletions of one shot: one is done, and there is one deletion', async () => {
    const { id } = await t.newShot(episode.id);
    const deletions = await Promise.all(times(20, () => t.request('DELETE', `/shots/${id}`)));
    expect(tally(deletions)).toEqual({ 204: 1, 404: 19 });
    expect(await count('deletions where root_id = $1', [id])).toBe(1);
    const restores = await Promise.all(times(20, () => t.request('POST', `/shots/${id}/restore`, { body: {} })));
    expect(tally(restores)).toEqual({ 200: 1, 409: 19 });
    expect((await t.request('GET', `/shots/${id}`)).body.version).toBe(3);
  });

  it('overlapping sets, in opposite orders: all are done', async () => {
    const shots = await Promise.all(times(60, () => t.newShot(episode.id)));
    const answers = await Promise.all(
      times(12, (i) => {
        const some = shots.slice(i, i + 48).map(({ id }) => ({ id, description: `${i}` }));
        return t.request('PATCH', '/shots/bulk', { body: { shots: i % 2 ? some.reverse() : some } });
      }),
    );
    expect(tally(answers)).toEqual({ 200: 12 });
    expect(await count('shots where project_id = $1 and description is null', [project.id])).toBe(1);
  });

  it('names that go round and round: every call is done as a whole', async () => {
    const shots = await Promise.all(times(6, (i) => t.newShot(episode.id, { name: `name ${i}` })));
    const answers = await Promise.all(
      times(12, (turn) =>
        t.request('PATCH', '/shots/bulk', {
          body: { shots: shots.map(({ id }, i) => ({ id, name: `name ${(i + turn) % 6}` })) },
        }),
      ),
    );
    expect(tally(answers)).toEqual({ 200: 12 });
    const names = await t.sql<{ name: string }>('select name from shots where project_id = $1 order by name', [
      project.id,
    ]);
    expect(names.map(({ name }) => name)).toEqual(times(6, (i) => `name ${i}`));
  });

  it('the same new names, in opposite orders: each is made once, and nobody waits for ever', async () => {
    const shots = times(100, (i) => ({ name: `name ${i}` }));
    const answers = await Promise.all(
      times(8, (i) =>
        t.request('POST', '/shots/bulk?mode=partial', {
          body: { episode_id: episode.id, shots: i % 2 ? [...shots].reverse() : shots },
        }),
      ),
    );
    expect(tally(answers)).toEqual({ 207: 8 });
    const made = answers.flatMap(({ body }) => body.results).filter(({ status }) => status === 201);
    expect(made).toHaveLength(100);
    expect(await count('shots where project_id = $1', [project.id])).toBe(100);
  });

  it('overlapping deletions in opposite orders: each shot goes once', async () => {
    const shots = await Promise.all(times(40, () => t.newShot(episode.id)));
    const items = shots.map(({ id }) => ({ id }));
    const answers = await Promise.all(
      times(8, (i) =>
        t.request('POST', '/shots/bulk/delete?mode=partial', { body: { shots: i % 2 ? [...items].reverse() : items } }),
      ),
    );
    expect(tally(answers)).toEqual({ 207: 8 });
    const gone = answers.flatMap(({ body }) => body.results).filter(({ status }) => status === 204);
    expect(gone).toHaveLength(40);
    expect(await count('deletions where project_id = $1', [project.id])).toBe(40);
  });

  describe('while their episode or project goes to the trash', () => {
    it.each(['episode', 'project'])('no live shot is left under a deleted %s', async (what) => {
      for (let round = 0; round < 12; round++) {
        const own = await t.newProject();
        const [from, into] = [await t.newEpisode(own.id), await t.newEpisode(own.id)];
        const moving = await Promise.all(times(3, () => t.newShot(from.id)));
        const gone = await t.newShot(into.id);
        await t.request('DELETE', `/shots/${gone.id}`);
        const create = () => t.request('POST', '/shots', { body: { episode_id: into.id, name: randomUUID() } });
        const [deletion, ...others] = await Promise.all([
          t.request('DELETE', what === 'episode' ? `/episodes/${into.id}` : `/projects/${own.id}`),
          ...times(3, create),
          t.request('POST', '/shots/bulk?mode=partial', {
            body: { episode_id: into.id, shots: [{ name: 'a' }, { name: 'b' }] },
          }),
          ...moving.map(({ id }) => t.request('PATCH', `/shots/${id}`, { body: { episode_id: into.id } })),
          t.request('POST', `/shots/${gone.id}/restore`, { body: {} }),
          ...times(2, create),
        ]);
        expect(deletion.status).toBe(204);
        for (const { status, body } of others) {
          // Either done before, or told why not; the restore alone may meet a conflict.
          expect([200, 201, 207, 400, 404, 409]).toContain(status);
          if (status === 400) expect(['unknown_reference', 'project_mismatch']).toContain(body.code);
        }
        expect(await liveUnderDeleted()).toBe(0);
      }
    });

    it('and what was made just before goes with it, and comes back with it', async () => {
      const [deletion, ...made] = await Promise.all([
        t.request('DELETE', `/episodes/${episode.id}`),
        ...times(10, () => t.request('POST', '/shots', { body: { episode_id: episode.id, name: randomUUID() } })),
      ]);
      expect(deletion.status).toBe(204);
      const before = made.filter(({ status }) => status === 201).length;
      expect(await count('shots where episode_id = $1 and deleted_at is not null', [episode.id])).toBe(before);
      expect((await t.request('POST', `/episodes/${episode.id}/restore`, { body: {} })).status).toBe(200);
      expect(await count('shots where episode_id = $1 and deleted_at is null', [episode.id])).toBe(before);
    });
  });

  it('a bad item of a partial call names itself, even when its episode goes away in the middle', async () => {
    const shots = await Promise.all(times(2, () => t.newShot(episode.id)));
    const into = await t.newEpisode(project.id);
    const [, answer] = await Promise.all([
      t.request('DELETE', `/episodes/${into.id}`),
      t.request('PATCH', '/shots/bulk?mode=partial', {
        body: { shots: [...shots.map(({ id }) => ({ id, episode_id: into.id })), { id: NOBODY, name: 'x' }] },
      }),
    ]);
    expect(answer.status).toBe(207);
    const [first, second, third] = answer.body.results.map((result: { status: number }) => result.status);
    expect([200, 400]).toContain(first);
    expect([second, third]).toEqual([first, 404]);
  });
});

import fc from 'fast-check';
import { Authenticator } from '../../src/access/authenticator';
import { names, namesWithTwins, runs, shotFields } from '../support/arbitraries';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';
import { LEGACY_SHOT_COLUMNS } from '../support/legacy-arbitraries';

interface ShotBody {
  id: string;
  name: string;
  project_id: string;
  episode_id: string;
  [field: string]: unknown;
}

describe('shots belong to projects', () => {
  let t: TestApp;
  /** Two projects with two episodes each. */
  const projects: { id: string; name: string }[] = [];
  const episodes: { id: string; project_id: string }[] = [];

  beforeAll(async () => {
    t = await startApp();
    for (const name of ['長片計畫', 'Zweites “Projekt”']) {
      const project = await t.newProject({ name });
      projects.push(project);
      for (const number of ['1', '2']) episodes.push(await t.newEpisode(project.id, { name: `${name} ${number}` }));
    }
  });
  afterAll(() => t.close());

  const anyEpisode = fc.nat({ max: 3 });
  const anyProject = fc.nat({ max: 1 });
  const episodeAt = (index: number) => episodes[index]!;
  const projectAt = (index: number) => projects[index]!;
  const clear = async () => {
    await t.sql('delete from shots');
    await t.sql('delete from deletions');
  };
  const post = (body: object) => t.request('POST', '/shots', { body });
  const postMany = (body: object, mode = 'partial') => t.request('POST', `/shots/bulk?mode=${mode}`, { body });

  /** How the database compares names: what JavaScript and ICU might see differently, it decides. */
  const keysOf = async (given: string[]): Promise<string[]> => {
    const rows = await t.sql<{ key: string }>(
      `select lower(normalize(btrim(name), NFC) collate "und-x-icu") as key
        from unnest($1::text[]) with ordinality given(name, place) order by place`,
      [given.map((name) => name.trim().normalize('NFC'))],
    );
    return rows.map(({ key }) => key);
  };

  it('1: the project of a shot is the project of its episode, whatever is done to it', async () => {
    // Episodes of this test's own, since it moves them about.
    const own: typeof episodes = [];
    for (let at = 0; at < 4; at++) own.push(await t.newEpisode(projectAt(at % 2).id));
    const to = { episode: anyEpisode, project: fc.option(anyProject) };
    const steps = fc.oneof(
      fc.record({ do: fc.constantFrom('create' as const, 'create many' as const), name: names, ...to }),
      fc.record({ do: fc.constantFrom('move' as const, 'move by an old statement' as const), shot: fc.nat(), ...to }),
      fc.record({ do: fc.constantFrom('move all' as const, 'move the episode' as const), ...to }),
    );
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 8 }), async (todo) => {
        await clear();
        const shots: string[] = [];
        const keep = ({ body }: TestResponse) => {
          for (const shot of (body.items ?? [body]) as ShotBody[]) if (shot.project_id) shots.push(shot.id);
        };
        for (const step of todo) {
          const episode = own[step.episode]!;
          const target = {
            episode_id: episode.id,
            project_id: step.project === null ? undefined : projectAt(step.project).id,
          };
          if ('name' in step)
            keep(
              step.do === 'create'
                ? await post({ ...target, name: step.name })
                : await postMany({ ...target, shots: [{ name: step.name }, { name: `${step.name} 2` }] }, 'atomic'),
            );
          else if (step.do === 'move all')
            await t.request('PATCH', '/shots/bulk?mode=partial', {
              body: { shots: shots.map((id) => ({ id, ...target })) },
            });
          else if (step.do === 'move the episode') {
            const { project_id } = target;
            const { status } = await t.request('PATCH', `/episodes/${episode.id}`, { body: { project_id } });
            if (status === 200 && project_id !== undefined) episode.project_id = project_id;
          } else if ('shot' in step && shots.length > 0) {
            const id = shots[step.shot % shots.length]!;
            if (step.do === 'move') await t.request('PATCH', `/shots/${id}`, { body: target });
            else await t.sql('update shots set episode_id = $2 where id = $1', [id, episode.id]).catch(() => []);
          }
        }
        const wrong = await t.sql(
          'select s.id from shots s join episodes e on e.id = s.episode_id where s.project_id <> e.project_id',
        );
        expect(wrong).toEqual([]);
        const { body } = await t.request('GET', '/shots?limit=500');
        const projectOf = new Map(own.map((episode) => [episode.id, episode.project_id]));
        for (const shot of body.items as ShotBody[]) expect(shot.project_id).toBe(projectOf.get(shot.episode_id));
        seen += shots.length;
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(runs.numRuns);
  });

  it('2: a name stands once among the live shots of a project, in whatever spelling', async () => {
    const steps = namesWithTwins({ minLength: 2, maxLength: 8 }).chain((given) =>
      fc.tuple(
        ...given.map((name) =>
          fc.record({
            name: fc.constant(name),
            do: fc.constantFrom('create', 'create', 'create many', 'rename', 'delete', 'restore'),
            episode: anyEpisode,
            shot: fc.nat(),
          }),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(steps, async (todo) => {
        await clear();
        const keys = await keysOf(todo.map(({ name }) => name));
        const shots: { id: string; project: string; key: string; live: boolean }[] = [];
        const holder = (project: string, key: string) =>
          shots.find((shot) => shot.live && shot.project === project && shot.key === key)?.id;
        for (const [index, step] of todo.entries()) {
          const { id: episode_id, project_id: project } = episodeAt(step.episode);
          const key = keys[index]!;
          const shot = shots.length > 0 ? shots[step.shot % shots.length] : undefined;
          if (step.do === 'create' || step.do === 'create many') {
            const taken = holder(project, key);
            const answer =
              step.do === 'create'
                ? await post({ episode_id, name: step.name })
                : await postMany({ episode_id, shots: [{ name: step.name }] });
            const result =
              step.do === 'create'
                ? { status: answer.status, item: answer.body, problem: answer.body }
                : answer.body.results[0];
            expect(result.status).toBe(taken ? 409 : 201);
            if (taken) expect(result.problem.errors[0].conflicting_id).toBe(taken);
            else shots.push({ id: result.item.id, project, key, live: true });
          } else if (shot && step.do === 'rename') {
            const other = holder(shot.project, key);
            const { status } = await t.request('PATCH', `/shots/${shot.id}`, { body: { name: step.name } });
            expect(status).toBe(!shot.live ? 404 : other && other !== shot.id ? 409 : 200);
            if (status === 200) shot.key = key;
          } else if (shot && step.do === 'delete') {
            expect((await t.request('DELETE', `/shots/${shot.id}`)).status).toBe(shot.live ? 204 : 404);
            shot.live = false;
          } else if (shot) {
            const { status } = await t.request('POST', `/shots/${shot.id}/restore`, { body: {} });
            expect(status).toBe(shot.live || holder(shot.project, shot.key) ? 409 : 200);
            shot.live ||= status === 200;
          }
        }
        const live = await t.sql<{ id: string }>('select id from shots where deleted_at is null order by id');
        expect(live.map(({ id }) => id)).toEqual(
          shots
            .filter((shot) => shot.live)
            .map(({ id }) => id)
            .sort(),
        );
      }),
      runs,
    );
  });

  it('3: every response has the project, its name and every field that a shot had before', async () => {
    await fc.assert(
      fc.asyncProperty(names, shotFields, anyEpisode, async (name, fields, at) => {
        await clear();
        const { id: episode_id, project_id } = episodeAt(at);
        const created = await post({ episode_id, name, ...fields });
        const { id } = created.body as ShotBody;
        const bodies: ShotBody[] = [
          created.body,
          (await t.request('GET', `/shots/${id}`)).body,
          ...(await t.request('GET', '/shots')).body.items,
          ...(await t.request('GET', `/episodes/${episode_id}/shots`)).body.items,
          (await t.request('PATCH', `/shots/${id}`, { body: {} })).body,
          ...(await t.request('PATCH', '/shots/bulk', { body: { shots: [{ id }] } })).body.items,
        ];
        await t.request('DELETE', `/shots/${id}`);
        bodies.push((await t.request('POST', `/shots/${id}/restore`, { body: {} })).body);
        expect(bodies).toHaveLength(7);
        for (const body of bodies) {
          expect(Object.keys(body)).toEqual(expect.arrayContaining(LEGACY_SHOT_COLUMNS));
          expect(body).toMatchObject({ ...fields, id, episode_id, project_id, name: name.trim().normalize('NFC') });
          expect(body.project_name).toBe(projects.find((project) => project.id === project_id)?.name);
        }
      }),
      runs,
    );
  });

  it('5: a filter by project gives exactly the shots of that project', async () => {
    const { id: unknown } = await t.newProfile();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEpisode, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (places, limit) => {
          await clear();
          const made: { id: string; project_id: string; episode_id: string }[] = [];
          for (const [index, at] of places.entries())
            made.push(await t.newShot(episodeAt(at).id, { name: `${index}` }));
          const found = async (filter: string): Promise<string[]> => {
            const ids: string[] = [];
            for (let cursor: string | null = ''; cursor !== null;) {
              const page: TestResponse = await t.request(
                'GET',
                `/shots?${filter}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
              );
              ids.push(...(page.body.items as ShotBody[]).map(({ id }) => id));
              cursor = page.body.next_cursor;
            }
            return ids;
          };
          for (const project of projects) {
            const own = made.filter((shot) => shot.project_id === project.id);
            expect(await found(`project_id=${project.id}`)).toEqual(own.map(({ id }) => id));
            for (const episode of episodes) {
              const expected = own.filter((shot) => shot.episode_id === episode.id).map(({ id }) => id);
              if (expected.length > 0)
                expect(await found(`project_id=${project.id}&episode_id=${episode.id}`)).toEqual(expected);
            }
          }
          expect((await t.request('GET', `/shots?project_id=${unknown}`)).status).toBe(400);
        },
      ),
      runs,
    );
  });

  it('6: shots that are made in bulk all have the project of their episode, or none is made', async () => {
    const given = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('x', 'y', '鏡', '1'), minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(given, anyEpisode, fc.option(anyProject), async (many, at, project) => {
        await clear();
        const { id: episode_id, project_id } = episodeAt(at);
        const named = project === null ? {} : { project_id: projectAt(project).id };
        const { status, body } = await postMany(
          { episode_id, ...named, shots: many.map((name) => ({ name })) },
          'atomic',
        );
        const fits = project === null || projectAt(project).id === project_id;
        expect(status).toBe(fits ? 201 : 400);
        if (fits)
          for (const [index, item] of (body.items as ShotBody[]).entries())
            expect(item).toMatchObject({ name: many[index], episode_id, project_id });
        const made = await t.sql<{ name: string }>('select name from shots where project_id = $1', [project_id]);
        expect(made.map(({ name }) => name).sort()).toEqual(fits ? [...many].sort() : []);
        expect(await t.sql('select id from shots where project_id <> $1', [project_id])).toEqual([]);
      }),
      runs,
    );
  });

  it('7: a deleted shot keeps its project, and has it when it comes back', async () => {
    const ways = fc.array(fc.record({ at: anyEpisode, how: fc.constantFrom('alone', 'bulk', 'old') }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(ways, async (todo) => {
        await clear();
        for (const [index, { at, how }] of todo.entries()) {
          const { id, project_id } = await t.newShot(episodeAt(at).id, { name: `${index}` });
          if (how === 'alone') await t.request('DELETE', `/shots/${id}`);
          else if (how === 'bulk') await t.request('POST', '/shots/bulk/delete', { body: { shots: [{ id }] } });
          else await t.sql('update shots set deleted_at = now() where id = $1', [id]);
          expect(await t.sql('select project_id, deleted_at is null as live from shots where id = $1', [id])).toEqual([
            { project_id, live: false },
          ]);
          if (index % 2) continue;
          const { status, body } = await t.request('POST', `/shots/${id}/restore`, { body: {} });
          expect([status, body.project_id, body.episode_id]).toEqual([200, project_id, episodeAt(at).id]);
        }
      }),
      runs,
    );
  });

  describe('8', () => {
    /** What was allowed before shots knew their project: by the role in the project of the shot's episode. */
    const OLD_RULE = `select
        caller.role in ('admin', 'moderator') or team.role is not null as read,
        caller.role = 'admin' or team.role in ('owner', 'manager', 'artist') as write,
        caller.role in ('admin', 'moderator') or team.role in ('owner', 'manager')
          or coalesce(team.role = 'artist' and s.created_by = caller.id, false) as delete
      from profiles caller, shots s join episodes e on e.id = s.episode_id join projects p on p.id = e.project_id
        cross join lateral (select case when p.user_id = $1 then 'owner'
          else (select m.role from project_members m where m.project_id = p.id and m.user_id = $1) end as role) team
      where caller.id = $1 and s.id = $2`;

    it('8: what somebody was allowed to do with a shot is allowed still, and nothing else', async () => {
      const people: TestProfile[] = [await t.newProfile({ role: 'admin' }), await t.newProfile({ role: 'moderator' })];
      for (let i = 0; i < 3; i++) people.push(await t.newProfile());
      t.app.get(Authenticator).forgetAll();
      const roles = fc.array(fc.constantFrom('owner', 'manager', 'artist', 'viewer', null), {
        minLength: 5,
        maxLength: 5,
      });
      let number = 0;
      await fc.assert(
        fc.asyncProperty(roles, fc.nat({ max: 4 }), async (roleOf, maker) => {
          const { id: project } = await t.newProject();
          const owner = people[roleOf.indexOf('owner')]?.id ?? t.adminId;
          await t.sql('update projects set user_id = $2 where id = $1', [project, owner]);
          for (const [index, { id }] of people.entries())
            if (id !== owner && roleOf[index] !== null && roleOf[index] !== 'owner')
              await t.sql('insert into project_members (project_id, user_id, role) values ($1, $2, $3)', [
                project,
                id,
                roleOf[index],
              ]);
          const { id: episode_id } = await t.newEpisode(project);
          const { id } = await t.newShot(episode_id);
          await t.sql('update shots set created_by = $2 where id = $1', [id, people[maker]!.id]);
          for (const person of people) {
            const [rule] = await t.sql<{ read: boolean; write: boolean | null; delete: boolean | null }>(OLD_RULE, [
              person.id,
              id,
            ]);
            const allowed = (done: number, may: boolean | null | undefined) => (may ? done : rule?.read ? 403 : 404);
            const send = async (method: string, path: string, body?: object) =>
              (await t.request(method, path, { token: person.token, ...(body && { body }) })).status;
            expect(await send('GET', `/shots/${id}`)).toBe(allowed(200, rule?.read));
            expect(await send('PATCH', `/shots/${id}`, { description: `${++number}` })).toBe(allowed(200, rule?.write));
            const created = await send('POST', '/shots', { episode_id, name: `${++number}` });
            expect(created === 400 ? 404 : created).toBe(allowed(201, rule?.write));
            expect(await send('DELETE', `/shots/${id}`)).toBe(allowed(204, rule?.delete));
            if (!rule?.delete) await t.request('DELETE', `/shots/${id}`);
            expect(await send('POST', `/shots/${id}/restore`, {})).toBe(allowed(200, rule?.delete));
            if (!rule?.delete) await t.request('POST', `/shots/${id}/restore`, { body: {} });
          }
        }),
        runs,
      );
    });
  });
});

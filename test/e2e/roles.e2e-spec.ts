import { decodeJwt, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SIGNING_KEY } from '../../src/config/signing-key';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';
import { type Call, CAST, type Cast, may, newCast, newPlace, type Row, trashed } from '../support/role-matrix';
import { datasetRows } from '../support/dataset-role-rows';
import { drawingRows } from '../support/drawing-role-rows';
import { storyRows } from '../support/story-role-rows';

const csv = { headers: { 'content-type': 'text/csv' } };
const name = () => ({ name: randomUUID() });

/**
 * The permission table written out once more by hand, from the table in the requirements and not from the program: who may call
 * what.
 */
const table = (t: TestApp): Row[] => {
  return [
    ['POST /projects', may.everyone, () => ({ path: '/projects', body: name() })],
    ['GET /projects', may.everyone, () => ({ path: '/projects' })],
    ['GET /projects/{id}', may.readers, ({ project }) => ({ path: `/projects/${project}` })],
    ['PATCH /projects/{id}', may.managers, ({ project }) => ({ path: `/projects/${project}`, body: name() })],
    [
      'PATCH /projects/{id}',
      may.ownersOnly,
      ({ project, bystander }) => ({ path: `/projects/${project}`, body: { user_id: bystander } }),
      'to give it away',
    ],
    ['DELETE /projects/{id}', may.ownersOnly, ({ project }) => ({ path: `/projects/${project}` })],
    ['POST /projects/{id}/restore', may.ownersOnly, ({ project }) => trashed(t, `/projects/${project}`)],
    ['GET /projects/{id}/members', may.readers, ({ project }) => ({ path: `/projects/${project}/members` })],
    [
      'GET /projects/{id}/members/{user_id}',
      may.readers,
      ({ project, bystander }) => ({ path: `/projects/${project}/members/${bystander}` }),
    ],
    ...(['artist', 'viewer', 'manager'] as const).map((role): Row => [
      'POST /projects/{id}/members',
      role === 'manager' ? may.ownersOnly : may.managers,
      async ({ project }) => ({
        path: `/projects/${project}/members`,
        body: { user_id: (await t.newProfile()).id, role },
      }),
      `as ${role}`,
    ]),
    ...(['artist', 'manager'] as const).map((role): Row => [
      'PATCH /projects/{id}/members/{user_id}',
      role === 'manager' ? may.ownersOnly : may.managers,
      ({ project, bystander }) => ({ path: `/projects/${project}/members/${bystander}`, body: { role } }),
      `to make a viewer ${role}`,
    ]),
    [
      'PATCH /projects/{id}/members/{user_id}',
      may.ownersOnly,
      ({ project, secondManager }) => ({
        path: `/projects/${project}/members/${secondManager}`,
        body: { role: 'viewer' },
      }),
      'to demote a manager',
    ],
    [
      'DELETE /projects/{id}/members/{user_id}',
      may.managers,
      ({ project, bystander }) => ({ path: `/projects/${project}/members/${bystander}` }),
      'of a viewer',
    ],
    [
      'DELETE /projects/{id}/members/{user_id}',
      may.ownersOnly,
      ({ project, secondManager }) => ({ path: `/projects/${project}/members/${secondManager}` }),
      'of a manager',
    ],
    [
      'DELETE /projects/{id}/members/{user_id}',
      '404 404 404 ok ok ok 404',
      ({ project }, { id }) => ({ path: `/projects/${project}/members/${id}` }),
      'to leave',
    ],
    ['GET /projects/{id}/episodes', may.readers, ({ project }) => ({ path: `/projects/${project}/episodes` })],
    [
      'POST /projects/{id}/episodes',
      may.writers,
      ({ project }) => ({ path: `/projects/${project}/episodes`, body: name() }),
    ],
    ['GET /episodes/{id}', may.readers, ({ episode }) => ({ path: `/episodes/${episode}` })],
    ['PATCH /episodes/{id}', may.writers, ({ episode }) => ({ path: `/episodes/${episode}`, body: name() })],
    ['DELETE /episodes/{id}', may.deleters, ({ episode }) => ({ path: `/episodes/${episode}` }), 'made by the owner'],
    [
      'DELETE /episodes/{id}',
      may.deletersOfTheArtists,
      ({ ownEpisode }) => ({ path: `/episodes/${ownEpisode}` }),
      'made by the artist',
    ],
    [
      'POST /episodes/{id}/restore',
      may.deleters,
      ({ episode }) => trashed(t, `/episodes/${episode}`),
      'made by the owner',
    ],
    [
      'POST /episodes/{id}/restore',
      may.deletersOfTheArtists,
      ({ ownEpisode }) => trashed(t, `/episodes/${ownEpisode}`),
      'made by the artist',
    ],
    ...storyRows(t),
    ...datasetRows(t),
    ...drawingRows(t),
    ['GET /episodes/{id}/shots', may.readers, ({ episode }) => ({ path: `/episodes/${episode}/shots` })],
    ['GET /shots', may.everyone, () => ({ path: '/shots' })],
    ['GET /shots', may.readersByFilter, ({ project }) => ({ path: `/shots?project_id=${project}` }), 'of the project'],
    ['GET /shots', may.readersByFilter, ({ episode }) => ({ path: `/shots?episode_id=${episode}` }), 'of the episode'],
    [
      'POST /shots',
      may.writersByReference,
      ({ episode }) => ({ path: '/shots', body: { ...name(), episode_id: episode } }),
    ],
    [
      'POST /shots/bulk',
      may.writersByReference,
      ({ episode }) => ({ path: '/shots/bulk', body: { episode_id: episode, shots: [name()] } }),
    ],
    [
      'PATCH /shots/bulk',
      may.writers,
      ({ shot, ownShot }) => ({
        path: '/shots/bulk',
        body: { shots: [shot, ownShot].map((id) => ({ id, ...name() })) },
      }),
    ],
    [
      'POST /shots/bulk/delete',
      may.deleters,
      ({ shot, ownShot }) => ({ path: '/shots/bulk/delete', body: { shots: [{ id: ownShot }, { id: shot }] } }),
      'made by both',
    ],
    [
      'POST /shots/bulk/delete',
      may.deletersOfTheArtists,
      ({ ownShot }) => ({ path: '/shots/bulk/delete', body: { shots: [{ id: ownShot }] } }),
      'made by the artist',
    ],
    ['GET /shots/{id}', may.readers, ({ shot }) => ({ path: `/shots/${shot}` })],
    ['PATCH /shots/{id}', may.writers, ({ shot }) => ({ path: `/shots/${shot}`, body: name() })],
    ['DELETE /shots/{id}', may.deleters, ({ shot }) => ({ path: `/shots/${shot}` }), 'made by the owner'],
    [
      'DELETE /shots/{id}',
      may.deletersOfTheArtists,
      ({ ownShot }) => ({ path: `/shots/${ownShot}` }),
      'made by the artist',
    ],
    ['POST /shots/{id}/restore', may.deleters, ({ shot }) => trashed(t, `/shots/${shot}`), 'made by the owner'],
    [
      'POST /shots/{id}/restore',
      may.deletersOfTheArtists,
      ({ ownShot }) => trashed(t, `/shots/${ownShot}`),
      'made by the artist',
    ],
    [
      'POST /episodes/{id}/shots/import',
      may.writers,
      ({ episode }) => ({ path: `/episodes/${episode}/shots/import`, body: `name\n${randomUUID()}\n`, ...csv }),
    ],
    [
      'POST /projects/{id}/shots/import',
      may.writers,
      ({ project }) => ({
        path: `/projects/${project}/shots/import`,
        body: `name,episode\n${randomUUID()},by the owner\n`,
        ...csv,
      }),
    ],
    ['GET /projects/{id}/shots/export', may.readers, ({ project }) => ({ path: `/projects/${project}/shots/export` })],
    [
      'GET /imports/{id}/rejects',
      'ok 404 404 404 404 404 404',
      async ({ episode }) => {
        const report = await t.request('POST', `/episodes/${episode}/shots/import`, {
          body: 'name,frame_start\na,b\n',
          ...csv,
        });
        const [, url = ''] = /"rejects_url":"\/api\/v1([^"]+)"/.exec(String(report.body)) ?? [];
        return { path: url };
      },
      'of the administrator’s import',
    ],
    ['GET /activity', may.everyone, () => ({ path: '/activity' })],
    [
      'GET /activity',
      may.readersByFilter,
      ({ project }) => ({ path: `/activity?project_id=${project}` }),
      'of the project',
    ],
    ['GET /trash', may.everyone, () => ({ path: '/trash' })],
    ['GET /trash', may.readersByFilter, ({ project }) => ({ path: `/trash?project_id=${project}` }), 'of the project'],
    ['GET /profiles', may.everyone, () => ({ path: '/profiles' })],
    ['POST /profiles', may.administrators, () => ({ path: '/profiles', body: newPerson() })],
    ['GET /profiles/{id}', may.readers, ({ bystander }) => ({ path: `/profiles/${bystander}` }), 'of a co-member'],
    ['GET /profiles/{id}', may.everyone, (_, { id }) => ({ path: `/profiles/${id}` }), 'of oneself'],
    [
      'PATCH /profiles/{id}',
      'ok 403 403 403 403 403 404',
      ({ bystander }) => ({ path: `/profiles/${bystander}`, body: { full_name: randomUUID() } }),
      'of a co-member',
    ],
    [
      'PATCH /profiles/{id}',
      may.everyone,
      (_, { id }) => ({ path: `/profiles/${id}`, body: { full_name: randomUUID() } }),
      'of oneself',
    ],
    [
      'PATCH /profiles/{id}',
      may.administrators,
      (_, { id }) => ({ path: `/profiles/${id}`, body: { role: 'admin', full_name: randomUUID() } }),
      'to make oneself an administrator',
    ],
    [
      'DELETE /profiles/{id}',
      may.administrators,
      async () => ({ path: `/profiles/${(await t.newProfile()).id}` }),
      'of somebody',
    ],
    ['GET /auth/me', may.everyone, () => ({ path: '/auth/me' })],
    ['GET /auth/tokens', may.everyone, () => ({ path: '/auth/tokens' })],
    ['POST /auth/tokens', may.everyone, () => ({ path: '/auth/tokens', body: name() })],
    ['GET /auth/tokens/{id}', may.everyone, async (_, who) => ({ path: `/auth/tokens/${await newToken(t, who)}` })],
    ['DELETE /auth/tokens/{id}', may.everyone, async (_, who) => ({ path: `/auth/tokens/${await newToken(t, who)}` })],
    ...['GET', 'DELETE'].map((method): Row => [
      `${method} /auth/tokens/{id}`,
      '404 404 404 404 404 404 404',
      async () => ({ path: `/auth/tokens/${await newToken(t, await t.newProfile())}` }),
      'of somebody else',
    ]),
    ['GET /admin/migrations', 'ok ok 403 403 403 403 403', () => ({ path: '/admin/migrations' })],
    ['GET /admin/migrations/events', 'ok ok 403 403 403 403 403', () => ({ path: '/admin/migrations/events' })],
    ['GET /admin/migrations/{name}', 'ok ok 403 403 403 403 403', () => ({ path: '/admin/migrations/LegacySchema' })],
  ];
};

function newPerson(): object {
  return { email: `${randomUUID()}@example.org`, password: 'correct horse battery' };
}

async function newToken(t: TestApp, { token }: TestProfile): Promise<string> {
  return (await t.request('POST', '/auth/tokens', { token, body: name() })).body.id as string;
}

describe('roles', () => {
  let t: TestApp;
  let cast: Cast;
  let documented: string[];

  beforeAll(async () => {
    t = await startApp({ JOBS_PER_PERSON: '1000' });
    cast = await newCast(t);
    const document = JSON.parse(readFileSync('openapi.json', 'utf8'));
    documented = Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, operation]) => operation['x-permission'] !== 'public')
        .map(([method]) => `${method.toUpperCase()} ${path.slice('/api/v1'.length)}`),
    );
  });
  afterAll(() => t.close());

  const entries = async () => (await t.sql<{ count: number }>('select count(*)::int from activity_logs'))[0]?.count;

  const send = (route: string, { path, body, headers = {} }: Call, token: string | null): Promise<TestResponse> =>
    t.request(route.split(' ', 1)[0] ?? '', path, { token, body, headers });

  it('are tried at every address that asks for a permission', () => {
    const tried = new Set(table(t).map(([route]) => route));
    expect({
      remedy: 'a row for each in the table of this file: who may call it, and how (test/support/role-matrix.ts)',
      untried: documented.filter((route) => !tried.has(route)),
      gone: [...tried].filter((route) => !documented.includes(route)),
    }).toEqual({ remedy: expect.anything(), untried: [], gone: [] });
  });

  describe.each(table(undefined as unknown as TestApp).map(([route, , , note], index) => ({ route, note, index })))(
    '$route $note',
    ({ route, index }) => {
      it.each([...CAST])('as %s', async (who) => {
        const [, expected, call] = table(t)[index]!;
        const profile = cast[who];
        const made = await call(await newPlace(t, cast), profile);
        const before = await entries();
        const { status, body } = await send(route, made, profile.token);
        const wanted = expected.split(' ')[CAST.indexOf(who)];
        expect({ status: status < 300 ? 'ok' : String(status), body }).toEqual({ status: wanted, body });
        if (status >= 300) expect(body.code).toMatch(/forbidden|not_found|unknown_reference/);
        // Whatever is done leaves its trace, and what is refused leaves none.
        const traces = Number(await entries()) - Number(before);
        // A report of what differs is asked for by POST, since it takes a file; so is a search that is kept.
        const reads = route.startsWith('GET') || /\/(run|reconcile)$/.test(route);
        if (reads || status >= 300) expect(traces).toBe(0);
        else expect(traces).toBeGreaterThan(0);
      });

      it('without a token', async () => {
        const [, , call] = table(t)[index]!;
        const made = await call(await newPlace(t, cast), cast.owner);
        const before = await entries();
        const { status, body } = await send(route, made, null);
        expect([status, body.code]).toEqual([401, 'unauthenticated']);
        expect(await entries()).toBe(before);
      });
    },
  );

  it('show in lists what one may see, and nothing else', async () => {
    const { project, shot, bystander } = await newPlace(t, cast);
    await t.request('DELETE', `/shots/${shot}`);
    for (const who of CAST) {
      const { token } = cast[who];
      const seen = async (path: string, at: (item: any) => unknown, wanted: unknown) => {
        const { body } = await t.request('GET', `${path}${path.includes('?') ? '&' : '?'}limit=500`, { token });
        return (body.items as unknown[]).some((item) => at(item) === wanted);
      };
      const answers = [
        await seen('/projects?sort=-created_at', ({ id }) => id, project),
        await seen('/shots?sort=-created_at', ({ project_id }) => project_id, project),
        await seen('/activity', ({ project_id }) => project_id, project),
        await seen('/trash', ({ root_id }) => root_id, shot),
        await seen('/profiles?sort=-created_at', ({ id }) => id, bystander),
      ];
      expect([who, ...answers]).toEqual([who, ...answers.map(() => who !== 'other')]);
    }
  });

  describe('end with the token', () => {
    const statusOf = async (authorization: string) =>
      (await t.request('GET', '/auth/me', { token: null, headers: { authorization } })).status;

    /** Another process of the service revokes; this one may believe what it knows for two seconds. */
    const untilForgotten = () => new Promise((next) => setTimeout(next, 2100));

    it('when another process revokes an API token', async () => {
      const { token } = await t.newProfile();
      const { body } = await t.request('POST', '/auth/tokens', { token, body: name() });
      expect(await statusOf(`Bearer ${body.token as string}`)).toBe(200);
      await t.sql('delete from api_tokens where id = $1', [body.id]);
      await untilForgotten();
      expect(await statusOf(`Bearer ${body.token as string}`)).toBe(401);
    });

    it('when another process deletes the profile, or changes its password', async () => {
      for (const change of ['delete from profiles', 'update profiles set tokens_valid_from = clock_timestamp()']) {
        const { id, token } = await t.newProfile();
        expect(await statusOf(`Bearer ${token}`)).toBe(200);
        await t.sql(`${change} where id = $1`, [id]);
        await untilForgotten();
        expect(await statusOf(`Bearer ${token}`)).toBe(401);
      }
    });

    it('at once, when this process deletes the profile', async () => {
      const { id, token } = await t.newProfile();
      expect(await statusOf(`Bearer ${token}`)).toBe(200);
      expect((await t.request('DELETE', `/profiles/${id}`)).status).toBe(204);
      expect(await statusOf(`Bearer ${token}`)).toBe(401);
    });

    it('when it has expired, was tampered with, or comes in another scheme', async () => {
      const { id, token } = await t.newProfile();
      const key = t.app.get<Uint8Array>(SIGNING_KEY);
      const { session } = decodeJwt(token);
      const signed = (expires: string, issuer = 'continuity') =>
        new SignJWT({ session })
          .setProtectedHeader({ alg: 'HS256' })
          .setSubject(id)
          .setIssuer(issuer)
          .setExpirationTime(expires)
          .sign(key);
      expect(await statusOf(`bearer ${await signed('1 minute')}`)).toBe(200);
      const [header = '', payload = '', signature = ''] = token.split('.');
      const forged = Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: t.adminId })).toString('base64url');
      const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
      for (const authorization of [
        `Bearer ${await signed('1 second ago')}`,
        `Bearer ${await signed('1 minute', 'somebody')}`,
        `Bearer ${header}.${forged}.${signature}`,
        `Bearer ${header}.${payload}.${signature.slice(0, -4)}AAAA`,
        `Bearer ${unsigned}.${payload}.`,
        `Bearer cty_${'A'.repeat(43)}`,
        `Bearer ${token} ${token}`,
        `Basic ${token}`,
        `Token ${token}`,
        token,
        'Bearer',
      ])
        expect([authorization, await statusOf(authorization)]).toEqual([authorization, 401]);
    });

    it('in its rights, when another process changes the role', async () => {
      const { id, token } = await t.newProfile({ role: 'moderator' });
      const may = async () => (await t.request('GET', '/admin/migrations', { token })).status;
      expect(await may()).toBe(200);
      await t.sql(`update profiles set role = 'user' where id = $1`, [id]);
      await untilForgotten();
      expect(await may()).toBe(403);
    });
  });
});

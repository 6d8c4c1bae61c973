import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Client } from 'pg';
import pino from 'pino';
import { migrations } from '../../migrations';
import { Authenticator } from '../../src/access/authenticator';
import { createApplication } from '../../src/application';
import { readSettings } from '../../src/config/settings';
import { Database } from '../../src/database/database.service';
import {
  noteOf,
  refusalOf,
  SchemaGate,
  SERVED_MIGRATIONS,
  type ServedMigrations,
} from '../../src/migrator/schema-gate';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { startApp, type TestApp } from '../support/app';
import { newDatabase, type TestDatabase } from '../support/database';

const PASSWORD = 'a very secret password';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('observability', () => {
  let t: TestApp;
  let lines: string[];
  let project: string;
  let episode: string;
  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, any>);

  beforeAll(async () => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    lines = [];
    t = await startApp({ LOCK_TIMEOUT_MS: '300', SLOW_QUERY_MS: '100' }, pino({ level: 'trace', base: null }, stream));
    project = (await t.newProject()).id;
    episode = (await t.newEpisode(project)).id;
  });
  beforeEach(() => {
    lines = [];
  });
  afterAll(() => t.close());

  /** Holds locks of another session's while `work` runs. */
  const holding = async <T>(lock: string, work: () => Promise<T>): Promise<T> => {
    const other = new Client({ connectionString: t.database.url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(lock);
      return await work();
    } finally {
      await other.end();
    }
  };

  describe('a request', () => {
    it('keeps the id that it came with, in the answer, the problem, the activity and the log', async () => {
      const headers = { 'x-request-id': `trace:${randomUUID()}` };
      const made = await t.request('POST', '/projects', { body: { name: 'x' }, headers });
      expect(made.headers.get('x-request-id')).toBe(headers['x-request-id']);
      const [entry] = (await t.request('GET', `/activity?project_id=${made.body.id as string}`)).body.items;
      expect(entry.request_id).toBe(headers['x-request-id']);
      const { body } = await t.request('GET', '/projects/x?secret=1', { headers });
      expect(body.request_id).toBe(headers['x-request-id']);
      const own = logged().filter(({ requestId }) => requestId === headers['x-request-id']);
      expect(own.map(({ msg, method, path, status }) => [msg, method, path, status])).toEqual([
        ['request', 'POST', '/api/v1/projects', 201],
        ['request', 'GET', '/api/v1/projects/x', 400],
      ]);
      expect(own[0]?.milliseconds).toEqual(expect.any(Number));
    });

    it.each(['', 'with space', 'x'.repeat(101), '"quoted"', '{"a":1}', 'a;b', 'é'])(
      'gets a new id for %j',
      async (id) => {
        const { headers } = await t.request('GET', '/projects', { headers: { 'x-request-id': id } });
        expect(headers.get('x-request-id')).toMatch(UUID);
      },
    );

    it('has its id also when it is refused before it reaches a route', async () => {
      for (const path of ['/projects/%zz', `/projects/${'x'.repeat(300)}`, '/nothing']) {
        const { headers, body } = await t.request('GET', path, { headers: { 'x-request-id': 'mine' } });
        expect([path, body.request_id, headers.get('x-request-id')]).toEqual([path, 'mine', 'mine']);
      }
    });

    it('of health and metrics leaves no line', async () => {
      for (const path of ['health/live', 'health/ready', 'metrics']) await t.request('GET', path);
      expect(logged().filter(({ msg }) => msg === 'request')).toEqual([]);
    });
  });

  it('logs a slow query by its name, without its values', async () => {
    const { id } = await t.newShot(episode);
    const name = `secret ${randomUUID()}`;
    const headers = { 'x-request-id': 'slow' };
    await holding(`select from shots where id = '${id}' for update`, () =>
      t.request('PATCH', `/shots/${id}`, { body: { name }, headers }),
    );
    const slow = logged().filter(({ msg }) => msg === 'slow query');
    expect(slow).toContainEqual({
      level: 40,
      time: expect.any(Number),
      query: 'shots.lock_plain',
      milliseconds: expect.any(Number),
      requestId: 'slow',
      msg: 'slow query',
    });
    expect(lines.join('')).not.toContain(name);
  });

  it('measures requests by route, queries by name, and the pool', async () => {
    await t.request('GET', `/projects/${project}`);
    await t.request('GET', '/nothing/at/all');
    const { status, headers, body } = await t.request('GET', 'metrics', { token: null });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const line of [
      /^continuity_request_duration_seconds_count\{route="\/api\/v1\/projects\/:id",method="GET",status="200"\} \d+$/m,
      /^continuity_request_duration_seconds_bucket\{le="0\.05",route="\/api\/v1\/projects\/:id",method="GET",status="200"\} \d+$/m,
      /^continuity_query_duration_seconds_count\{query="projects\.read"\} \d+$/m,
      /^continuity_pool_connections\{state="(total|idle|waiting)"\} \d+$/m,
      /^process_resident_memory_bytes \d+$/m,
    ])
      expect(body).toMatch(line);
    // An address that somebody makes up must not make a new series.
    expect(body).not.toContain('/nothing/at/all');
    expect(body).not.toContain(project);
  });

  it('says that it lives and is ready', async () => {
    expect((await t.request('GET', 'health/live', { token: null })).body).toEqual({ status: 'live' });
    const { status, body, headers } = await t.request('GET', 'health/ready', { token: null });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual({
      status: 'ready',
      detail: 'Ready.',
      database: 'reachable',
      schema: {
        applied: expect.stringMatching(/^[A-Z]\w+\d{13}$/),
        pending: [],
        missing: [],
        unknown: [],
        breaking: [],
      },
    });
  });

  it('answers 503 to who meets a lock of another session, and goes on after it', async () => {
    const { id } = await t.newShot(episode);
    await holding('lock table shots in access exclusive mode', async () => {
      for (const [method, path, body] of [
        ['POST', '/shots', { name: randomUUID(), episode_id: episode }],
        ['PATCH', `/shots/${id}`, { name: 'x' }],
        ['GET', `/shots/${id}`],
      ] as const) {
        const answer = await t.request(method, path, { body });
        expect([answer.status, answer.body.code]).toEqual([503, 'database_busy']);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    });
    expect((await t.request('PATCH', `/shots/${id}`, { body: { name: 'x' } })).status).toBe(200);
  });

  it('answers 503 while the database is away, and recovers by itself', async () => {
    const url = new URL(t.database.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const server = new Client({ connectionString: url.href });
    await server.connect();
    const drop = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'continuity'`;
    const { id } = await t.newShot(episode);
    // One is in the middle of its work.
    await holding(`select from shots where id = '${id}' for update`, async () => {
      const waiting = t.request('PATCH', `/shots/${id}`, { body: { name: 'y' } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await server.query(`alter database ${name} with allow_connections false`);
      await server.query(drop);
      expect((await waiting).status).toBe(503);
    });
    for (const [method, path] of [
      ['GET', `/shots/${id}`],
      ['PATCH', `/shots/${id}`],
      ['POST', '/projects'],
    ] as const) {
      const { status, body, headers } = await t.request(method, path, method === 'GET' ? {} : { body: { name: 'z' } });
      expect([status, body.code]).toEqual([503, 'database_unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(body.detail).not.toContain(name);
    }
    const ready = await t.request('GET', 'health/ready');
    expect([ready.status, ready.body.status, ready.body.database]).toEqual([503, 'not_ready', 'away']);
    expect(ready.headers.get('retry-after')).toBe('5');
    expect((await t.request('GET', 'health/live')).status).toBe(200);
    expect((await t.request('GET', 'metrics')).status).toBe(200);
    await server.query(`alter database ${name} with allow_connections true`);
    await server.end();
    expect((await t.request('GET', `/shots/${id}`)).status).toBe(200);
    expect((await t.request('PATCH', `/shots/${id}`, { body: { name: 'z' } })).status).toBe(200);
    expect((await t.request('GET', 'health/ready')).status).toBe(200);
  });

  it('tells a fault of its own from the request’s, and keeps values and secrets out of answer and log', async () => {
    await t.sql(`alter table profiles add constraint surprise check (full_name <> 'Surprise')`);
    const email = `${randomUUID()}@example.org`;
    const body = { email, password: PASSWORD, full_name: 'Surprise' };
    const answer = await t.request('POST', '/profiles', { body, headers: { 'x-request-id': 'fault' } });
    await t.sql('alter table profiles drop constraint surprise');
    expect([answer.status, answer.body.code, answer.body.request_id]).toEqual([500, 'internal', 'fault']);
    expect(JSON.stringify(answer.body)).not.toMatch(/surprise|insert|argon2|profiles_/);
    const [line] = logged().filter(({ level }) => level === 50);
    expect(line).toMatchObject({ requestId: 'fault', route: '/api/v1/profiles', err: { constraint: 'surprise' } });
    expect(line?.err.stack).toContain('profiles.service');
    expect(lines.join('')).not.toMatch(/\$argon2/);
    expect(lines.join('')).not.toContain(email);
  });

  it('never logs a password, a token or a header that holds one', async () => {
    const email = `${randomUUID()}@example.org`;
    await t.request('POST', '/profiles', { body: { email, password: PASSWORD } });
    const login = (password: unknown) => t.request('POST', '/auth/login', { token: null, body: { email, password } });
    const { access_token } = (await login(PASSWORD)).body;
    await login(`${PASSWORD} not`);
    await login([PASSWORD]);
    await t.request('POST', '/auth/login', { token: null, body: `{"password":"${PASSWORD}"` });
    const { body } = await t.request('POST', '/auth/tokens', { token: access_token, body: { name: 'x' } });
    for (const token of [body.token, `${access_token as string}x`, PASSWORD])
      await t.request('GET', '/auth/me', { token });
    await t.request('GET', `/projects?password=${encodeURIComponent(PASSWORD)}`);
    const me = (await t.request('GET', '/auth/me', { token: access_token })).body.id as string;
    const change = { password: `new ${PASSWORD}`, current_password: PASSWORD };
    expect((await t.request('PATCH', `/profiles/${me}`, { token: access_token, body: change })).status).toBe(200);
    const text = decodeURIComponent(lines.join('').replaceAll('%', '%25'));
    expect(logged().filter(({ msg }) => msg === 'request').length).toBeGreaterThan(8);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), access_token, body.token, 'Bearer ', '$argon2'])
      expect(text.includes(secret as string)).toBe(false);
  });
});

describe('a database without a schema', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let origin: string;
  let dataDir: string;

  beforeAll(async () => {
    database = await newDatabase('empty');
    dataDir = mkdtempSync(join(tmpdir(), 'continuity-observed-'));
    const settings = readSettings({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
    app = await createApplication(settings, database.url, pino({ level: 'silent' }));
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ready = async () => {
    const response = await fetch(`${origin}/health/ready`);
    return { status: response.status, body: (await response.json()) as any };
  };

  it('is served as soon as it is migrated, by the same process, and no longer when that is taken back', async () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> };
    for (const [path, item] of Object.entries(paths))
      for (const method of Object.keys(item)) {
        if (/^\/(health|metrics|problems)/.test(path)) continue;
        const response = await fetch(origin + path.replaceAll(/\{\w+\}/g, randomUUID()), {
          method: method.toUpperCase(),
        });
        const body = (await response.json()) as any;
        expect([method, path, response.status, body.code, response.headers.get('retry-after')]).toEqual([
          method,
          path,
          503,
          'schema_too_old',
          '30',
        ]);
        expect(body.detail).toContain('migrate');
      }
    const before = await ready();
    expect([before.status, before.body.database, before.body.schema.applied]).toEqual([503, 'reachable', null]);
    expect(before.body.schema.pending.length).toBeGreaterThan(2);
    expect(before.body.detail).toContain('npm run cli -- migrate');

    const changes = new SchemaChanges(database.url, migrations);
    await changes.migrate();
    expect((await ready()).status).toBe(200);
    const [profile] = await database.sql<{ id: string }>(
      `insert into profiles (email, role) values ('a@example.org', 'admin') returning id`,
    );
    const { access_token } = await app.get(Authenticator).issue(profile?.id ?? '');
    const call = async () =>
      (await fetch(`${origin}/api/v1/shots`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    expect(await call()).toBe(200);

    // A service that needs less than the newest may miss what comes after.
    await changes.rollback({ to: 'ShotsReferToScenelets' });
    const { all } = app.get<ServedMigrations>(SERVED_MIGRATIONS);
    const without = await new SchemaGate(app.get(Database), {
      all,
      needed: 'ShotsReferToScenelets1700000004000',
    }).look();
    expect([without.missing, refusalOf(without)]).toEqual([[], undefined]);
    expect(without.pending).toContain('StudioTables1700000005000');
    expect(noteOf(without)).toContain('StudioTables');

    while ((await call()) === 200) await new Promise((next) => setTimeout(next, 100));
    expect(await call()).toBe(503);
    await changes.migrate();
    expect(await call()).toBe(200);
    expect((await ready()).body.schema.pending).toEqual([]);

    await database.sql(`insert into migrations (timestamp, name) values (1900000000000, 'FromTheFuture1900000000000')`);
    expect([(await ready()).status, (await ready()).body.schema.unknown]).toEqual([
      200,
      ['FromTheFuture1900000000000'],
    ]);
    await database.sql(
      `insert into migrator.migrations (name, phase, checksum, contract) values ('FromTheFuture1900000000000', 'applied', '', true)`,
    );
    const tooNew = await ready();
    expect([tooNew.status, tooNew.body.schema.breaking]).toEqual([503, ['FromTheFuture1900000000000']]);
    while ((await call()) === 200) await new Promise((next) => setTimeout(next, 100));
    expect(await call()).toBe(503);
  });
});

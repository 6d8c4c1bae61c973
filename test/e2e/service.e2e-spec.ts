import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { readSettings, SettingsError, settingsSchema } from '../../src/config/settings';
import { superuser } from '../../src/database/embedded/cluster-folder';
import { newDatabase } from '../support/database';

type Environment = Record<string, string>;

const PASSWORD_LINE = /^The first administrator is (\S+), password (\S+) \(shown only now\)\.$/m;

/** The service as an administrator starts it: a process of its own, with these settings and no other. */
class Service {
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(environment: Environment, script = 'main', ...words: string[]) {
    this.child = spawn(process.execPath, [`dist/src/${script}.js`, ...words], {
      env: { PATH: process.env.PATH ?? '', PORT: '0', DEMO_DATA: 'off', LOG_LEVEL: 'warn', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    running.add(this);
    void this.ended.then(() => running.delete(this));
  }

  get url(): string {
    return /^Continuity serves (\S+)\/api\/v1$/m.exec(this.stdout)?.[1] ?? '';
  }

  /** @returns this, once it serves */
  async ready(): Promise<this> {
    await until(() => !running.has(this) || /^Data: /m.test(this.stdout));
    if (!running.has(this)) throw new Error(`the service has ended: ${this.stderr}${this.stdout}`);
    return this;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return this.ended;
  }

  call(method: string, path: string, token?: string, body?: object): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async signIn(email: string, password: string): Promise<string> {
    const response = await this.call('POST', '/auth/login', undefined, { email, password });
    expect(response.status).toBe(200);
    return ((await response.json()) as { access_token: string }).access_token;
  }
}

const running = new Set<Service>();

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 300_000; !(await condition()); await new Promise((next) => setTimeout(next, 20)))
    if (Date.now() > end) throw new Error('waited in vain');
}

function refusalOf(environment: Environment): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
  }
  throw new Error(`nothing is wrong with ${JSON.stringify(environment)}`);
}

describe('the service', () => {
  let folder: string;
  const dataDir = (name: string) => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'continuity-service-'));
  });
  afterAll(async () => {
    for (const service of running) service.kill('SIGKILL');
    await Promise.all([...running].map((service) => service.ended));
    rmSync(folder, { recursive: true, force: true });
  });

  /** A connection to the embedded server that does not keep it running. */
  const connectTo = async (dir: string): Promise<Client> => {
    const { port, password } = JSON.parse(readFileSync(join(dir, 'postgres.json'), 'utf8'));
    const client = new Client({ host: '127.0.0.1', port, password, user: superuser, database: 'continuity' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  it('shows the password once, is kept to itself, ends what it has begun, and survives a crash', async () => {
    const environment = { DATA_DIR: dataDir('whole') };
    const first = await new Service(environment).ready();
    const [, email = '', password = ''] = PASSWORD_LINE.exec(first.stdout) ?? [];
    expect(email).toBe('admin@continuity.local');
    expect(first.stdout).toContain(`Documentation to try out: ${first.url}/docs\n`);
    expect(first.stdout).toContain(`Data: ${environment.DATA_DIR} (embedded PostgreSQL)\n`);
    expect([first.stderr, first.stdout.split('\n').length]).toEqual(['', 5]);
    expect((await fetch(`${first.url}/docs`)).status).toBe(200);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    const token = await first.signIn(email, password);

    // Nobody else may use its data or its port; the command line may join.
    const port = new URL(first.url).port;
    const others = [
      new Service(environment),
      new Service({ DATA_DIR: dataDir('other'), PORT: port }),
      new Service(environment, 'cli', 'status', '--check'),
    ];
    expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([1, 1, 0]);
    expect(others.map(({ stderr }) => stderr)).toEqual([
      `Another Continuity service already serves from the data folder ${environment.DATA_DIR}: stop it first, or give this one a DATA_DIR of its own.\n`,
      `Port ${port} is taken by another program. Stop it, or set PORT to a free one.\n`,
      '',
    ]);
    expect(existsSync(dataDir('other'))).toBe(false);

    // A request that waits for a row is answered in full, while nobody new is let in.
    const project = (await (await first.call('POST', '/projects', token, { name: 'kept' })).json()) as { id: string };
    const locker = await connectTo(environment.DATA_DIR);
    await locker.query('begin');
    await locker.query('select from projects where id = $1 for update', [project.id]);
    const slow = first.call('PATCH', `/projects/${project.id}`, token, { name: 'changed' });
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock'`;
    const watcher = await connectTo(environment.DATA_DIR);
    await until(async () => (await watcher.query(waits)).rowCount === 1);
    await watcher.end();
    first.kill('SIGTERM');
    await until(() =>
      fetch(`${first.url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    await locker.query('commit');
    const answer = await slow;
    expect([answer.status, ((await answer.json()) as { name: string }).name]).toEqual([200, 'changed']);
    expect(await first.ended).toBe(0);
    await locker.end().catch(() => undefined);
    expect(readdirSync(join(environment.DATA_DIR, 'postgres'))).not.toContain('postmaster.pid');
    await expect(connectTo(environment.DATA_DIR)).rejects.toThrow();

    // Again, and killed in the middle of writes: what was answered is there.
    const second = await new Service(environment).ready();
    expect(second.stdout).not.toMatch(/password/i);
    expect(second.stdout).not.toContain(password);
    const made: string[] = [];
    const write = async () => {
      for (;;) {
        const response = await second.call('POST', '/projects', token, { name: randomUUID() });
        made.push(((await response.json()) as { id: string }).id);
        if (made.length === 30) second.kill('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 5 }, write));
    await second.ended;
    const third = await new Service(environment).ready();
    expect(third.stdout).not.toMatch(/password/i);
    const again = await third.signIn(email, password);
    for (const id of [project.id, ...made])
      expect((await third.call('GET', `/projects/${id}`, again)).status).toBe(200);
    expect(await third.stop()).toBe(0);
    for (const { stdout, stderr } of [first, second, third]) expect(`${stdout}${stderr}`).not.toContain(token);
  });

  it('with DATABASE_URL leaves the schema alone, and makes its administrator when that is there', async () => {
    const database = await newDatabase('empty');
    try {
      const url = new URL(database.url);
      // A server that asks for none takes any.
      url.password ||= 'of-the-database';
      const environment = { DATA_DIR: dataDir('url'), DATABASE_URL: url.href, ADMIN_EMAIL: 'first@example.org' };
      const service = await new Service(environment).ready();
      await until(() => service.stdout.includes('The database schema is not there yet; run: npm run cli -- migrate'));
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
      expect(await database.sql(`select from pg_tables where schemaname = 'public'`)).toEqual([]);
      const cli = new Service(environment, 'cli', 'migrate');
      expect(await cli.ended).toBe(0);
      await until(() => PASSWORD_LINE.test(service.stdout));
      const [, email = '', password = ''] = PASSWORD_LINE.exec(service.stdout) ?? [];
      await service.signIn(email, password);
      expect(email).toBe('first@example.org');
      expect(await service.stop()).toBe(0);

      const next = await new Service({ ...environment, ADMIN_PASSWORD: 'a given password' }).ready();
      await next.signIn(email, password);
      expect(await next.stop()).toBe(0);
      expect(next.stdout).not.toMatch(/password/i);
      expect(`${service.stdout}${service.stderr}${next.stdout}`).not.toContain(url.password);
    } finally {
      await database.drop();
    }
  });

  it('does not show a password that was given', async () => {
    const database = await newDatabase();
    try {
      const given = { DATA_DIR: dataDir('given'), DATABASE_URL: database.url, ADMIN_PASSWORD: 'a given password' };
      const service = await new Service(given).ready();
      await until(() => service.stdout.includes('The first administrator is admin@continuity.local.\n'));
      await service.signIn('admin@continuity.local', given.ADMIN_PASSWORD);
      expect(await service.stop()).toBe(0);
      expect(service.stdout).not.toContain(given.ADMIN_PASSWORD);
    } finally {
      await database.drop();
    }
  });

  describe('says in one line why it cannot start', () => {
    const lineOf = async (environment: Environment) => {
      const service = new Service({ DATA_DIR: dataDir('none'), ...environment });
      expect(await service.ended).toBe(1);
      expect(service.stdout).toBe('');
      expect(service.stderr).toMatch(/^[^\n]+\n$/);
      return service.stderr;
    };

    const wrong: Record<keyof typeof settingsSchema.shape, Environment> = {
      PORT: { PORT: '65536' },
      HOST: { HOST: 'no-such-host.invalid' },
      DATABASE_URL: { DATABASE_URL: 'mysql://user:hush@localhost/x' },
      DATA_DIR: { DATA_DIR: '/dev/null/data' },
      FILES_DIR: { FILES_DIR: '/dev/null' },
      FILES_S3_BUCKET: { FILES_S3_BUCKET: 'No_Bucket' },
      FILES_S3_ENDPOINT: { FILES_S3_ENDPOINT: 'ftp://files' },
      FILES_S3_REGION: { FILES_S3_REGION: 'the north' },
      FILES_S3_PREFIX: { FILES_S3_PREFIX: '/no leading slash' },
      ADMIN_EMAIL: { ADMIN_EMAIL: 'admin' },
      ADMIN_PASSWORD: { ADMIN_PASSWORD: 'hush' },
      JWT_SECRET: { JWT_SECRET: 'hush' },
      ACCESS_TOKEN_SECONDS: { ACCESS_TOKEN_SECONDS: '1' },
      DEMO_DATA: { DEMO_DATA: 'yes' },
      LOG_LEVEL: { LOG_LEVEL: 'loud' },
      LOG_FORMAT: { LOG_FORMAT: 'xml' },
      SLOW_QUERY_MS: { SLOW_QUERY_MS: '0' },
      DATABASE_POOL_SIZE: { DATABASE_POOL_SIZE: '1' },
      EXPORT_POOL_SIZE: { EXPORT_POOL_SIZE: '1.5' },
      LOCK_TIMEOUT_MS: { LOCK_TIMEOUT_MS: '5s' },
      STATEMENT_TIMEOUT_MS: { STATEMENT_TIMEOUT_MS: '-1' },
      MAX_BODY_BYTES: { MAX_BODY_BYTES: '10MB' },
      MAX_IMPORT_BYTES: { MAX_IMPORT_BYTES: 'NaN' },
      WORKERS: { WORKERS: '36' },
      JOBS_PER_PERSON: { JOBS_PER_PERSON: '0' },
      MAX_IMAGE_BYTES: { MAX_IMAGE_BYTES: '1' },
      MAX_DRAWING_BYTES: { MAX_DRAWING_BYTES: '1' },
      OPENVERSE_URL: { OPENVERSE_URL: 'openverse' },
      WIKIMEDIA_COMMONS_URL: { WIKIMEDIA_COMMONS_URL: 'ftp://commons' },
      FILES_GRACE_SECONDS: { FILES_GRACE_SECONDS: '-1' },
      TRASH_RETENTION_DAYS: { TRASH_RETENTION_DAYS: '0' },
      SHUTDOWN_SECONDS: { SHUTDOWN_SECONDS: '0' },
      TRUST_PROXY: { TRUST_PROXY: '10.0.0.1, proxy' },
      CRAWLER_ALLOWED_NETWORKS: { CRAWLER_ALLOWED_NETWORKS: '10.0.0.0/8, 10.0.0.0/33' },
      CRAWLER_CONTACT: { CRAWLER_CONTACT: 'somebody' },
    };

    it('for every setting that can be wrong, which it names without its secret', async () => {
      expect(Object.keys(wrong).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
      for (const [name, environment] of Object.entries(wrong)) {
        // Each process takes its time, so only those whose value is found wrong later, or is a secret, get one.
        const line = ['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'ADMIN_PASSWORD'].includes(name)
          ? await lineOf(environment)
          : refusalOf(environment);
        expect(line).toContain(name === 'DATA_DIR' ? '/dev/null/data' : name);
        expect(line).not.toMatch(/hush|\bat \w+|Error:|undefined|\n./);
      }
      expect(existsSync(dataDir('none'))).toBe(false);
    });

    it('for a port that is taken by another program', async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      expect(await lineOf({ PORT: String(port) })).toMatch(new RegExp(`^Port ${String(port)} is taken`));
      server.close();
    });

    it('for a database that cannot be reached, or not with this password', async () => {
      const url = process.env.CONTINUITY_TEST_SERVER ?? '';
      for (const DATABASE_URL of ['postgres://user:hush@127.0.0.1:1/x', url.replace(/:[^:@]+@/, ':hush@')]) {
        const line = await lineOf({ DATABASE_URL });
        expect(line).toMatch(/^PostgreSQL at DATABASE_URL cannot be used: /);
        expect(line).not.toContain('hush');
      }
    });
  });
});

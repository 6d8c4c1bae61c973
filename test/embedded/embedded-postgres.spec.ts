import { appendFileSync, chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { DataFolderInUseError, EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';
import { isProcessAlive } from '../../src/database/embedded/operating-system';
import { withStartUpLock } from '../../src/database/embedded/start-up-lock';
import { installUserProgram, UserProcess } from './user-process';

const asRoot = process.getuid?.() === 0;
/** These change accounts, which only root may do; for anybody else they are skipped. */
const rootOnly = asRoot ? it : it.skip;
const nobody = { uid: 65534, gid: 65534 };

let base: string;
let script: string;
let dataDir: string;
let count = 0;
const inProcess: EmbeddedPostgres[] = [];
const users: UserProcess[] = [];

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'continuity-embedded-'));
  chmodSync(base, 0o755);
  script = installUserProgram(join(base, 'program'));
});

beforeEach(() => {
  count += 1;
  dataDir = join(base, `data-${count}`);
});

afterEach(async () => {
  await Promise.all(users.filter((user) => user.isRunning).map((user) => user.kill()));
  await Promise.all(inProcess.map((server) => server.leave().catch(() => undefined)));
  users.length = 0;
  inProcess.length = 0;
  // Users that were killed leave their server running.
  const pid = serverPid();
  if (pid !== undefined) process.kill(pid, 'SIGINT');
  if (pid !== undefined) await gone(pid);
});

afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

async function joinHere(dir = dataDir): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.join({ dataDir: dir, durable: false });
  inProcess.push(server);
  return server;
}

async function newUser(options: Parameters<typeof UserProcess.start>[1] = {}): Promise<UserProcess> {
  const user = await UserProcess.start(script, options);
  users.push(user);
  return user;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function serverPid(dir = dataDir): number | undefined {
  const file = join(dir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

async function gone(pid: number): Promise<void> {
  while (await isProcessAlive(pid)) await delay(20);
}

/** The processes of a server end by themselves when they see that their postmaster is dead; then there is none to kill. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => {
      try {
        return Number(readFileSync(`/proc/${other}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
}

describe('a new data folder', () => {
  it('gets a UTF-8 cluster on 127.0.0.1 alone, kept from others, and no secret shows', async () => {
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const server = await joinHere();
    expect(server.started).toBe(true);
    expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
    const [row] = await query(
      server.url,
      `select current_database() as name, pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
        datlocale as locale, current_setting('listen_addresses') as addresses, current_setting('timezone') as zone,
        current_setting('unix_socket_directories') as sockets, current_setting('server_version_num')::int / 10000 as major
      from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      name: 'continuity',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      addresses: '127.0.0.1',
      zone: 'UTC',
      sockets: '',
      major: 18,
    });
    const { password } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { password: string };
    expect(password).toHaveLength(32);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).not.toContain(password);
    expect(readFileSync(`/proc/${serverPid()}/cmdline`, 'utf8')).not.toContain(password);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
    expect(statSync(`/proc/${serverPid()}`).uid).not.toBe(0);
  });

  it('is not disturbed by the environment of its first user', async () => {
    const environment = {
      LANG: 'xx_YY.latin9',
      LC_ALL: 'xx_YY',
      PGSSLMODE: 'require',
      PGPORT: '1',
      PGDATABASE: 'none',
    };
    const user = await newUser({ env: { ...process.env, ...environment } });
    expect((await user.tell('join', { dataDir, durable: false })).error).toBeUndefined();
    expect(await user.tell('leave')).toEqual({});
  });

  it('is whole after the first attempt was killed in the middle of initdb', async () => {
    const user = await newUser({ detached: true });
    user.tellAndForget('join', { dataDir, durable: false });
    while (!existsSync(dataDir) || !readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')))
      await delay(5);
    await delay(100);
    await user.kill();
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    const server = await joinHere();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
  });
});

describe('users of one server', () => {
  it('join a running one, and the last to leave stops it', async () => {
    const server = await joinHere();
    const pid = serverPid() ?? 0;
    const user = await newUser();
    expect(await user.tell('join', { dataDir })).toEqual({ started: false, url: server.url });
    await server.leave();
    await server.leave();
    expect(await isProcessAlive(pid)).toBe(true);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await user.tell('leave')).toEqual({});
    expect(await isProcessAlive(pid)).toBe(false);
    expect(serverPid()).toBeUndefined();
    // Nothing of ours keeps a process alive once it has left.
    expect(await user.exit()).toBe(0);
  });

  it('start it once when several come at the same moment, and stop it when all leave at once', async () => {
    const many = await Promise.all([1, 2, 3, 4, 5].map(() => newUser()));
    const answers = await Promise.all(many.map((user) => user.tell('join', { dataDir, durable: false })));
    expect(answers.map((answer) => answer.error)).toEqual(answers.map(() => undefined));
    expect(answers.filter((answer) => answer.started)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.url)).size).toBe(1);
    const pid = serverPid() ?? 0;
    expect(await Promise.all(many.map((user) => user.tell('leave')))).toEqual(answers.map(() => ({})));
    expect(await isProcessAlive(pid)).toBe(false);
  });

  it('who come while the last one leaves get a server', async () => {
    for (let round = 0; round < 5; round += 1) {
      const first = await joinHere();
      const leaving = first.leave();
      await delay(round * 15);
      const second = await joinHere();
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await Promise.all([leaving, second.leave()]);
    }
    expect(serverPid()).toBeUndefined();
  });

  it('count again after the server has ended their connections', async () => {
    const server = await joinHere();
    await server.claimForService();
    await query(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'postgres'`);
    await delay(1_500);
    const user = await newUser();
    await user.tell('join', { dataDir });
    expect((await user.tell('claim')).error?.name).toBe('DataFolderInUseError');
    await user.tell('leave');
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('claim the folder for one service, until it is killed', async () => {
    const server = await joinHere();
    const service = await newUser();
    await service.tell('join', { dataDir });
    expect(await service.tell('claim')).toEqual({});
    const refusal = server.claimForService();
    await expect(refusal).rejects.toBeInstanceOf(DataFolderInUseError);
    await expect(refusal).rejects.toThrow(dataDir);
    await service.kill();
    await delay(300);
    await server.claimForService();
    await server.claimForService();
    await server.leave();
    expect(serverPid()).toBeUndefined();
  });
});

describe('after a crash', () => {
  it('a server whose users were killed is joined', async () => {
    const user = await newUser();
    const { url } = await user.tell('join', { dataDir, durable: false });
    await user.kill();
    const server = await joinHere();
    expect(server.started).toBe(false);
    expect(server.url).toBe(url);
    await server.leave();
    expect(serverPid()).toBeUndefined();
  });

  it.each(['with all its processes', 'alone'])('a postmaster killed %s leaves every committed row', async (which) => {
    const user = await newUser();
    const { url = '' } = await user.tell('join', { dataDir });
    await query(url, 'create table shot (id int primary key)');
    await query(url, 'insert into shot select generate_series(1, 100000)');
    const pid = serverPid() ?? 0;
    const victims = which === 'alone' ? [pid] : [pid, ...childrenOf(pid)];
    const userKilled = user.kill();
    victims.forEach(killNow);
    await userKilled;
    const server = await joinHere();
    expect(server.started).toBe(true);
    expect(await query(server.url, 'select count(*)::int as rows from shot')).toEqual([{ rows: 100000 }]);
  });

  it('a pid file that names another process is not believed', async () => {
    const first = await joinHere();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const content = readFileSync(file, 'utf8');
    await first.leave();
    writeFileSync(file, content.replace(/^\d+/, String(process.pid)));
    chownSync(file, statSync(join(dataDir, 'postgres')).uid, statSync(join(dataDir, 'postgres')).gid);
    expect((await joinHere()).started).toBe(true);
  });

  it('an error shows the end of the log', async () => {
    await (await joinHere()).leave();
    appendFileSync(join(dataDir, 'postgres', 'postgresql.conf'), "no_such_setting = 'x'\n");
    await expect(joinHere()).rejects.toThrow(/does not start[^]*no_such_setting/);
  });
});

describe('strangers', () => {
  it('on the remembered port are left alone', async () => {
    const first = await joinHere();
    const port = Number(new URL(first.url).port);
    await first.leave();
    const again = await joinHere();
    expect(new URL(again.url).port).toBe(String(port));
    await again.leave();
    const stranger = createServer((socket) => socket.destroy());
    await new Promise<void>((settle) => stranger.listen(port, '127.0.0.1', settle));
    try {
      const server = await joinHere();
      expect(new URL(server.url).port).not.toBe(String(port));
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await new Promise((settle) => stranger.close(settle));
    }
  });

  it('are also the original of a copied folder', async () => {
    const original = await joinHere();
    await query(original.url, 'checkpoint');
    const copy = join(base, `copy-${count}`);
    cpSync(dataDir, copy, { recursive: true, verbatimSymlinks: true });
    const server = await joinHere(copy);
    expect(server.started).toBe(true);
    expect(server.url).not.toBe(original.url);
    await server.leave();
    expect(await query(original.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('accounts', () => {
  rootOnly('root can work below folders that are closed to everybody else', async () => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const temporary = join(base, 'temporary');
    mkdirSync(temporary);
    chmodSync(temporary, 0o1777);
    const closedScript = installUserProgram(join(closed, 'program'));
    dataDir = join(closed, 'deep', 'data');
    const environment = { env: { ...process.env, TMPDIR: temporary } };
    const many = await Promise.all([1, 2].map(() => UserProcess.start(closedScript, environment)));
    users.push(...many);
    // Two folders at once, so that both make the copy of the programs.
    const [first, second] = await Promise.all(
      many.map((user, index) => user.tell('join', { dataDir: `${dataDir}-${index}`, durable: false })),
    );
    expect([first?.error, second?.error]).toEqual([undefined, undefined]);
    expect(await query(first?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(temporary)).toHaveLength(1);
    expect(await Promise.all(many.map((user) => user.tell('leave')))).toEqual([{}, {}]);

    // A copy from which the system has cleared a file is not used as it is.
    const [copy = ''] = readdirSync(temporary);
    rmSync(join(temporary, copy, 'share'), { recursive: true });
    const third = await UserProcess.start(closedScript, environment);
    users.push(third);
    expect((await third.tell('join', { dataDir: `${dataDir}-0` })).error).toBeUndefined();
    expect(existsSync(join(temporary, copy, 'share'))).toBe(true);
    await third.tell('leave');

    // A folder that anybody else may have filled is not used at all.
    chownSync(join(temporary, copy), nobody.uid, nobody.gid);
    const fourth = await UserProcess.start(closedScript, environment);
    users.push(fourth);
    expect((await fourth.tell('join', { dataDir: `${dataDir}-0` })).error?.message).toContain(
      'belongs to somebody else',
    );
  });

  rootOnly('an ordinary user runs it as itself, and root may help out', async () => {
    mkdirSync(dataDir);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const ordinary = await newUser(nobody);
    const { error, url = '' } = await ordinary.tell('join', { dataDir, durable: false });
    expect(error).toBeUndefined();
    expect(await query(url, 'show data_directory')).toEqual([{ data_directory: join(dataDir, 'postgres') }]);
    expect((await joinHere()).url).toBe(url);
    await Promise.all([ordinary.tell('leave'), ...inProcess.map((server) => server.leave())]);
    expect(serverPid()).toBeUndefined();

    const helper = await joinHere();
    await query(helper.url, 'create table kept ()');
    await helper.leave();
    const again = await newUser(nobody);
    const second = await again.tell('join', { dataDir, durable: false });
    expect(second.error).toBeUndefined();
    expect(await query(second.url ?? '', 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
    await again.tell('leave');
  });
});

describe('the start-up lock', () => {
  it('lets one in at a time, also past holders that are dead', async () => {
    const folder = join(base, `lock-${count}`);
    mkdirSync(folder);
    // A dead process, and a living one that has the pid of a dead holder.
    symlinkSync('999999999@some-boot/1', join(folder, '1'));
    symlinkSync(`${process.pid}@some-boot/1`, join(folder, '2'));
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withStartUpLock(folder, work)));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual(['22']);
  });
});

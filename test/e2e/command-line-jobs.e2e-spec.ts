import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, startHostileWeb } from '../support/hostile-web';
import { encoded, flat } from '../support/pictures';

interface Running {
  child: ChildProcess;
  said: { stdout: string; stderr: string };
  ended: Promise<number | null>;
}

let app: TestApp;
let web: HostileWeb;
let project: { id: string };
/** Lets go of the picture that every crawl waits for. */
let serve: () => void;
let served: Promise<void>;

/** The command line beside a running service, on the service's database. */
function follow(...words: string[]): Running {
  const child = spawn(process.execPath, ['dist/src/cli.js', 'jobs', 'follow', ...words], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: app.database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => (said[stream] += chunk.toString()));
  return { child, said, ended: new Promise((resolve) => child.on('close', resolve)) };
}

const until = async (is: () => boolean) => {
  while (!is()) await sleep(50);
};

/** A crawl of one picture that comes, one that is missing, and one that waits. */
const newCrawl = async (start = true): Promise<string> => {
  served = new Promise((resolve) => (serve = resolve));
  const addresses = ['here.png', 'missing.png', 'waits.png'].map((name) => `${web.address}/${name}`);
  const { status, body } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, {
    body: { name: 'harbours {bar}', max_images: 3, sources: [{ type: 'addresses', addresses }], start },
  });
  expect(status).toBe(201);
  return body.id;
};

beforeAll(async () => {
  app = await startApp({ WORKERS: '2', CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  web = await startHostileWeb();
  project = await app.newProject();
  const picture = await encoded(flat(1), 'png');
  web.on('/here.png', file(picture));
  web.on('/waits.png', (request, response) => {
    void served.then(() => {
      file(picture)(request, response);
    });
  });
});

afterAll(async () => {
  serve();
  await app.close();
  await web.close();
});

describe('jobs follow', () => {
  it('shows how far a crawl is; Ctrl-C ends the watching, not the job', async () => {
    const id = await newCrawl();
    const watched = follow(id);
    await until(() => watched.said.stdout.includes('pictures'));
    watched.child.kill('SIGINT');
    expect(await watched.ended).toBe(130);
    expect(watched.said).toEqual({
      stdout: expect.stringMatching(/^harbours \{bar\}: \d+ %, \d of 3 pictures/m),
      stderr: `No longer watched. The crawl job is running, as before. Watch it again: continuity jobs follow ${id}\n`,
    });

    const again = follow(id);
    await until(() => again.said.stdout.includes('pictures'));
    serve();
    expect(await again.ended).toBe(0);
    expect(again.said.stderr).toBe('');
    expect(again.said.stdout).toMatch(
      /^completed: the crawl job "harbours \{bar\}", 3 of 3 pictures\. 2 of 3 addresses gave a picture: 1 answered 404\.\n$/m,
    );
  });

  it('follows validations and exports; JSON for programs', async () => {
    const id = await newCrawl();
    serve();
    expect(await follow(id).ended).toBe(0);
    const { body: validation } = await app.request('POST', `/crawl-jobs/${id}/validation-jobs`, {
      body: { name: 'first look' },
    });
    const judged = follow(validation.id, '--json');
    expect(await judged.ended).toBe(0);
    expect(JSON.parse(judged.said.stdout)).toMatchObject({
      ...{ id: validation.id, type: 'validation_job', name: 'first look', status: 'completed' },
      ...{ progress: 100, done: 2, total: 2, seconds_left: null, message: null },
    });
    const { body: made } = await app.request('POST', `/crawl-jobs/${id}/export-jobs`, {
      body: { name: 'list', format: 'csv', export_options: { only_valid: false } },
    });
    const exported = follow(made.id);
    expect(await exported.ended).toBe(0);
    expect(exported.said.stdout).toMatch(/^completed: the export job "list", 2 of 2 pictures\.\n$/m);
  });

  it('says that a job waits to be started, and that it was cancelled', async () => {
    const id = await newCrawl(false);
    const watched = follow(id, '--json');
    await until(() => watched.said.stderr.includes('is pending: it waits to be started'));
    expect((await app.request('POST', `/crawl-jobs/${id}/cancel`)).status).toBe(200);
    expect(await watched.ended).toBe(1);
    const sentence = 'cancelled: the crawl job "harbours {bar}", 0 of 3 pictures.';
    expect(watched.said.stderr).toContain(`${sentence}\n`);
    expect(JSON.parse(watched.said.stdout)).toMatchObject({
      error: { message: sentence, exit_code: 1 },
      job: { id, status: 'cancelled' },
    });
    await app.request('DELETE', `/crawl-jobs/${id}`);
    const deleted = follow(id);
    expect([await deleted.ended, deleted.said.stderr]).toEqual([
      1,
      `The crawl job ${id} is in the trash, where nothing is done with it.\n`,
    ]);
  });

  it('refuses what is no job', async () => {
    const id = randomUUID();
    const unknown = follow(id);
    expect([await unknown.ended, unknown.said]).toEqual([
      1,
      { stdout: '', stderr: `There is no job ${id}. Look for typing errors; it may be one of another database.\n` },
    ]);
    const wrong = follow('42');
    expect([await wrong.ended, wrong.said.stderr]).toEqual([2, expect.stringMatching(/^"42" is no id of a job\./)]);
  });
});

it('says when nobody is at work', async () => {
  const idle = await startApp({ WORKERS: '0' });
  try {
    const { id: projectId } = await idle.newProject();
    const { body } = await idle.request('POST', `/projects/${projectId}/crawl-jobs`, {
      body: { name: 'alone', sources: [{ type: 'addresses', addresses: ['https://example.org/1.jpg'] }], start: true },
    });
    const child = spawn(process.execPath, ['dist/src/cli.js', 'jobs', 'follow', body.id], {
      env: { PATH: process.env.PATH ?? '', DATABASE_URL: idle.database.url },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => said.includes('No worker is at work: start the service, or npm run worker.'));
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
  } finally {
    await idle.close();
  }
});

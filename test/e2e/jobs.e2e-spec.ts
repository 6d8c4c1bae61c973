import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Database } from '../../src/database/database.service';
import { ChunkRun, RunLostError } from '../../src/jobs/chunk-run';
import { Claims } from '../../src/jobs/claims';
import { JobKinds } from '../../src/jobs/job-kinds';
import { JOB_COMMANDS, type JobStatus, statusAfter } from '../../src/jobs/job-state';
import { JobWorker } from '../../src/jobs/job-worker';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, startHostileWeb } from '../support/hostile-web';
import { encoded, photo } from '../support/pictures';
import { SILENT_FOR_LONG, WorkerProcesses } from '../support/worker-processes';

const PICTURE = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');

let app: TestApp;
let web: HostileWeb;
let claims: Claims;

beforeAll(async () => {
  app = await startApp({ JOBS_PER_PERSON: '1000' });
  web = await startHostileWeb();
  web.on('/*', file(PICTURE));
  claims = app.app.get(Claims);
});

afterAll(async () => {
  await app.close();
  await web.close();
});

beforeEach(async () => {
  await app.sql('delete from crawl_jobs');
  await app.sql(
    'update job_slots set run_id = null, chunk_id = null, project_id = null, worker_id = null, taken_at = null',
  );
  await app.sql('delete from job_workers');
});

/** A running job with so many chunks of one address each, none of which anybody works on. */
async function newJob(project: string, chunks: number): Promise<string> {
  const [job] = await app.sql<{ id: string }>(
    `insert into crawl_jobs (project_id, name, keywords, status, max_images, total_images) values ($1, 'j', '[]', 'running', $2, $2) returning id`,
    [project, chunks],
  );
  if (!job) throw new Error('the job was not made');
  await app.sql(
    `insert into images (crawl_job_id, project_id, original_url, filename, position, outcome)
      select $1, $2, $3 || n, n || '.jpg', n, 'pending' from generate_series(0, $4::int - 1) n`,
    [job.id, project, `${web.address}/`, chunks],
  );
  await app.sql(
    `insert into job_chunks (project_id, crawl_job_id, task, chunk_index, first_item, item_count)
      select $2, $1, 'fetch', n, n, 1 from generate_series(0, $3::int - 1) n`,
    [job.id, project, chunks],
  );
  return job.id;
}

const runOf = (chunk: NonNullable<Awaited<ReturnType<Claims['take']>>>) =>
  new ChunkRun(chunk, app.app.get(JobKinds).of(chunk.type), new AbortController().signal, app.app.get(Database));

const statuses = (job: string) =>
  app.sql<{ status: string; count: number }>(
    'select status, count(*)::int as count from job_chunks where crawl_job_id = $1 group by 1 order by 1',
    [job],
  );

describe('slots', () => {
  it('are thirty-five, however many ask at once', async () => {
    const { id: project } = await app.newProject();
    await newJob(project, 200);
    const worker = await claims.enter('test', 'pool');
    const taken = await Promise.all(Array.from({ length: 200 }, () => claims.take(worker)));
    const chunks = taken.filter((chunk) => chunk !== undefined);
    // Who finds a slot that somebody else is taking goes away; nobody takes a thirty-sixth.
    expect(chunks.length).toBeLessThanOrEqual(35);
    while ((await claims.take(worker)) !== undefined);
    const [held] = await app.sql(
      'select count(*)::int as slots, count(distinct chunk_id)::int as chunks from job_slots where run_id is not null',
    );
    expect(held).toEqual({ slots: 35, chunks: 35 });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
  });

  it('are shared between projects: ten chunks do not wait for a thousand', async () => {
    const [large, small] = [(await app.newProject()).id, (await app.newProject()).id];
    await newJob(large, 1000);
    await newJob(small, 10);
    const worker = await claims.enter('test', 'pool');
    const order: string[] = [];
    // Four at a time, as one process works.
    const running: NonNullable<Awaited<ReturnType<Claims['take']>>>[] = [];
    while (order.filter((project) => project === small).length < 10) {
      const chunk = await claims.take(worker);
      if (!chunk) throw new Error('nothing was left');
      order.push(chunk.project_id);
      running.push(chunk);
      if (running.length === 4) {
        const first = running.shift();
        if (first) {
          await claims.complete(runOf(first));
          await claims.free(first.run_id);
        }
      }
    }
    expect(order.length).toBeLessThanOrEqual(24);
  });
});

describe('a run', () => {
  it('writes nothing any more once its job is paused or cancelled, and its chunk is not done twice', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 2);
    const worker = await claims.enter('test', 'pool');
    const [one, two] = [await claims.take(worker), await claims.take(worker)];
    if (!one || !two) throw new Error('two chunks were there');
    await claims.complete(runOf(one));
    await expect(claims.complete(runOf(one))).rejects.toBeInstanceOf(RunLostError);
    expect(await app.request('POST', `/crawl-jobs/${job}/pause`)).toMatchObject({
      status: 200,
      body: { status: 'paused', completed_chunks: 1 },
    });
    await expect(runOf(two).write(() => Promise.resolve())).rejects.toBeInstanceOf(RunLostError);
    expect(await statuses(job)).toEqual([
      { status: 'completed', count: 1 },
      { status: 'held', count: 1 },
    ]);
    expect(await app.request('POST', `/crawl-jobs/${job}/resume`)).toMatchObject({
      status: 200,
      body: { status: 'running' },
    });
    await claims.free(two.run_id);
    const again = await claims.take(worker);
    expect(again).toMatchObject({ id: two.id });
    expect(again?.run_id).not.toBe(two.run_id);
    expect(await app.request('POST', `/crawl-jobs/${job}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    if (again) await expect(claims.complete(runOf(again))).rejects.toBeInstanceOf(RunLostError);
    expect(await app.request('GET', `/crawl-jobs/${job}`)).toMatchObject({
      body: { status: 'cancelled', completed_chunks: 1, failed_chunks: 0 },
    });
  });

  it('of a worker that is silent is given to another, and the silent one’s results are refused', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 1);
    const silent = await claims.enter('silent', 'silent pool');
    const lost = await claims.take(silent);
    if (!lost) throw new Error('a chunk was there');
    expect(await claims.bury()).toEqual([]);
    await app.sql(`update job_workers set seen_at = now() - interval '31 seconds' where id = $1`, [silent]);
    expect(await claims.bury()).toEqual(['silent']);
    expect(await claims.beat(silent, [lost.run_id])).toBeUndefined();
    const worker = await claims.enter('lively', 'pool');
    const again = await claims.take(worker);
    expect(again).toMatchObject({ id: lost.id, attempts: 2 });
    await expect(claims.complete(runOf(lost))).rejects.toBeInstanceOf(RunLostError);
    if (again) await claims.complete(runOf(again));
    expect(await statuses(job)).toEqual([{ status: 'completed', count: 1 }]);
  });

  it('that its worker has not let go of keeps its chunk from others, and nothing else', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 2);
    const worker = await claims.enter('test', 'pool');
    const first = await claims.take(worker);
    if (!first) throw new Error('two chunks were there');
    // Its worker hears of neither in time.
    for (const command of ['pause', 'resume'])
      expect(await app.request('POST', `/crawl-jobs/${job}/${command}`)).toMatchObject({ status: 200 });
    const next = await claims.take(worker);
    expect(next?.id).not.toBe(first.id);
    expect(next).toBeDefined();
    expect(await claims.take(worker)).toBeUndefined();
    await claims.free(first.run_id);
    expect(await claims.take(worker)).toMatchObject({ id: first.id });
  });

  it('of a worker that stops can be gone on with at once', async () => {
    const { id: project } = await app.newProject();
    await newJob(project, 1);
    const worker = await claims.enter('test', 'pool');
    const taken = await claims.take(worker);
    if (!taken) throw new Error('a chunk was there');
    await claims.abandon(runOf(taken));
    expect(await claims.take(worker)).toMatchObject({ id: taken.id, attempts: 1 });
  });

  it('whose job went to the trash and came back is gone on with, whenever its worker hears of it', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 1);
    const worker = await claims.enter('test', 'pool');
    const taken = await claims.take(worker);
    if (!taken) throw new Error('a chunk was there');
    expect(await app.request('DELETE', `/crawl-jobs/${job}`)).toMatchObject({ status: 204 });
    await expect(claims.complete(runOf(taken))).rejects.toBeInstanceOf(RunLostError);
    for (const command of ['restore', 'resume'])
      expect(await app.request('POST', `/crawl-jobs/${job}/${command}`)).toMatchObject({ status: 200 });
    await claims.shelve(runOf(taken));
    await claims.free(taken.run_id);
    expect(await claims.take(worker)).toMatchObject({ id: taken.id });
  });

  it('that its worker knows nothing of is given to another: the answer, or the end of it, was lost', async () => {
    const { id: project } = await app.newProject();
    await newJob(project, 1);
    const worker = await claims.enter('test', 'pool');
    const taken = await claims.take(worker);
    if (!taken) throw new Error('a chunk was there');
    // It may be on its way to the worker.
    await claims.beat(worker, []);
    await claims.bury();
    expect(await claims.take(worker)).toBeUndefined();
    await app.sql(`update job_slots set taken_at = taken_at - interval '11 seconds' where run_id = $1`, [taken.run_id]);
    await claims.beat(worker, [taken.run_id]);
    await claims.bury();
    expect(await claims.take(worker)).toBeUndefined();
    await claims.beat(worker, []);
    await claims.bury();
    expect(await claims.take(worker)).toMatchObject({ id: taken.id });
  });

  it('that ends each of its workers ends in failure, and the job with it', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 1);
    for (let attempt = 1; attempt <= 5; attempt++) {
      const worker = await claims.enter('victim', 'pool');
      expect(await claims.take(worker)).toMatchObject({ attempts: attempt });
      await app.sql(`update job_workers set seen_at = now() - interval '31 seconds' where id = $1`, [worker]);
      await claims.bury();
    }
    expect(await app.request('GET', `/crawl-jobs/${job}`)).toMatchObject({
      body: { status: 'failed', failed_chunks: 1 },
    });
  });

  it('that gets on is not held to have failed, however many workers end over it', async () => {
    const { id: project } = await app.newProject();
    const job = await newJob(project, 1);
    for (let kill = 1; kill <= 8; kill++) {
      const worker = await claims.enter('victim', 'pool');
      const taken = await claims.take(worker);
      if (!taken) throw new Error('the chunk is there again');
      await runOf(taken).advance(() => Promise.resolve());
      await app.sql(`update job_workers set seen_at = now() - interval '31 seconds' where id = $1`, [worker]);
      await claims.bury();
    }
    expect(await statuses(job)).toEqual([{ status: 'pending', count: 1 }]);
  });
});

describe('a source whose reader ends each of its workers', () => {
  it('has failed; what it and the others have named is fetched all the same', async () => {
    const { id: project } = await app.newProject();
    const { body: job } = await app.request('POST', `/projects/${project}/crawl-jobs`, {
      body: {
        name: 'j',
        sources: [
          { type: 'page', address: `${web.address}/gallery` },
          { type: 'addresses', addresses: [`${web.address}/1`, `${web.address}/2`] },
        ],
        start: true,
      },
    });
    for (let attempt = 1; attempt <= 5; attempt++) {
      const worker = await claims.enter('victim', 'pool');
      expect(await claims.take(worker)).toMatchObject({ task: 'discover', attempts: attempt });
      await app.sql(`update job_workers set seen_at = now() - interval '31 seconds' where id = $1`, [worker]);
      await claims.bury();
    }
    const { body } = await app.request('GET', `/crawl-jobs/${job.id as string}`);
    expect(body).toMatchObject({
      status: 'running',
      sources: [{ status: 'failed', message: expect.stringContaining('5 workers') as unknown }, { status: 'read' }],
    });
    expect(await claims.take(await claims.enter('lively', 'pool'))).toMatchObject({ task: 'fetch', item_count: 2 });
  });
});

describe('commands', () => {
  it('lead where the model says, in any order, with results that come late', async () => {
    const { id: project } = await app.newProject();
    const worker = await claims.enter('test', 'pool');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...JOB_COMMANDS, 'take' as const, 'finish' as const), { maxLength: 12 }),
        async (steps) => {
          const { body: made } = await app.request('POST', `/projects/${project}/crawl-jobs`, {
            body: { name: 'j', sources: [{ type: 'addresses', addresses: [`${web.address}/1`] }] },
          });
          let status: JobStatus = 'pending';
          let held: Awaited<ReturnType<Claims['take']>>;
          let isTheirs = false;
          for (const step of steps)
            if (step === 'take') {
              const taken = await claims.take(worker);
              if (!taken) continue;
              if (held) await claims.free(held.run_id);
              [held, isTheirs] = [taken, true];
            } else if (step === 'finish') {
              if (!held) continue;
              const done = await claims.complete(runOf(held), 'Nothing came.').then(
                () => true,
                () => false,
              );
              expect(done).toBe(isTheirs && status === 'running');
              // The only chunk, and not a picture came.
              if (done) status = 'failed';
              await claims.free(held.run_id);
              isTheirs = false;
            } else {
              const next = statusAfter(status, step);
              const { status: answer } = await app.request('POST', `/crawl-jobs/${made.id as string}/${step}`);
              expect(answer).toBe(next === undefined ? 409 : 200);
              if (next === undefined || next === status) continue;
              status = next;
              if (step !== 'start') isTheirs = false;
            }
          expect((await app.request('GET', `/crawl-jobs/${made.id as string}`)).body.status).toBe(status);
          if (held) await claims.free(held.run_id);
          await app.sql('delete from crawl_jobs');
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('workers of their own', () => {
  let workers: WorkerProcesses;
  beforeAll(() => {
    workers = new WorkerProcesses(app);
  });
  afterAll(() => workers.end('SIGKILL'));

  /** Kills the one worker in the middle of what it does; another, which hears of half a minute of silence, takes over. */
  const replaced = async () => {
    const [victim] = workers.alive;
    await workers.end('SIGKILL');
    await app.sql(SILENT_FOR_LONG, [String(victim)]);
    workers.start();
  };

  it('take over from one that is killed: every picture is there once, and has one verdict', async () => {
    const { id: project } = await app.newProject();
    const photos = await Promise.all(Array.from({ length: 6 }, (_, seed) => encoded(photo(seed, 500, 400), 'jpeg')));
    const addresses = Array.from({ length: 300 }, (_, nth) => `${web.address}/slow/${String(nth)}.jpg`);
    web.on('/slow/*', (request, response) => {
      setTimeout(() => {
        const nth = Number(/\d+/.exec(request.url ?? ''));
        // What stands after its end is no part of a picture, and makes each another file.
        file(Buffer.concat([photos[nth % 6] ?? PICTURE, Buffer.from(request.url ?? '')]))(request, response);
      }, 50);
    });
    workers.start();
    const { body: job } = await app.request('POST', `/projects/${project}/crawl-jobs`, {
      body: { name: 'j', sources: [{ type: 'addresses', addresses }], start: true },
    });
    const figures = async () => (await app.request('GET', `/crawl-jobs/${job.id as string}`)).body;
    while ((await figures()).downloaded_images === 0) await sleep(50);
    await replaced();
    while (!(await figures()).is_completed) await sleep(100);
    expect(await figures()).toMatchObject({
      ...{ status: 'completed', downloaded_images: 300, failed_images: 0, completed_chunks: 1 },
    });
    const rows = await app.sql<{ original_url: string; sha256: string }>(
      `select original_url, sha256 from images where crawl_job_id = $1 and outcome = 'downloaded' order by position`,
      [job.id],
    );
    expect(rows.map(({ original_url }) => original_url)).toEqual(addresses);
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(300);

    // Until the kill comes in the middle.
    for (let wasRunning = false; !wasRunning;) {
      const { body: validation } = await app.request('POST', `/crawl-jobs/${job.id as string}/validation-jobs`, {
        body: { name: 'v', level: 'basic' },
      });
      const address = `/validation-jobs/${validation.id as string}`;
      const judged = async () => (await app.request('GET', address)).body;
      while ((await judged()).validated_images === 0) await sleep(10);
      await replaced();
      const killed = await judged();
      wasRunning = killed.validated_images < 300;
      while (!(await judged()).is_completed) await sleep(100);
      expect(await judged()).toMatchObject({
        ...{ status: 'completed', total_images: 300, validated_images: 300, invalid_images: 0, error_message: null },
      });
      const [results] = await app.sql(
        'select count(*)::int as results, count(distinct image_id)::int as images from validation_results where validation_job_id = $1',
        [validation.id],
      );
      expect(results).toEqual({ results: 300, images: 300 });
    }
    await workers.end('SIGTERM');
    expect(await app.sql('select from job_slots where run_id is not null')).toEqual([]);
  });
});

it('goes on when a worker cannot enter itself, though it was sent for already', async () => {
  const { id: project } = await app.newProject();
  const { body: job } = await app.request('POST', `/projects/${project}/crawl-jobs`, {
    body: { name: 'j', sources: [{ type: 'addresses', addresses: [`${web.address}/1`] }], start: true },
  });
  const entering = jest.spyOn(claims, 'enter').mockImplementationOnce(async () => {
    // The queue has given it something to do in the meantime.
    while ((await app.sql('select from graphile_worker._private_jobs where locked_at is not null')).length === 0)
      await sleep(20);
    throw new Error('the connection was lost');
  });
  app.app.get(JobWorker).start(1);
  while (!(await app.request('GET', `/crawl-jobs/${job.id as string}`)).body.is_completed) await sleep(50);
  expect(entering.mock.calls.length).toBeGreaterThan(1);
});

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContentStore } from '../../src/files/content-store';
import { StoredFiles } from '../../src/files/stored-files';
import { Decoders } from '../../src/datasets/validation/decoders';
import { type Check, type Finding, type PictureFacts, registerCheck } from '../../src/datasets/validation/engine';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, redirect, robots, startHostileWeb } from '../support/hostile-web';
import { blackPng, encoded, flat, photo } from '../support/pictures';

const HOW_MANY = 60;

let app: TestApp;
let web: HostileWeb;
let project: { id: string };
/** A crawl of {@link HOW_MANY} pictures, none like another. */
let crawl: string;
const pictures: Buffer[] = [];
const path = (nth: number) => `/${String(nth)}.jpg`;

beforeAll(async () => {
  app = await startApp({ WORKERS: '2', CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  web = await startHostileWeb();
  project = await app.newProject();
  for (let nth = 0; nth < HOW_MANY; nth++) {
    const bytes = await encoded(photo(500 + nth, 80, 60), 'jpeg');
    pictures.push(bytes);
    web.on(path(nth), file(bytes));
  }
  crawl = await crawled(pictures.map((_, nth) => web.address + path(nth)));
});

afterAll(async () => {
  await app.close();
  await web.close();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const post = async (address: string, body: object = {}) => {
  const response = await app.request('POST', address, { body });
  expect([200, 201, 202]).toContain(response.status);
  return response.body;
};

const get = async (address: string) => (await app.request('GET', address)).body;

const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await sleep(50);
};

const settled = async (address: string) => {
  await until(async () => (await get(address)).is_completed);
  return get(address);
};

/** Nobody works on anything. */
const atRest = () => until(async () => (await app.sql('select from job_slots where run_id is not null')).length === 0);

const started = (addresses: string[]) =>
  post(`/projects/${project.id}/crawl-jobs`, {
    name: 'harbours',
    sources: [{ type: 'addresses', addresses }],
    start: true,
  });

const crawled = async (addresses: string[]): Promise<string> => {
  const { id } = await started(addresses);
  await settled(`/crawl-jobs/${id}`);
  return id;
};

const validated = async (id: string, body: object = {}) => {
  const job = await post(`/crawl-jobs/${id}/validation-jobs`, { name: 'look', ...body });
  return settled(`/validation-jobs/${job.id}`);
};

const resultsOf = async (id: string): Promise<Record<string, any>> => {
  const { items } = await get(`/validation-jobs/${id}/results?limit=100`);
  return Object.fromEntries(items.map((item: { filename: string }) => [item.filename, item]));
};

/** A gate that opens once, and whoever has come to it. */
function newGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const gate = {
    waiting: 0,
    open,
    pass: async () => {
      gate.waiting++;
      await opened;
    },
  };
  return gate;
}

describe('a job that is cancelled while it runs', () => {
  it('of a crawl keeps what is there, takes no late picture, and goes on when it is tried again', async () => {
    const gate = newGate();
    web.on('/late/*', (request, response) => {
      const nth = Number(/\d+/.exec(request.url ?? ''));
      const serve = () => {
        file(pictures[nth] ?? '')(request, response);
      };
      // From a number on, only when the job is cancelled.
      if (nth < 52) serve();
      else void gate.pass().then(serve);
    });
    const { id } = await started(pictures.map((_, nth) => `${web.address}/late${path(nth)}`));
    const address = `/crawl-jobs/${id}`;
    await until(async () => (await get(address)).downloaded_images > 0 && gate.waiting > 0);
    const cancelled = await post(`${address}/cancel`);
    expect(cancelled).toMatchObject({ status: 'cancelled', is_completed: true, failed_images: 0, active_chunks: 0 });
    gate.open();
    await atRest();
    expect(await get(address)).toMatchObject({
      ...{ status: 'cancelled', downloaded_images: cancelled.downloaded_images, failed_images: 0 },
      ...{ completed_chunks: 0, failed_chunks: 0 },
    });
    const [counted] = await app.sql(
      `select count(*) filter (where outcome = 'downloaded')::int as there, count(*) filter (where outcome <> 'downloaded' and outcome <> 'pending')::int as others
        from images where crawl_job_id = $1`,
      [id],
    );
    expect(counted).toEqual({ there: cancelled.downloaded_images, others: 0 });
    expect(await app.app.get(ContentStore).removeStrays(0)).toEqual({ files: 0, bytes: 0 });
    await post(`${address}/retry`);
    expect(await settled(address)).toMatchObject({ status: 'completed', downloaded_images: HOW_MANY });
    expect(web.count(`/late${path(0)}`)).toBe(1);
  });

  it('of a validation keeps what was judged, takes no late verdict, and makes room for another', async () => {
    const gate = newGate();
    const { pool } = app.app.get(Decoders);
    const examine = pool.examine.bind(pool);
    let begun = 0;
    jest.spyOn(pool, 'examine').mockImplementation(async (...given) => {
      if (++begun > 27) await gate.pass();
      return examine(...given);
    });
    const { id } = await post(`/crawl-jobs/${crawl}/validation-jobs`, { name: 'look' });
    const address = `/validation-jobs/${id}`;
    await until(async () => (await get(address)).validated_images > 0 && gate.waiting > 0);
    const cancelled = await post(`${address}/cancel`);
    expect(cancelled).toMatchObject({ status: 'cancelled', is_completed: true });
    gate.open();
    await atRest();
    expect(await get(address)).toMatchObject({ status: 'cancelled', validated_images: cancelled.validated_images });
    const results = await app.sql('select from validation_results where validation_job_id = $1', [id]);
    expect(results).toHaveLength(cancelled.validated_images);
    jest.restoreAllMocks();
    expect(await validated(crawl)).toMatchObject({ status: 'completed', validated_images: HOW_MANY });
  });

  it('of an export leaves no file, also when it is being written', async () => {
    const store = app.app.get(ContentStore);
    const before = await app.app.get(StoredFiles).verify();
    const gate = newGate();
    const open = store.open.bind(store);
    jest.spyOn(store, 'open').mockImplementation(async (...given) => {
      await gate.pass();
      return open(...given);
    });
    const { id } = await post(`/crawl-jobs/${crawl}/export-jobs`, { name: 'never', format: 'zip' });
    await until(() => Promise.resolve(gate.waiting > 0));
    expect(await post(`/export-jobs/${id}/cancel`)).toMatchObject({ status: 'cancelled', is_completed: true });
    gate.open();
    await atRest();
    expect(await get(`/export-jobs/${id}`)).toMatchObject({
      ...{ status: 'cancelled', file_sha256: null, download_url: null, manifest: null },
    });
    expect(await store.removeStrays(0)).toEqual({ files: 0, bytes: 0 });
    // It may have been in the store already, where nobody refers to it.
    await app.app.get(StoredFiles).sweep(0);
    expect(await app.app.get(StoredFiles).verify()).toEqual(before);
  });
});

describe('a crawl of a hostile site', () => {
  it('says who has refused, and goes nowhere that is not public', async () => {
    const site = await startHostileWeb();
    site.on('/robots.txt', robots('User-agent: *\nDisallow: /private/'));
    site.on('/private/a.jpg', file(pictures[0] ?? ''));
    site.on('/open/a.jpg', file(pictures[1] ?? ''));
    for (const [name, to] of Object.entries({
      'to-robots': '/private/a.jpg',
      'to-inside': 'http://10.0.0.1/a.jpg',
      'to-metadata': 'http://169.254.169.254/latest/meta-data/',
      'to-file': 'file:///etc/passwd',
    }))
      site.on(`/open/${name}.jpg`, redirect(to));
    const names = ['open/a', 'private/a', 'open/to-robots', 'open/to-inside', 'open/to-metadata', 'open/to-file'];
    const job = await crawled(names.map((name) => `${site.address}/${name}.jpg`));
    const { body } = await app.request('GET', `/crawl-jobs/${job}/images`);
    expect(
      body.items.map(({ outcome, failure_code }: Record<string, string | null>) => [outcome, failure_code]),
    ).toEqual([
      ...[
        ['downloaded', null],
        ['refused', 'robots_refused'],
        ['refused', 'robots_refused'],
      ],
      ...[
        ['refused', 'address_refused'],
        ['refused', 'address_refused'],
        ['failed', 'address_invalid'],
      ],
    ]);
    expect(await get(`/crawl-jobs/${job}`)).toMatchObject({
      status: 'completed',
      message: expect.stringContaining('2 were forbidden by robots.txt') as unknown,
    });
    expect(site.count('/private/a.jpg')).toBe(0);
    // What was refused is not asked for again, as nobody has failed.
    expect((await app.request('POST', `/crawl-jobs/${job}/retry`)).status).toBe(200);
    expect(await settled(`/crawl-jobs/${job}`)).toMatchObject({ downloaded_images: 1, failed_images: 5 });
    await site.close();
  });

  it('is judged: what dead links lead to is a placeholder, a bomb is not set off', async () => {
    const placeholder = await encoded(photo(900, 120, 90), 'jpeg');
    web.on('/not-found.jpg', file(placeholder));
    web.on('/dead/*', redirect('/not-found.jpg'));
    web.on('/bomb.png', file(blackPng(20_000, 20_000), 'image/png'));
    const dead = Array.from({ length: 5 }, (_, nth) => `${web.address}/dead/${String(nth)}.jpg`);
    const job = await crawled([...dead, `${web.address}/bomb.png`, web.address + path(1)]);
    const validation = await validated(job, {
      validation_rules: { exact_duplicates: false, near_duplicates: null, min_bytes: 0 },
    });
    const results = await resultsOf(validation.id);
    expect(Object.fromEntries(Object.entries(results).map(([name, { verdict }]) => [name, verdict]))).toEqual({
      ...Object.fromEntries(dead.map((_, nth) => [`${String(nth)}.jpg`, 'placeholder'])),
      'bomb.png': 'unsupported',
      '1.jpg': 'ok',
    });
  });

  it('is judged: four dead links that lead to one picture are no more than four', async () => {
    const few = Array.from({ length: 4 }, (_, nth) => `${web.address}/dead/few-${String(nth)}.jpg`);
    const validation = await validated(await crawled(few), {
      validation_rules: { exact_duplicates: false, near_duplicates: null, min_bytes: 0 },
    });
    const verdicts = Object.values(await resultsOf(validation.id)).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['ok', 'ok', 'ok', 'ok']);
  });
});

it('a hundred pictures of one colour each are near duplicates of nothing', async () => {
  for (let nth = 0; nth < 100; nth++)
    web.on(`/flat/${String(nth)}.png`, file(await encoded(flat(nth), 'png'), 'image/png'));
  const job = await crawled(Array.from({ length: 100 }, (_, nth) => `${web.address}/flat/${String(nth)}.png`));
  const rules = { exact_duplicates: false, placeholders: false, near_duplicates: { distance: 10, mirrored: true } };
  const { id } = await validated(job, { validation_rules: rules });
  expect(await get(`/validation-jobs/${id}/statistics`)).toMatchObject({
    images: 100,
    duplicates: { groups: 0, images: 0 },
  });
});

/** A validator of one's own. */
class Landscape implements Check {
  readonly name = 'landscape';
  readonly level = 'basic';

  judge({ width, height }: PictureFacts): Finding | null {
    if (width === null || height === null) return null;
    return width >= height ? { passed: true } : { passed: false, detail: 'The picture is higher than wide.' };
  }
}

it('a validator of one’s own is one registered class', async () => {
  web.on('/wide.jpg', file(await encoded(photo(901, 160, 90), 'jpeg')));
  web.on('/tall.jpg', file(await encoded(photo(902, 90, 160), 'jpeg')));
  const job = await crawled(['/wide.jpg', '/tall.jpg'].map((name) => web.address + name));
  const takeBack = registerCheck(new Landscape());
  try {
    const validation = await validated(job);
    const results = await resultsOf(validation.id);
    expect(results['wide.jpg']).toMatchObject({ verdict: 'ok', is_valid: true });
    expect(results['tall.jpg']).toMatchObject({
      ...{ verdict: 'rejected', is_valid: false },
      issues: [{ check: 'landscape', detail: 'The picture is higher than wide.' }],
    });
    expect((await get(`/validation-jobs/${validation.id}/statistics`)).checks).toContainEqual({
      ...{ check: 'landscape', passed: 1, failed: 1, remarked: 0 },
    });
  } finally {
    takeBack();
  }
  expect((await resultsOf((await validated(job)).id))['tall.jpg']).toMatchObject({ verdict: 'ok' });
});

it('decoders that are killed while they judge cost no picture its verdict', async () => {
  const { pool } = app.app.get(Decoders);
  const { working, idle } = pool as unknown as Record<'working' | 'idle', Iterable<{ child: ChildProcess }>>;
  const { id } = await post(`/crawl-jobs/${crawl}/validation-jobs`, { name: 'look' });
  const state = { isOver: false };
  const over = settled(`/validation-jobs/${id}`).finally(() => (state.isOver = true));
  // One at a time, so that no picture is in work at two deaths of its decoder.
  for (let kills = 0; kills < 5 && !state.isOver; kills++) {
    // One that is no more, though it stands there yet, cannot be killed again.
    const [victim] = [...working, ...idle];
    victim?.child.kill('SIGKILL');
    await sleep(300);
  }
  expect(await over).toMatchObject({ status: 'completed', validated_images: HOW_MANY, invalid_images: 0 });
});

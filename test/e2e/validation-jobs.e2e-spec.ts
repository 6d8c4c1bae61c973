import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, startHostileWeb } from '../support/hostile-web';
import { encoded, flat, photo, truncated } from '../support/pictures';

interface Result {
  filename: string;
  image_id: string;
  verdict: string;
  is_valid: boolean;
  is_excluded: boolean;
  is_removed: boolean;
  duplicate_group: string | null;
  issues: { check: string; detail: string }[];
  checks: { check: string; passed: boolean; score?: number }[];
}

let app: TestApp;
let web: HostileWeb;
let project: { id: string };
/** A crawl of the pictures below, in their order. */
let crawl: { id: string };

const PICTURES: Record<string, () => Promise<Buffer>> = {
  'good.jpg': () => encoded(photo(1), 'jpeg'),
  'copy.jpg': () => encoded(photo(1), 'jpeg'),
  'again.webp': () => photo(1).webp({ quality: 60 }).toBuffer(),
  'half.jpg': async () =>
    sharp(await encoded(photo(1), 'jpeg'))
      .resize(200)
      .jpeg()
      .toBuffer(),
  'mirrored.jpg': async () =>
    sharp(await encoded(photo(1), 'jpeg'))
      .flop()
      .jpeg({ quality: 95 })
      .toBuffer(),
  'other.png': () => encoded(photo(2), 'png'),
  'broken.jpg': async () => truncated(await encoded(photo(3), 'jpeg')),
  'flat.png': () => encoded(flat(1), 'png'),
  'flat-too.png': () => encoded(flat(2), 'png'),
  // The extension lies; the content begins as a JPEG does, so that it is kept.
  'nothing.jpg': () => Promise.resolve(Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(2000, 'text ')])),
};
const PLACEHOLDERS = Array.from({ length: 5 }, (_, nth) => `gone-${String(nth)}.jpg`);

beforeAll(async () => {
  app = await startApp({ WORKERS: '3', CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  web = await startHostileWeb();
  project = await app.newProject();
  for (const [name, make] of Object.entries(PICTURES)) web.on(`/${name}`, file(await make()));
  const placeholder = await encoded(photo(4), 'jpeg');
  for (const name of PLACEHOLDERS) web.on(`/${name}`, file(placeholder));
  crawl = await newCrawl();
});

afterAll(async () => {
  await app.close();
  await web.close();
});

const settled = async (path: string) => {
  for (;;) {
    const { body } = await app.request('GET', path);
    if (body.is_completed) return body;
    await sleep(100);
  }
};

const newCrawl = async () => {
  const addresses = [...Object.keys(PICTURES), ...PLACEHOLDERS].map((name) => `${web.address}/${name}`);
  const { status, body } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, {
    body: { name: 'harbours', sources: [{ type: 'addresses', addresses }], start: true },
  });
  expect(status).toBe(201);
  expect(await settled(`/crawl-jobs/${body.id}`)).toMatchObject({ downloaded_images: addresses.length });
  return body;
};

const validate = async (body: object, id = crawl.id) => {
  const { status, body: job } = await app.request('POST', `/crawl-jobs/${id}/validation-jobs`, {
    body: { name: 'first look', ...body },
  });
  expect({ status, job }).toMatchObject({ status: 201, job: { status: 'running', is_running: true } });
  return settled(`/validation-jobs/${job.id}`);
};

const resultsOf = async (id: string, query = ''): Promise<Record<string, Result>> => {
  const { status, body } = await app.request('GET', `/validation-jobs/${id}/results?limit=100${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.items.map((item: Result) => [item.filename, item]));
};

const verdictsOf = (results: Record<string, Result>) =>
  Object.fromEntries(Object.entries(results).map(([name, { verdict }]) => [name, verdict]));

const bytesOf = async (path: string) => {
  const response = await fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${app.admin}` } });
  return { status: response.status, type: response.headers.get('content-type'), bytes: await response.arrayBuffer() };
};

const STANDARD = {
  'good.jpg': 'ok',
  'copy.jpg': 'duplicate',
  'again.webp': 'duplicate',
  'half.jpg': 'duplicate',
  'mirrored.jpg': 'ok',
  'other.png': 'ok',
  'broken.jpg': 'recoverable',
  'flat.png': 'rejected',
  'flat-too.png': 'rejected',
  'nothing.jpg': 'corrupt',
  ...Object.fromEntries(PLACEHOLDERS.map((name) => [name, 'placeholder'])),
};

describe('a validation of standard level', () => {
  let job: Record<string, unknown> & { id: string };
  let results: Record<string, Result>;

  beforeAll(async () => {
    job = await validate({});
    results = await resultsOf(job.id);
  });

  it('judges every picture, and finds copies, pictures that look alike, and what stands for all that is gone', async () => {
    expect(job).toMatchObject({
      ...{ status: 'completed', level: 'standard', error_message: null, progress: 100, success_rate: 100 },
      ...{ total_images: 15, validated_images: 15, invalid_images: 11, rules_version: 1 },
    });
    expect(verdictsOf(results)).toEqual(STANDARD);
    const { body } = await app.request('GET', `/crawl-jobs/${crawl.id}`);
    expect(body).toMatchObject({ valid_images: 4, success_rate: 26.67 });
  });

  it('says of each what is wrong, check by check', () => {
    const good = results['good.jpg'];
    expect(good).toMatchObject({ is_valid: true, issues: [], format: 'jpeg', width: 400, height: 300 });
    expect(results['copy.jpg']?.issues).toEqual([
      {
        check: 'exact_duplicates',
        detail: `The bytes are the same as those of "good.jpg" (image ${String(good?.image_id)}).`,
      },
    ]);
    expect(results['half.jpg']?.issues.map(({ check }) => check)).toEqual(['near_duplicates']);
    expect(results['broken.jpg']).toMatchObject({ is_valid: true, issues: [{ check: 'integrity' }] });
    expect(results['flat.png']?.issues.map(({ check }) => check)).toContain('low_information');
    for (const name of ['good.jpg', 'copy.jpg', 'again.webp', 'half.jpg'])
      expect(results[name]?.duplicate_group).toBe(good?.image_id);
    // Flat pictures have a hash that says nothing.
    expect(results['flat.png']?.duplicate_group).toBeNull();
    for (const result of Object.values(results))
      expect(result).toMatchObject({
        checks_passed: result.checks.filter(({ passed }) => passed).length,
        checks_failed: result.checks.filter(({ passed }) => !passed).length,
        is_valid: result.checks.every(({ passed }) => passed),
      });
  });

  it('lists by verdict and by validity', async () => {
    expect(Object.keys(await resultsOf(job.id, '&verdict=placeholder'))).toEqual(PLACEHOLDERS);
    expect(Object.keys(await resultsOf(job.id, '&is_valid=true'))).toEqual([
      'good.jpg',
      'mirrored.jpg',
      'other.png',
      'broken.jpg',
    ]);
    const { body } = await app.request('GET', `/crawl-jobs/${crawl.id}/images?verdict=duplicate`);
    expect(body.items).toHaveLength(3);
  });

  it('sums up, and shows it', async () => {
    const { body } = await app.request('GET', `/validation-jobs/${job.id}/statistics`);
    expect(body).toMatchObject({
      images: 15,
      verdicts: { placeholder: 5, duplicate: 3, ok: 3, rejected: 2, recoverable: 1, corrupt: 1 },
      duplicates: { groups: 2, images: 9 },
    });
    expect(body.checks).toContainEqual({ check: 'placeholders', passed: 10, failed: 5, remarked: 0 });
    const dark = body.histograms.find(({ name }: { name: string }) => name === 'dark');
    expect(dark.threshold).toBe(0.2);
    expect(dark.bins.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(14);
    const sheet = await bytesOf(`/crawl-jobs/${crawl.id}/contact-sheet.jpg`);
    expect(sheet).toMatchObject({ status: 200, type: 'image/jpeg' });
    expect(await sharp(Buffer.from(sheet.bytes)).metadata()).toMatchObject({ format: 'jpeg', width: 10 * 158 + 8 });
    expect(await bytesOf(`/crawl-jobs/${crawl.id}/contact-sheet.jpg?page=2`)).toMatchObject({ status: 404 });
    const svg = await bytesOf(`/crawl-jobs/${crawl.id}/histograms.svg`);
    expect(svg).toMatchObject({ status: 200, type: expect.stringContaining('image/svg+xml') as unknown });
    const text = Buffer.from(svg.bytes).toString();
    expect(text).toContain('<title>low information</title>');
    // It can be drawn, so it is well-formed.
    expect(await sharp(Buffer.from(text)).metadata()).toMatchObject({ format: 'svg' });
  });
});

it('loses no result while others are being written', async () => {
  const names = Array.from({ length: 60 }, (_, nth) => `small-${String(nth)}.png`);
  for (const [nth, name] of names.entries()) web.on(`/${name}`, file(await encoded(flat(nth, 60, 60), 'png')));
  // Still in work when the first of the others are written.
  web.on('/large.png', file(await encoded(flat(1, 9000, 7000), 'png')));
  const addresses = ['large.png', ...names].map((name) => `${web.address}/${name}`);
  const { body } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, {
    body: { name: 'one is slow', sources: [{ type: 'addresses', addresses }], start: true },
  });
  await settled(`/crawl-jobs/${body.id}`);
  expect(await validate({}, body.id)).toMatchObject({ total_images: 61, validated_images: 61, error_message: null });
});

it('judges again by other rules, from the store and not from the web', async () => {
  const asked = web.requests.length;
  const basic = await resultsOf((await validate({ level: 'basic' })).id);
  expect(verdictsOf(basic)).toMatchObject({
    ...{ 'good.jpg': 'ok', 'copy.jpg': 'duplicate', 'again.webp': 'ok', 'flat.png': 'ok', 'nothing.jpg': 'corrupt' },
    ...{ 'gone-0.jpg': 'ok', 'gone-1.jpg': 'duplicate' },
  });
  const strict = await resultsOf((await validate({ level: 'strict' })).id);
  expect(verdictsOf(strict)).toMatchObject({ 'good.jpg': 'ok', 'broken.jpg': 'rejected', 'flat.png': 'rejected' });
  const rules = { near_duplicates: { mirrored: true }, exact_duplicates: false, min_width: 300, placeholders: false };
  const mirrored = await resultsOf((await validate({ validation_rules: rules })).id);
  expect(verdictsOf(mirrored)).toMatchObject({
    ...{ 'good.jpg': 'ok', 'copy.jpg': 'duplicate', 'mirrored.jpg': 'duplicate', 'half.jpg': 'duplicate' },
    ...{ 'other.png': 'ok', 'gone-0.jpg': 'ok', 'gone-4.jpg': 'duplicate' },
  });
  expect(mirrored['half.jpg']?.issues.map(({ check }) => check)).toEqual(['dimensions', 'near_duplicates']);
  expect(web.requests).toHaveLength(asked);
});

it('refuses wrong rules, what is not there yet or still comes, and a second job at a time', async () => {
  const post = (body: object, id = crawl.id) =>
    app.request('POST', `/crawl-jobs/${id}/validation-jobs`, { body: { name: 'refused', ...body } });
  const refused = await post({ validation_rules: { min_width: -1, near_duplicates: { distance: 11 }, nonsense: 1 } });
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/validation_rules/min_width',
    '/validation_rules/near_duplicates/distance',
    '/validation_rules/nonsense',
  ]);
  expect(await post({ level: 'lenient' })).toMatchObject({ status: 400 });
  const { body: empty } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, { body: { name: 'empty' } });
  expect(await post({}, empty.id)).toMatchObject({ status: 409 });
  await app.sql(`update crawl_jobs set status = 'running' where id = $1`, [empty.id]);
  expect(await post({}, empty.id)).toMatchObject({ status: 409 });
  const other = await newCrawl();
  await app.sql(
    `insert into validation_jobs (project_id, crawl_job_id, name, status) values ($1, $2, 'first', 'running')`,
    [project.id, other.id],
  );
  expect(await post({}, other.id)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('"first"') as unknown },
  });
});

it('leaves duplicates out of exports, or removes them, when that is asked for', async () => {
  const other = await newCrawl();
  const quarantined = await resultsOf((await validate({ duplicates: 'quarantine' }, other.id)).id);
  const names = (results: Record<string, Result>, of: (result: Result) => boolean) =>
    Object.entries(results).flatMap(([name, result]) => (of(result) ? [name] : []));
  const duplicates = ['copy.jpg', 'again.webp', 'half.jpg'];
  expect(names(quarantined, ({ is_excluded }) => is_excluded)).toEqual(duplicates);
  const job = await validate({ duplicates: 'remove' }, other.id);
  const removed = await resultsOf(job.id);
  expect(names(removed, ({ is_removed }) => is_removed)).toEqual(duplicates);
  const { body: images } = await app.request('GET', `/crawl-jobs/${other.id}/images?limit=100`);
  expect(images.items).toHaveLength(12);
  const back = await app.request('POST', `/images/${String(removed['copy.jpg']?.image_id)}/restore`);
  expect(back).toMatchObject({ status: 200, body: { verdict: 'duplicate' } });
});

it('is cancelled, deleted and brought back as what it was', async () => {
  const job = await validate({});
  const cancelled = await app.request('POST', `/validation-jobs/${job.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'completed' } });
  await app.sql(`update validation_jobs set status = 'running', completed_at = null where id = $1`, [job.id]);
  expect(await app.request('DELETE', `/validation-jobs/${job.id}`)).toMatchObject({ status: 204 });
  expect(await app.request('GET', `/validation-jobs/${job.id}`)).toMatchObject({ status: 404 });
  const restored = await app.request('POST', `/validation-jobs/${job.id}/restore`);
  expect(restored).toMatchObject({ status: 200, body: { status: 'cancelled', is_completed: true } });
  expect(restored.body.completed_at).not.toBeNull();
  expect(await app.request('GET', `/validation-jobs/${job.id}/statistics`)).toMatchObject({ status: 409 });
});

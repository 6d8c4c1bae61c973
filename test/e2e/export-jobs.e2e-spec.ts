import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { type ReadEntries, readTar, readTarGz, readZip } from '../support/archives';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, startHostileWeb, status } from '../support/hostile-web';

const HOW_MANY = 10;

let app: TestApp;
let web: HostileWeb;
let project: { id: string };
let pictures: Buffer[];
let crawlJob: string;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const path = (nth: number) => `/${String(nth)}.jpg`;

beforeAll(async () => {
  app = await startApp({ WORKERS: '3', CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  web = await startHostileWeb();
  project = await app.newProject();
  pictures = await Promise.all(
    Array.from({ length: HOW_MANY }, (_, nth) =>
      sharp({
        create: { width: 40 + nth, height: 30, channels: 3, background: { r: 20 * nth, g: 90, b: 200 - 20 * nth } },
      })
        .jpeg()
        .toBuffer(),
    ),
  );
  pictures.forEach((bytes, nth) => web.on(path(nth), file(bytes)));
  crawlJob = await crawled(pictures.map((_, nth) => web.address + path(nth)));
});

afterAll(async () => {
  await app.close();
  await web.close();
});

const settled = async (address: string, isSettled = (body: any): boolean => body.is_completed) => {
  for (;;) {
    const { body } = await app.request('GET', address);
    if (isSettled(body)) return body;
    await sleep(50);
  }
};

const crawled = async (addresses: string[]): Promise<string> => {
  const { body } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, {
    body: { name: 'harbours', labels: ['harbour'], sources: [{ type: 'addresses', addresses }], start: true },
  });
  expect(await settled(`/crawl-jobs/${body.id}`)).toMatchObject({ status: 'completed' });
  return body.id;
};

const exported = async (body: object, of = crawlJob) => {
  const response = await app.request('POST', `/crawl-jobs/${of}/export-jobs`, {
    body: { name: 'my harbours', ...body },
  });
  expect(response).toMatchObject({
    status: 202,
    body: { status: 'running', is_running: true, is_completed: false, is_expired: false, download_url: null },
  });
  expect(response.headers.get('location')).toBe(`/api/v1/export-jobs/${response.body.id}`);
  return settled(`/export-jobs/${response.body.id}`);
};

const download = (url: string, headers: Record<string, string> = {}) => fetch(app.origin + url, { headers });
const bytesOf = async (url: string) => Buffer.from(await (await download(url)).arrayBuffer());

/** The list of pictures in an archive, whose files are compared with it. */
const listed = (entries: ReadEntries) => {
  const text = String(entries.find(({ name }) => name === 'pictures.ndjson')?.body);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('formats', () => {
  const READERS = { zip: readZip, tar: readTar, 'tar.gz': readTarGz } as const;

  it.each(Object.entries(READERS))('%s holds what was crawled, as it was served', async (format, read) => {
    const job = await exported({ format });
    expect(job).toMatchObject({
      status: 'completed',
      progress: 100,
      ...{ total_images: HOW_MANY, exported_images: HOW_MANY, success_rate: 100, is_expired: false },
      export_options: { only_valid: false, filter: {}, splits: null, metadata: true, suffix: null },
      file_name: `my-harbours.${format}`,
      manifest: { counts: { pictures: HOW_MANY, formats: { jpeg: HOW_MANY } }, files: [{ size: job.file_size }] },
      error_message: null,
    });
    const response = await download(job.download_url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain(`my-harbours.${format}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.length, sha256(bytes)]).toEqual([job.file_size, job.file_sha256]);
    const entries = await read(bytes);
    const list = listed(entries);
    expect(list.map(({ original_url }) => original_url)).toEqual(pictures.map((_, nth) => web.address + path(nth)));
    for (const [nth, one] of list.entries()) {
      expect(entries.find(({ name }) => name === one.path)?.body.equals(pictures[nth] ?? Buffer.alloc(0))).toBe(true);
      expect(one).toMatchObject({
        sha256: sha256(pictures[nth] ?? Buffer.alloc(0)),
        labels: ['harbour'],
        provenance: { status: 200 },
      });
    }
    expect(entries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['manifest.json', 'croissant.json', 'ATTRIBUTION.md', 'README.md']),
    );
  });

  it('is byte for byte the same again, whoever asks and whatever it is called', async () => {
    const member = await app.newMember(project.id, 'artist');
    const first = await exported({ format: 'zip' });
    const { body } = await app.request('POST', `/crawl-jobs/${crawlJob}/export-jobs`, {
      token: member.token,
      body: { name: 'another', format: 'zip' },
    });
    expect((await settled(`/export-jobs/${body.id}`)).file_sha256).toBe(first.file_sha256);
  });

  it('csv and json hold a row for each picture', async () => {
    const csv = await exported({ format: 'csv', export_options: { metadata: false } });
    const rows: Record<string, string>[] = parse(await bytesOf(csv.download_url), { columns: true });
    expect(rows.map((row) => row.sha256)).toEqual(pictures.map(sha256));
    expect(new Set(rows.map((row) => row.provenance))).toEqual(new Set(['']));
    const json = await exported({ format: 'json' });
    const response = await download(json.download_url);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(((await response.json()) as { sha256: string }[]).map((one) => one.sha256)).toEqual(pictures.map(sha256));
  });

  it('webdataset holds shards; mixed formats want a suffix', async () => {
    web.on('/drawing.png', file(await sharp(pictures[0]).png().toBuffer(), 'image/png'));
    const mixed = await crawled([web.address + path(0), `${web.address}/drawing.png`]);
    expect(await exported({ format: 'webdataset' }, mixed)).toMatchObject({
      status: 'failed',
      error_message: expect.stringContaining('1 jpeg, 1 png'),
      download_url: null,
    });
    const job = await exported({ format: 'webdataset', export_options: { suffix: 'img' } }, mixed);
    const shard = (await readTar(await bytesOf(job.download_url))).find(
      ({ name }) => name === 'shards/data-000000.tar',
    );
    expect((await readTar(shard?.body ?? Buffer.alloc(0))).map(({ name }) => name.split('.')[1])).toEqual([
      ...['img', 'json', 'txt'],
      ...['img', 'json', 'txt'],
    ]);
    const filtered = await exported({ format: 'webdataset', export_options: { filter: { formats: ['png'] } } }, mixed);
    expect(filtered).toMatchObject({ status: 'completed', exported_images: 1 });
  });
});

describe('what is selected', () => {
  it('goes by the filter, by what people have excluded, and by the last validation', async () => {
    const addresses = pictures.map((_, nth) => web.address + path(nth));
    const job = await crawled(addresses);
    const list = async (export_options: object) => {
      const { download_url, export_options: decided } = await exported({ format: 'json', export_options }, job);
      const rows: { original_url: string }[] = JSON.parse(String(await bytesOf(download_url)));
      return { decided, taken: rows.map(({ original_url }) => addresses.indexOf(original_url)) };
    };
    const { body: images } = await app.request('GET', `/crawl-jobs/${job}/images`);
    const excluded = { id: images.items[0].id, is_excluded: true };
    const labelled = { id: images.items[5].id, labels: ['boat', 'sea'] };
    expect(await app.request('PATCH', '/images/bulk', { body: { images: [excluded, labelled] } })).toMatchObject({
      status: 200,
    });
    expect((await list({})).taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await list({ filter: { labels: ['sea', 'sky'] } })).taken).toEqual([5]);
    // What a validation writes.
    await app.sql(
      `update images set is_valid = position % 2 = 0, verdict = case position % 2 when 0 then 'ok' else 'corrupt' end,
        width = 40 + position, height = 30, quality_score = position / 10.0 where crawl_job_id = $1`,
      [job],
    );
    expect(
      await app.request('POST', `/crawl-jobs/${job}/export-jobs`, {
        body: { name: 'valid', export_options: { filter: { min_width: 1000 } } },
      }),
    ).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect((await list({ only_valid: true })).taken).toEqual([2, 4, 6, 8]);
    await app.sql(
      `insert into validation_jobs (project_id, crawl_job_id, name, status, total_images, validated_images) values ($1, $2, 'v', 'completed', 10, 10)`,
      [project.id, job],
    );
    expect(await list({})).toMatchObject({ decided: { only_valid: true }, taken: [2, 4, 6, 8] });
    expect((await list({ filter: { min_width: 44, max_width: 47, min_quality: 0.5 } })).taken).toEqual([6]);
    expect((await list({ filter: { verdict: ['corrupt'] } })).taken).toEqual([1, 3, 5, 7, 9]);
    expect((await list({ only_valid: false })).taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('must be something', async () => {
    const { body } = await app.request('POST', `/projects/${project.id}/crawl-jobs`, { body: { name: 'empty' } });
    expect(await app.request('POST', `/crawl-jobs/${body.id}/export-jobs`, { body: { name: 'x' } })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('nothing to export') },
    });
    expect(
      await app.request('POST', `/crawl-jobs/${crawlJob}/export-jobs`, {
        body: { name: 'x', export_options: { only_valid: true } },
      }),
    ).toMatchObject({ status: 409, body: { detail: expect.stringContaining('was validated') } });
  });

  it('is asked for in words that are understood', async () => {
    const { status: code, body } = await app.request('POST', `/crawl-jobs/${crawlJob}/export-jobs`, {
      body: {
        name: 'x',
        export_options: {
          colour: 'red',
          suffix: 'jpg',
          filter: { verdict: ['fine'], shape: 'round', min_width: 9, max_width: 8 },
          splits: { train: -1 },
        },
      },
    });
    expect([code, body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()]).toEqual([
      400,
      [
        ...['/export_options/colour', '/export_options/filter/max_width', '/export_options/filter/shape'],
        ...['/export_options/filter/verdict', '/export_options/splits', '/export_options/splits/train'],
        '/export_options/suffix',
      ],
    ]);
  });
});

it('divides near duplicates and copies together, the same way again, and proves it', async () => {
  web.on('/copy.jpg', file(pictures[0] ?? ''));
  const job = await crawled([...pictures.map((_, nth) => web.address + path(nth)), `${web.address}/copy.jpg`]);
  // What a validation writes: 1, 2 and 3 look alike.
  await app.sql(
    `update images set duplicate_group = (select id from images where crawl_job_id = $1 and position = 1)
      where crawl_job_id = $1 and position in (1, 2, 3)`,
    [job],
  );
  const splits = { train: 60, validation: 20, test: 20, seed: 'a' };
  const first = await exported({ format: 'zip', export_options: { splits } }, job);
  expect(first.manifest).toMatchObject({
    counts: { pictures: 11 },
    splits: { seed: 'a', groups: 8, largest_group: 3, proof: { pairs_checked: 3, pairs_across_splits: 0 } },
  });
  const list = listed(await readZip(await bytesOf(first.download_url)));
  expect(new Set(list.slice(1, 4).map(({ split }) => split)).size).toBe(1);
  expect(list.slice(1, 4).map(({ group }) => group)).toEqual([2, 2, 2]);
  expect(list[10].split).toBe(list[0].split);
  expect(new Set(list.map(({ split }) => split))).toEqual(new Set(['train', 'validation', 'test']));
  for (const { path: name, split } of list) expect(name.startsWith(`images/${split}/`)).toBe(true);
  const second = await exported({ format: 'zip', export_options: { splits } }, job);
  expect(second.file_sha256).toBe(first.file_sha256);
});

describe('a link', () => {
  it('leads to parts of the file, and to nothing when it is wrong', async () => {
    const job = await exported({ format: 'tar' });
    const whole = await bytesOf(job.download_url);
    const part = await download(job.download_url, { range: 'bytes=512-1023' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 512-1023/${String(whole.length)}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(512, 1024))).toBe(true);
    expect((await download(job.download_url, { range: `bytes=${String(whole.length)}-` })).status).toBe(416);
    const etag = part.headers.get('etag') ?? '';
    expect((await download(job.download_url, { 'if-none-match': etag })).status).toBe(304);
    const other = await exported({ format: 'csv' });
    const query = new URL(job.download_url, app.origin).search;
    for (const wrong of [
      `/api/v1/export-jobs/${job.id}/download`,
      `/api/v1/export-jobs/${other.id}/download${query}`,
      job.download_url.replace(/expires=\d/, 'expires=9'),
      `${job.download_url}a`,
    ]) {
      const response = await download(wrong);
      expect([wrong, response.status, ((await response.json()) as { code: string }).code]).toEqual([
        wrong,
        403,
        'link_invalid',
      ]);
    }
  });

  it('expires, and there is a new one', async () => {
    const job = await exported({ format: 'csv' });
    const { status: code, body, headers } = await app.request('GET', `/export-jobs/${job.id}`);
    expect(code).toBe(200);
    await app.sql(
      `update export_jobs set expires_at = date_trunc('second', now()) - interval '1 second' where id = $1`,
      [job.id],
    );
    const again = await app.request('GET', `/export-jobs/${job.id}`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again).toMatchObject({ status: 200, body: { is_expired: true, version: body.version } });
    const expired = await download(again.body.download_url);
    expect(expired.status).toBe(410);
    expect(await expired.json()).toMatchObject({
      code: 'link_expired',
      detail: expect.stringMatching(/^The link expired at .*\/link\.$/),
    });
    const renewed = await app.request('POST', `/export-jobs/${job.id}/link`, { body: { expires_in: 120 } });
    expect(renewed).toMatchObject({ status: 200, body: { is_expired: false } });
    const seconds = (Date.parse(renewed.body.expires_at) - Date.now()) / 1000;
    expect([seconds > 60, seconds <= 120]).toEqual([true, true]);
    expect((await download(renewed.body.download_url)).status).toBe(200);
    expect(await app.request('POST', `/export-jobs/${job.id}/link`, { body: { expires_in: 59 } })).toMatchObject({
      status: 400,
    });
  });

  it('leads nowhere while its job is in the trash', async () => {
    const job = await exported({ format: 'csv' });
    expect(await app.request('DELETE', `/export-jobs/${job.id}`)).toMatchObject({ status: 204 });
    expect((await download(job.download_url)).status).toBe(404);
    expect(await app.request('POST', `/export-jobs/${job.id}/restore`)).toMatchObject({
      status: 200,
      body: { status: 'completed' },
    });
    expect((await download(job.download_url)).status).toBe(200);
  });
});

it('fails with a sentence that names the image when its file is gone', async () => {
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  web.on('/lost.jpg', file(bytes));
  const job = await crawled([`${web.address}/lost.jpg`]);
  const hash = sha256(bytes);
  const place = join(app.dataDir, 'files', 'content', hash.slice(0, 2), hash.slice(2, 4), hash);
  expect(existsSync(place)).toBe(true);
  await rm(place);
  const { body: images } = await app.request('GET', `/crawl-jobs/${job}/images`);
  const failed = await exported({ format: 'zip' }, job);
  expect(failed).toMatchObject({ status: 'failed', download_url: null, file_sha256: null });
  expect(failed.error_message).toContain(images.items[0].id);
});

/** Does something while no worker takes a chunk, since every slot is taken. */
const undisturbed = async <T>(work: () => Promise<T>): Promise<T> => {
  const [taken] = await app.sql<{ runs: string[] }>(
    `with mine as (update job_slots set run_id = gen_random_uuid(), chunk_id = gen_random_uuid(), project_id = gen_random_uuid(),
        worker_id = (select id from job_workers limit 1), taken_at = now() where run_id is null returning run_id)
      select array_agg(run_id) as runs from mine`,
  );
  const done = await work();
  await app.sql(
    `update job_slots set run_id = null, chunk_id = null, project_id = null, worker_id = null, taken_at = null where run_id = any($1)`,
    [taken?.runs],
  );
  return done;
};

it('is written again from its beginning when a worker has died over it', async () => {
  const id = await undisturbed(async () => {
    const { body } = await app.request('POST', `/crawl-jobs/${crawlJob}/export-jobs`, { body: { name: 'twice' } });
    // What is left of a worker that nobody has seen again.
    await app.sql(
      `update job_chunks set status = 'processing', run_id = gen_random_uuid(), attempts = 1 where export_job_id = $1`,
      [body.id],
    );
    return body.id as string;
  });
  expect(await settled(`/export-jobs/${id}`)).toMatchObject({
    status: 'completed',
    exported_images: HOW_MANY,
    file_sha256: (await exported({ format: 'zip' })).file_sha256,
  });
  expect(await app.sql('select status, attempts from job_chunks where export_job_id = $1', [id])).toEqual([
    { status: 'completed', attempts: 2 },
  ]);
});

it('is cancelled, and nothing of it is left', async () => {
  const { body, cancelled } = await undisturbed(async () => {
    const made = await app.request('POST', `/crawl-jobs/${crawlJob}/export-jobs`, { body: { name: 'never' } });
    return {
      body: made.body,
      cancelled: await app.request('POST', `/export-jobs/${made.body.id}/cancel`),
    };
  });
  expect(cancelled).toMatchObject({
    status: 200,
    body: { status: 'cancelled', is_completed: true, download_url: null, file_sha256: null },
  });
  expect(await app.request('POST', `/export-jobs/${body.id}/cancel`)).toMatchObject({ status: 200 });
  expect(await app.request('POST', `/export-jobs/${body.id}/link`)).toMatchObject({ status: 409 });
  expect(await app.request('POST', `/export-jobs/${body.id}/verify`)).toMatchObject({ status: 409 });
  expect(await app.sql('select status from job_chunks where export_job_id = $1', [body.id])).toEqual([
    { status: 'cancelled' },
  ]);
});

it('is asked again at its addresses, and says what differs and what is gone', async () => {
  const names = ['same', 'other', 'page', 'gone'];
  for (const [nth, name] of names.entries()) web.on(`/old/${name}.jpg`, file(pictures[nth] ?? ''));
  const elsewhere = await startHostileWeb();
  elsewhere.on('/private.jpg', file(pictures[4] ?? ''));
  try {
    const addresses = [...names.map((name) => `${web.address}/old/${name}.jpg`), `${elsewhere.address}/private.jpg`];
    const job = await exported({ format: 'zip' }, await crawled(addresses));
    web.on('/old/other.jpg', file(pictures[5] ?? ''));
    web.on('/old/page.jpg', file('<html>sold</html>', 'text/html'));
    web.on('/old/gone.jpg', status(410));
    await elsewhere.close();
    const asked = await app.request('POST', `/export-jobs/${job.id}/verify`);
    expect(asked).toMatchObject({ status: 202, body: { status: 'completed' } });
    expect(asked.headers.get('location')).toBe(`/api/v1/export-jobs/${job.id}`);
    const { verification, ...rest } = await settled(
      `/export-jobs/${job.id}`,
      (body) => body.verification.status !== 'running',
    );
    expect(rest).toMatchObject({ status: 'completed', file_sha256: job.file_sha256 });
    expect(verification).toMatchObject({
      status: 'completed',
      ...{ total: 5, checked: 5, same: 1, differs: 2, gone: 1, not_asked: 1 },
      changed: [
        { address: addresses[1], result: 'differs' },
        { address: addresses[2], result: 'differs' },
        { address: addresses[3], result: 'gone', detail: expect.stringContaining('410') },
      ],
      message: null,
    });
    expect((await download(job.download_url)).status).toBe(200);
  } finally {
    await elsewhere.close().catch(() => undefined);
  }
});

it('sums up datasets of a project, and of all that the caller sees', async () => {
  const mine = await app.newProfile();
  const own = await app.newProject({ token: mine.token });
  const nothing = {
    ...{ total_jobs: 0, active_jobs: 0, completed_jobs: 0 },
    ...{ total_images: 0, downloaded_images: 0, valid_images: 0 },
  };
  expect((await app.request('GET', `/projects/${own.id}/datasets`, { token: mine.token })).body).toEqual(nothing);
  expect((await app.request('GET', '/dashboard/stats', { token: mine.token })).body).toEqual(nothing);
  await app.sql(
    `insert into crawl_jobs (project_id, name, keywords, status, total_images, downloaded_images, valid_images)
      select $1, 'j', '[]', s, 10, 5, 3 from unnest(array['running', 'completed', 'completed', 'failed']) s`,
    [own.id],
  );
  const some = {
    ...{ total_jobs: 4, active_jobs: 1, completed_jobs: 2 },
    ...{ total_images: 40, downloaded_images: 20, valid_images: 12 },
  };
  expect((await app.request('GET', `/projects/${own.id}/datasets`, { token: mine.token })).body).toEqual(some);
  expect((await app.request('GET', '/dashboard/stats', { token: mine.token })).body).toEqual(some);
  const detail = await app.request('GET', `/projects/${own.id}`, { token: mine.token });
  expect(detail.body.datasets).toEqual(some);
  const asKnown = { token: mine.token, headers: { 'if-none-match': detail.headers.get('etag') ?? '' } };
  expect((await app.request('GET', `/projects/${own.id}`, asKnown)).status).toBe(304);
  await app.sql(`update crawl_jobs set valid_images = 4 where project_id = $1 and status = 'failed'`, [own.id]);
  const again = await app.request('GET', `/projects/${own.id}`, asKnown);
  expect([again.status, again.body.datasets.valid_images]).toEqual([200, 13]);
  const all = (await app.request('GET', '/dashboard/stats')).body;
  const here = (await app.request('GET', `/projects/${project.id}/datasets`)).body;
  expect(all.total_jobs).toBe((here.total_jobs as number) + 4);
});

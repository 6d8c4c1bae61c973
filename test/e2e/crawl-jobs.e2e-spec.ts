import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { file, type HostileWeb, page, startHostileWeb, status } from '../support/hostile-web';

let app: TestApp;
let web: HostileWeb;
let project: { id: string };
let pictures: Buffer[];

beforeAll(async () => {
  app = await startApp({ WORKERS: '3', CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
  web = await startHostileWeb();
  project = await app.newProject();
  pictures = await Promise.all(
    Array.from({ length: 8 }, (_, nth) =>
      sharp({
        create: { width: 40 + nth, height: 30, channels: 3, background: { r: 30 * nth, g: 90, b: 200 - 20 * nth } },
      })
        .jpeg()
        .toBuffer(),
    ),
  );
  pictures.forEach((bytes, nth) => web.on(`/${String(nth)}.jpg`, file(bytes)));
});

afterAll(async () => {
  await app.close();
  await web.close();
});

const newJob = async (body: object) => {
  const response = await app.request('POST', `/projects/${project.id}/crawl-jobs`, {
    body: { name: 'harbours', ...body },
  });
  expect(response).toMatchObject({ status: 201 });
  return response.body;
};

const settled = async (id: string) => {
  for (;;) {
    const { body } = await app.request('GET', `/crawl-jobs/${id}`);
    if (body.is_completed) return body;
    await sleep(100);
  }
};

it('fetches a list of addresses, keeps the bytes as they were served, and says why some gave none', async () => {
  web.on('/gone.jpg', status(404));
  web.on('/text.jpg', file('<html>no picture</html>', 'image/jpeg'));
  const addresses = [
    ...pictures.map((_, nth) => `${web.address}/${String(nth)}.jpg`),
    `${web.address}/gone.jpg`,
    `${web.address}/text.jpg`,
  ];
  const job = await newJob({ sources: [{ type: 'addresses', addresses }], start: true, labels: ['harbour'] });
  expect(job).toMatchObject({ status: 'running', total_images: 10, total_chunks: 1 });
  expect(await settled(job.id)).toMatchObject({
    status: 'completed',
    downloaded_images: 8,
    failed_images: 2,
    remaining_images: 0,
    completed_chunks: 1,
    chunk_progress: 100,
    progress: 100,
    message: '8 of 10 addresses gave a picture: 1 answered 404, 1 answered with something else than a picture.',
  });
  const { body: images } = await app.request('GET', `/crawl-jobs/${job.id}/images?outcome=downloaded`);
  expect(images.items.map(({ original_url }: { original_url: string }) => original_url)).toEqual(addresses.slice(0, 8));
  expect(images.items[0]).toMatchObject({
    format: 'jpeg',
    file_size: pictures[0]?.length,
    labels: ['harbour'],
    provenance: { status: 200, robots: 'no_file', address: addresses[0] },
  });
  const bytes = await fetch(`${app.url}/images/${images.items[3].id}/file`, {
    headers: { authorization: `Bearer ${app.admin}` },
  });
  expect(bytes.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await bytes.arrayBuffer()).equals(pictures[3] ?? Buffer.alloc(0))).toBe(true);
  const part = await fetch(`${app.url}/images/${images.items[3].id}/file`, {
    headers: { authorization: `Bearer ${app.admin}`, range: 'bytes=2-5' },
  });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(pictures[3]?.subarray(2, 6));
  const { body: progress } = await app.request('GET', `/crawl-jobs/${job.id}/progress`);
  expect(progress).toMatchObject({
    hosts: [{ total: 10, downloaded: 8, failed: 2, waiting: 0 }],
    failures: [
      { code: 'http_404', count: 1 },
      { code: 'not_an_image', count: 1 },
    ],
  });
  expect(progress.logs.map(({ action }: { action: string }) => action)).toEqual(['complete', 'start', 'create']);
});

it('reads pages and follows links on the same site', async () => {
  web.on(
    '/gallery',
    page(
      `<img src="0.jpg"><img srcset="1.jpg 1x, 2.jpg 2x"><a href="/more">more</a><a href="http://example.org/">out</a>`,
    ),
  );
  web.on('/more', page(`<meta property="og:image" content="/3.jpg"><div style="background:url(4.jpg)"></div>`));
  const job = await newJob({
    sources: [{ type: 'page', address: `${web.address}/gallery`, follow_depth: 1 }],
    start: true,
  });
  expect(await settled(job.id)).toMatchObject({
    status: 'completed',
    downloaded_images: 4,
    sources: [{ status: 'read', found_images: 4 }],
  });
});

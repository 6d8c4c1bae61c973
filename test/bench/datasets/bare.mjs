// What jobs are compared with, in a process of its own: the libraries alone, as a good programmer would use them who had
// only that to do. No job, no queue, no database, no rules, no second look.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import tar from 'tar-stream';
import { Agent, request } from 'undici';
import yazl from 'yazl';

const WORK = { crawl, look, zip, tar: tarOf };

if (isMainThread) {
  process.on('message', ({ work, ...given }) => {
    WORK[work](given).then(
      (done) => process.send({ done }),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => process.exit());
  process.send('ready');
} else {
  sharp.concurrency(1);
  sharp.cache(false);
  parentPort.on('message', async ({ files, how }) => {
    for (const file of files) await LOOKS[how](file);
    parentPort.postMessage('done');
  });
}

/** Downloads, hashes and writes to files, so many at a time, on connections that are kept. */
async function crawl({ addresses, folder, atOnce }) {
  const dispatcher = (agent ??= new Agent({ connections: 4, keepAliveTimeout: 60_000 }));
  await mkdir(folder, { recursive: true });
  return inTurn(addresses, atOnce, async (address) => {
    const { statusCode, body } = await request(address, { dispatcher });
    if (statusCode !== 200) throw new Error(`${address} answered ${statusCode}`);
    const bytes = Buffer.from(await body.arrayBuffer());
    await writeFile(join(folder, createHash('sha256').update(bytes).digest('hex')), bytes);
  });
}
let agent;

/** Looks at pictures on so many threads, each of which has its share of them. */
async function look({ files, threads, how }) {
  while (workers.length < threads) workers.push(new Worker(new URL(import.meta.url)));
  await Promise.all(
    workers.slice(0, threads).map(
      (worker, at) =>
        new Promise((resolve, reject) => {
          worker.once('message', resolve).once('error', reject);
          worker.postMessage({ files: files.filter((_, index) => index % threads === at), how });
        }),
    ),
  );
  return files.length;
}
const workers = [];

const LOOKS = {
  /** Every pixel is decoded, and nothing is done with it. */
  decode: (file) => sharp(file, { failOn: 'warning' }).raw().toBuffer(),

  /** What a validation finds out, by what sharp has for it: the hash of the file, kind and size, figures of the looks, a small picture to compare by. */
  scores: async (file) => {
    const bytes = await readFile(file);
    createHash('sha256').update(bytes).digest('hex');
    await sharp(bytes, { failOn: 'warning' }).metadata();
    await sharp(bytes, { failOn: 'warning' }).stats();
    await sharp(bytes, { failOn: 'warning' }).greyscale().resize(32, 32, { fit: 'fill' }).raw().toBuffer();
  },
};

/** Stored, as pictures do not shrink. */
async function zip({ files, output }) {
  const archive = new yazl.ZipFile();
  for (const { path, name } of files) archive.addFile(path, name, { compress: false });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(output));
  return files.length;
}

async function tarOf({ files, output }) {
  const archive = tar.pack();
  const written = pipeline(archive, createWriteStream(output));
  for (const { path, name } of files) {
    const { size } = await stat(path);
    await pipeline(createReadStream(path), archive.entry({ name, size }));
  }
  archive.finalize();
  await written;
  return files.length;
}

async function inTurn(items, atOnce, work) {
  let next = 0;
  const one = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return items.length;
}

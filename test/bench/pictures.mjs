// How many pictures a second the decoders examine, against a bare sharp loop that decodes the same files and does nothing
// with them, on as many threads, in turns. Run by hand: node test/bench/pictures.mjs [folder of pictures] [processes]
import { readdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';

const TURNS = 5;

if (isMainThread) await main();
else await bareLoop();

async function main() {
  const engine = await import('../../dist/src/datasets/validation/engine/index.js');
  const { DecoderPool } = engine.default ?? engine;
  const processes = Number(process.argv[3] ?? 1);
  const { files, done } = process.argv[2] ? { files: listed(process.argv[2]), done: () => undefined } : await made();
  const pool = new DecoderPool({ processes });
  const pooled = () => inTurn(files, 2 * processes, (file) => pool.examine(file));
  const workers = Array.from({ length: processes }, () => new Worker(new URL(import.meta.url), { workerData: null }));
  const bare = () =>
    Promise.all(
      workers.map(
        (worker, at) =>
          new Promise((resolve) => {
            worker.once('message', resolve);
            worker.postMessage(files.filter((_, index) => index % processes === at));
          }),
      ),
    );
  await pooled();
  await bare();
  const ratios = [];
  const rates = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const [ours, theirs] = [await seconds(pooled), await seconds(bare)];
    rates.push(files.length / ours / processes);
    ratios.push(theirs / ours);
  }
  console.log(`${files.length} pictures, ${processes} processes`);
  console.log(
    `examined: ${middle(rates).toFixed(0)} pictures a second a core, ${middle(ratios).toFixed(2)} of a bare sharp loop`,
  );
  await pool.close();
  await Promise.all(workers.map((worker) => worker.terminate()));
  done();
}

/** Decodes whatever it is sent, completely, one picture after the other. */
async function bareLoop() {
  sharp.concurrency(1);
  sharp.cache(false);
  parentPort.on('message', async (files) => {
    for (const file of files) await sharp(file, { failOn: 'error' }).raw().toBuffer();
    parentPort.postMessage('done');
  });
  void workerData;
}

async function inTurn(files, atOnce, work) {
  const left = [...files];
  const one = async () => {
    for (let file = left.pop(); file; file = left.pop()) await work(file);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function seconds(work) {
  const before = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - before) / 1e9;
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function listed(folder) {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Pictures as the web has them: JPEG, WebP and PNG of 300 to 1,600 pixels. */
async function made() {
  const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-pictures-'));
  const noise = (width, height, at) => {
    const small = Buffer.from(
      Array.from({ length: 48 * 36 * 3 }, (_, i) => (i * 7919 + at * 104_729 + ((i * i) >> 3)) % 256),
    );
    return sharp(small, { raw: { width: 48, height: 36, channels: 3 } }).resize(width, height, { kernel: 'cubic' });
  };
  for (let at = 0; at < 120; at++) {
    const width = [300, 640, 1024, 1600][at % 4];
    const format = ['jpeg', 'jpeg', 'jpeg', 'webp', 'png'][at % 5];
    const bytes = await noise(width, Math.round(width * 0.75), at)
      .toFormat(format)
      .toBuffer();
    writeFileSync(join(folder, `${at}.${format}`), bytes);
  }
  return { files: listed(folder), done: () => rmSync(folder, { recursive: true }) };
}

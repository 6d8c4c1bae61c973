// Validations as a client asks for them, against loops of sharp over the same files, on as many threads.
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { inTurns, row } from '../comparison.mjs';
import { elapsed } from './crawl.mjs';
import { storedCrawl } from './stored.mjs';

/** Photographs of Debian's package mate-backgrounds; those of other folders of it are drawn. */
const PHOTOGRAPHS = '/usr/share/backgrounds/mate/nature';
/** Each file of a photograph is in the job so often, at another address each time. */
const TIMES = 3;
/** Decoders that the service has: as many as chunks at a time, but no more than cores. */
const THREADS = Math.min(4, availableParallelism());

export async function validation(bench) {
  const { options } = bench;
  const folder = join(bench.folder, 'validated');
  const service = await bench.startService({ FILES_DIR: folder });
  const bare = await bench.startBare();
  const photographs = photographsOf(options.validated);
  const sets = [
    { what: `${options.validated.toLocaleString('en')} small pictures`, pictures: small(options.validated) },
    { what: photographs.what, pictures: photographs.pictures },
  ];
  const rows = [];
  const notes = [];
  for (const { what, pictures } of sets) {
    const measured = await compare(bench, { service, bare, crawl: await storedCrawl(bench, folder, pictures), what });
    rows.push(...measured);
    const rate = measured[0].service.median / THREADS;
    notes.push(
      `Validation of ${what}: ${rate.toFixed(rate < 10 ? 1 : 0)} pictures a second per core, on ${THREADS} of them.`,
    );
  }
  await service.stop();
  await bare.stop();
  return { rows, notes };
}

async function compare({ options, processor, progress }, { service, bare, crawl, what }) {
  const files = crawl.files.map(({ path }) => path);
  const bareTurn = (how) => ({
    pid: bare.pid,
    turn: async () => files.length / (await elapsed(() => bare.ask({ work: 'look', files, threads: THREADS, how }))),
  });
  const turns = {
    service: {
      pid: service.pid,
      turn: async (round) => {
        const seconds = await elapsed(async () => {
          const job = await service.job('validation-jobs', `/crawl-jobs/${crawl.id}`, { name: `round ${round}` });
          if (job.validated_images !== files.length)
            throw new Error(`${job.validated_images} were judged: ${job.error_message}`);
        });
        return files.length / seconds;
      },
    },
    scores: bareTurn('scores'),
    decode: bareTurn('decode'),
  };
  const onRound = (figures) =>
    progress(
      `validation of ${what}: ${Object.entries(figures)
        .map(([name, rate]) => `${name} ${rate.toFixed(1)}`)
        .join(', ')} a second`,
    );
  const measured = await inTurns(turns, { unit: 'pictures/s', rounds: options.rounds, warmUp: 1, processor, onRound });
  const common = { what: `validation of ${what}`, ...measured, target: 0.7 };
  return [
    row({
      ...common,
      reference: { key: 'scores', what: '`sharp`: hashed, decoded, `metadata`, `stats`, a grey 32 × 32 to compare by' },
    }),
    row({ ...common, reference: { key: 'decode', what: '`sharp`: decoded, and nothing made of it' } }),
  ];
}

/** As thumbnails and search results have them: JPEG, WebP and PNG of 120 to 320 pixels. */
async function* small(count) {
  for (let at = 0; at < count; at++) {
    const width = [120, 160, 240, 320][at % 4];
    const extension = ['jpg', 'jpg', 'jpg', 'webp', 'png'][at % 5];
    yield { bytes: await made(at, width, Math.round(width * 0.75), extension), extension };
  }
}

function photographsOf(most) {
  const there = names(PHOTOGRAPHS);
  const shown = there.slice(0, Math.ceil(most / TIMES));
  async function* pictures() {
    for (let time = 0; time < TIMES; time++)
      if (there.length > 0)
        for (const name of shown) yield { bytes: readFileSync(join(PHOTOGRAPHS, name)), extension: 'jpg' };
      else
        for (let at = 0; at < Math.min(12, most); at++)
          yield { bytes: await made(at, 2400, 1600, 'jpg'), extension: 'jpg' };
  }
  return { what: there.length > 0 ? 'photographs' : 'large made-up pictures', pictures: pictures() };
}

function names(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  } catch {
    return [];
  }
}

/** Soft shapes of many colours with fine grain, another picture for each number. */
function made(at, width, height, extension) {
  let state = at + 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) % 256;
  const data = Buffer.from(Array.from({ length: 16 * 12 * 3 }, random));
  return sharp(data, { raw: { width: 16, height: 12, channels: 3 } })
    .resize(width, height, { kernel: 'cubic' })
    .toFormat(extension === 'jpg' ? 'jpeg' : extension)
    .toBuffer();
}

// Exports as a client asks for them, against bare archive writers over the same files.
import { randomFillSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, row } from '../comparison.mjs';
import { elapsed } from './crawl.mjs';
import { peakDuring } from './memory.mjs';
import { storedCrawl } from './stored.mjs';

/** Each writes some hundred megabytes. */
const MOST_ROUNDS = 3;
/** An export whose memory that of a large one is compared with. */
const FEW = 1000;

export async function exports(bench) {
  const { options, progress, processor } = bench;
  const count = options.exported;
  const folder = join(bench.folder, 'exported');
  progress(`storing ${count.toLocaleString('en')} pictures`);
  const crawl = await storedCrawl(bench, folder, pictures(count));
  const service = await bench.startService({ FILES_DIR: folder });
  const bare = await bench.startBare();
  const rows = [];
  for (const [format, writer] of [
    ['zip', 'yazl'],
    ['tar', 'tar-stream'],
  ]) {
    const output = join(bench.folder, `bare.${format}`);
    const turns = {
      service: {
        pid: service.pid,
        turn: async (round) => count / (await elapsed(() => run(service, crawl, { format }, round))),
      },
      reference: {
        pid: bare.pid,
        turn: async () => {
          const seconds = await elapsed(() => bare.ask({ work: format, files: crawl.files, output }));
          rmSync(output);
          return count / seconds;
        },
      },
    };
    const onRound = ({ service: ours, reference }) =>
      progress(`export as ${format}: ${ours.toFixed(0)} entries a second, bare writer ${reference.toFixed(0)}`);
    const rounds = Math.min(options.rounds, MOST_ROUNDS);
    const measured = await inTurns(turns, { unit: 'entries/s', rounds, processor, onRound });
    const what = `export of ${count.toLocaleString('en')} entries as ${format}`;
    rows.push(
      row({ what, ...measured, reference: { what: `\`${writer}\`, of the same files to a file` }, target: 0.5 }),
    );
  }
  await service.stop();
  await bare.stop();
  const few = Math.ceil((FEW * count) / 50_000);
  rows.push(
    row({
      what: `memory of an export of ${count.toLocaleString('en')} entries`,
      unit: 'MB',
      values: {
        service: [await peak(bench, folder, crawl, {})],
        reference: [await peak(bench, folder, await storedCrawl(bench, folder, pictures(few)), {})],
      },
      reference: { what: `an export of ${few.toLocaleString('en')}` },
      target: 1.25,
      atMost: true,
    }),
  );
  return { rows };
}

async function run(service, crawl, options, round) {
  const job = await service.job('export-jobs', `/crawl-jobs/${crawl.id}`, { name: `round ${round}`, ...options });
  if (job.exported_images !== crawl.files.length)
    throw new Error(`${job.exported_images} were exported: ${job.message}`);
}

/** Of a service of its own. */
async function peak(bench, folder, crawl) {
  const service = await bench.startService({ FILES_DIR: folder });
  const megabytes = await peakDuring(service, () => run(service, crawl, { format: 'zip' }, 0));
  await service.stop();
  return megabytes;
}

/** Two to ten kilobytes each that do not shrink, as those of pictures. */
function* pictures(count) {
  for (let at = 0; at < count; at++)
    yield { bytes: randomFillSync(Buffer.alloc(2048 + ((at * 7919) % 8192))), extension: 'jpg' };
}

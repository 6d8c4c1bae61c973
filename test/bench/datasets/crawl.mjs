// A crawl of small pictures, as a client asks for it, against a bare loop over the same addresses.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, row } from '../comparison.mjs';
import { startScript } from '../processes.mjs';
import { peakDuring } from './memory.mjs';

/** No host is asked for more than ten pictures a second, no address for more than fifty: so many do not bound it. */
const HOSTS = 500;
/** Four chunks of 500 run at a time: each begins at another quarter of the hosts, so that they do not wait for each other there. */
const hostOf = (at, hosts) => (at + Math.floor(at / 500) * Math.floor(hosts / 4)) % hosts;
/** The first of them, whose memory that of all is compared with. */
const FEW = 1000;
/** As the service has it: four chunks at a time, sixteen addresses each. */
const AT_ONCE = 64;

export async function crawl(bench) {
  const { options, folder, progress, processor, data } = bench;
  const count = options.crawled;
  const { child, said } = await startScript('datasets/web.mjs', [Math.min(HOSTS, count), 0]);
  const addressesOf = (who, round) =>
    Array.from({ length: count }, (_, at) => {
      const host = said.hosts[hostOf(at, said.hosts.length)];
      return `http://${host}:${said.port}/${who}/${round}/${at}.jpg`;
    });
  try {
    const service = await bench.startService({ CRAWLER_ALLOWED_NETWORKS: '127.0.0.0/8' });
    const bare = await bench.startBare();
    const crawlAll = async (addresses) => {
      const job = await service.job('crawl-jobs', `/projects/${data.projectId}`, {
        name: 'Bench',
        sources: [{ type: 'addresses', addresses }],
        max_images: addresses.length,
        start: true,
      });
      if (job.downloaded_images !== addresses.length)
        throw new Error(`${job.downloaded_images} of ${addresses.length}: ${job.message}`);
    };
    const few = addressesOf('first', 0).slice(0, FEW);
    const peakOfFew = await peakDuring(service, () => crawlAll(few));
    const turns = {
      service: {
        pid: service.pid,
        turn: async (round) => {
          const addresses = addressesOf('service', round);
          return count / (await elapsed(() => crawlAll(addresses)));
        },
      },
      reference: {
        pid: bare.pid,
        turn: async (round) => {
          const files = join(folder, 'bare-crawl');
          const addresses = addressesOf('bare', round);
          const seconds = await elapsed(() => bare.ask({ work: 'crawl', addresses, folder: files, atOnce: AT_ONCE }));
          rmSync(files, { recursive: true });
          return count / seconds;
        },
      },
    };
    const onRound = ({ service: ours, reference }) =>
      progress(`crawl: ${ours.toFixed(0)} pictures a second, bare loop ${reference.toFixed(0)}`);
    let measured;
    const peakOfAll = await peakDuring(service, async () => {
      measured = await inTurns(turns, { unit: 'pictures/s', rounds: options.rounds, warmUp: 1, processor, onRound });
    });
    const all = few.length + (options.rounds + 1) * count;
    await service.stop();
    await bare.stop();
    return {
      rows: [
        row({
          what: `crawl of ${count.toLocaleString('en')} small pictures`,
          ...measured,
          reference: { what: '`undici`: downloaded, hashed and written to files, as many at once' },
          target: 0.6,
        }),
        row({
          what: `memory of ${all.toLocaleString('en')} crawled pictures`,
          unit: 'MB',
          values: { service: [peakOfAll], reference: [peakOfFew] },
          reference: { what: `the first ${few.length.toLocaleString('en')} of them, in the same process` },
          target: 1.25,
          atMost: true,
        }),
      ],
    };
  } finally {
    child.disconnect();
  }
}

/** Seconds. */
export async function elapsed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

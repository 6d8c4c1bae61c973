import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** On a machine that has much other work, starts alone take many seconds. */
const PATIENCE_MS = 600_000;

/** Each as `npm run bench` runs it, as small as can be; and what its report must hold a figure of. */
const BENCHMARKS: { script: string; settings: Record<string, string>; figures: string[] }[] = [
  {
    script: 'run.mjs',
    settings: {
      BENCH_SHOTS: '60',
      BENCH_ROUNDS: '1',
      BENCH_SECONDS: '0.1',
      BENCH_WARM_UP: '0',
      BENCH_BULK_ROUNDS: '1',
      BENCH_IMPORT_ROWS: '10,20',
    },
    figures: [
      'read one shot, 10 connections',
      'read one shot, 50 connections',
      'list 50 shots of a project',
      'change one shot',
      'bulk create of 1,000 with every shot in the answer',
      'memory of an import of 20 rows',
    ],
  },
  {
    script: 'stories.mjs',
    // The same build takes part twice, as an older one may.
    settings: { BENCH_SCENELETS: '30', BENCH_STORY_ROUNDS: '1', BENCH_DIST_BEFORE: 'dist' },
    figures: [
      'tree of 30 scenelets, flat',
      'move that renumbers 30 shots',
      'list of 500 shots of a story, with their scenelets',
    ],
  },
  {
    script: 'datasets.mjs',
    settings: {
      BENCH_DATASET_ROUNDS: '1',
      BENCH_CRAWLED: '20',
      BENCH_VALIDATED: '12',
      BENCH_HASHES: '400',
      BENCH_IMAGES: '400',
      BENCH_EXPORTED: '40',
    },
    figures: [
      'crawl of 20 small pictures',
      'memory of 60 crawled pictures',
      'validation of 12 small pictures',
      'export of 40 entries as zip',
      'export of 40 entries as tar',
      'memory of an export of 40 entries',
      'near duplicates of 100 pictures among 400 hashes, within 6 bits',
      'near duplicates of 100 pictures among 400 hashes, within 10 bits',
      'the projects of a person',
      'the crawl jobs that are running',
      'the latest hundred activities',
      'the images of a crawl job',
      '5,000 rows into images',
    ],
  },
  { script: 'backup.mjs', settings: { BENCH_BACKUP_ROWS: '30' }, figures: ['  backup', '  restore'] },
  {
    script: 'migration.mjs',
    settings: {
      BENCH_MIGRATION_SHOTS: '50',
      BENCH_MIGRATION_RATE: '20',
      BENCH_MIGRATION_SECONDS: '0.2',
      BENCH_MIGRATION_COMPONENTS: '60',
      BENCH_MIGRATION_ROUNDS: '1',
    },
    figures: [
      'components of a drawing',
      'a component by its mark',
      'backfill',
      'upgrade under the old client: p99',
      "migrations under today's service: p99",
    ],
  },
];

/** Speed is never asserted in a test: only that each benchmark still runs, and tells what it should. */
describe('the benchmarks', () => {
  it.each(BENCHMARKS)(
    '$script runs to its end and tells its figures',
    async ({ script, settings, figures }) => {
      const environment = {
        ...process.env,
        BENCH_DATABASE_URL: process.env.CONTINUITY_TEST_SERVER,
        // Named, so that nothing is built under the feet of other tests, and docs/ is not written.
        BENCH_DIST: 'dist',
        ...settings,
      };
      const { code, output, complaints } = await run(script, environment);
      expect({ code, complaints: code === 0 ? '' : complaints }).toEqual({ code: 0, complaints: '' });
      for (const figure of figures) {
        const line = output.split('\n').find((text) => text.startsWith(figure));
        expect(line).toMatch(/\d ×/);
      }
    },
    PATIENCE_MS,
  );
});

async function run(
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string; complaints: string }> {
  const child = spawn(process.execPath, [`test/bench/${script}`], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS - 10_000,
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (complaints += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, complaints };
}

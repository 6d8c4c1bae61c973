// node test/bench/backup.mjs: how fast a backup and a restore are, as ratios against a bare COPY of the same rows between
// the same server and a file, and how much memory they take. Nothing here fails on a figure.
//
//   BENCH_BACKUP_ROWS    sizes to compare (default 10000,1000000)
//   BENCH_DIST           another build than dist/
//   BENCH_DATABASE_URL   a server to use instead of the embedded one; a database is made on it and dropped
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copy from 'pg-copy-streams';
import { chosenBuilds } from './build.mjs';
import { fill, newDatabase, run } from './database.mjs';

const { build } = chosenBuilds();
const sizes = (process.env.BENCH_BACKUP_ROWS || '10000,1000000').split(',').map(Number);

/** In a process of its own, so that its memory is its own. */
const program = `
const [files, what, url, place] = process.argv.slice(1);
const [{ Backup }, { BackupFolder }, { Restore }] = JSON.parse(files).map((file) => require(file));
const phases = {};
let last;
const watch = ({ phase }) => {
  const now = performance.now();
  phases[phase] = (phases[phase] ?? 0) + now - last;
  last = now;
};
const work = what === 'backup' ? new Backup(url).create(new BackupFolder(place), 10, watch) : new Restore(url).run(place, true, watch);
last = performance.now();
const began = last;
work.then(({ path, kept }) =>
  console.log(JSON.stringify({ path, kept, seconds: (performance.now() - began) / 1000, phases, megabytes: process.resourceUsage().maxRSS / 1024 })));
`;

for (const shots of sizes) await measure(shots);

async function measure(shots) {
  const folder = mkdtempSync(join(tmpdir(), 'continuity-bench-'));
  const database = await newDatabase({ build, dataDir: join(folder, 'data') });
  let kept;
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await fill(client, { shots, secret: 'no token is used in this benchmark' });
    const file = join(folder, 'shots.copy');
    const out = await seconds(() => pipeline(client.query(copy.to('copy shots to stdout')), createWriteStream(file)));
    await client.query('create unlogged table loaded (like shots)');
    const into = await seconds(() =>
      pipeline(createReadStream(file), client.query(copy.from('copy loaded from stdin'))),
    );
    await client.query('drop table loaded');
    await client.end();
    const backup = inOwnProcess('backup', database.url, folder);
    const restore = inOwnProcess('restore', database.url, backup.path);
    kept = restore.kept;
    const copied = statSync(file).size / 1e6;
    console.log(
      `${shots.toLocaleString('en')} shots, ${copied.toFixed(0)} MB as a COPY text, ${(statSync(backup.path).size / 1e6).toFixed(0)} MB as a backup`,
    );
    report('backup', backup, shots, out, 'COPY to a file');
    report('restore', restore, shots, into, 'COPY from a file into a table without indexes');
  } finally {
    await client.end().catch(() => undefined);
    if (kept)
      await run(
        Object.assign(new URL(database.url), { pathname: '/postgres' }).href,
        `drop database ${client.escapeIdentifier(kept)}`,
      );
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(what, { seconds: taken, phases, megabytes }, shots, reference, against) {
  const parts = Object.entries(phases).map(([phase, milliseconds]) => `${phase} ${(milliseconds / 1000).toFixed(1)}`);
  console.log(
    `  ${what}: ${Math.round(shots / taken).toLocaleString('en')} rows/s, ${(taken / reference).toFixed(1)} × ${against} (${reference.toFixed(1)} s); ` +
      `${taken.toFixed(1)} s: ${parts.join(', ')}; at most ${megabytes.toFixed(0)} MB resident`,
  );
}

function inOwnProcess(what, url, place) {
  const files = ['backup.js', 'backup-folder.js', 'restore.js'].map((name) => build.path(name));
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, JSON.stringify(files), what, url, place], {
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function seconds(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

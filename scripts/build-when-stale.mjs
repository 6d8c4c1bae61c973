// Builds dist/ when a source is newer than the last build, so that `npm start` and `npm run cli` always run what the
// sources say. Says nothing unless the build fails.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(project, 'dist', '.built');
// Not in dist/, which the build deletes.
const lock = join(project, 'node_modules', '.cache', 'continuity-build.lock');

if (isStale()) {
  await withLock(() => {
    // Whoever had the lock before us may have built.
    if (isStale()) build();
  });
}

function isStale() {
  const built = modified(marker);
  if (built === undefined) return true;
  const settings = readdirSync(project).filter((name) => /^(package|nest-cli|tsconfig.*)\.json$/.test(name));
  return [...settings, 'src', 'migrations'].some((name) => newest(join(project, name)) > built);
}

/** A folder counts as well: its time tells of a file that was deleted or renamed. */
function newest(path) {
  const own = modified(path) ?? 0;
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function build() {
  // A source that is saved while the build runs must count as newer.
  const started = new Date();
  const nest = join(project, 'node_modules', '.bin', 'nest');
  const result = spawnSync(nest, ['build'], { cwd: project, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write(
      `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\nThe build failed.\n`,
    );
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, '');
  utimesSync(marker, started, started);
}

/** Runs `work` while no other process builds. A folder appears whole under the lock's name, with its holder's pid. */
async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true });
  const mine = `${lock}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  writeFileSync(join(mine, 'pid'), String(process.pid));
  while (!takeLock(mine)) {
    removeDeadLock();
    await delay(100);
  }
  try {
    work();
  } finally {
    // Moved away at once, then deleted: an emptied folder under the lock's name could be taken while we delete it.
    renameSync(lock, mine);
    rmSync(mine, { recursive: true, force: true });
  }
}

function takeLock(mine) {
  const now = new Date();
  utimesSync(mine, now, now);
  return tryRename(mine, lock);
}

/** Only one process at a time looks and removes, else the second would remove the lock of the first one's successor. */
function removeDeadLock() {
  const broom = `${lock}.broom`;
  try {
    mkdirSync(broom);
  } catch {
    // It is held for less than a millisecond; an old one was left by a process that was killed just then.
    if (age(broom) > 10_000) rmSync(broom, { recursive: true, force: true });
    return;
  }
  try {
    if (!isHeld()) tryRename(lock, `${lock}.${process.pid}.dead`);
    rmSync(`${lock}.${process.pid}.dead`, { recursive: true, force: true });
  } finally {
    rmSync(broom, { recursive: true, force: true });
  }
}

function isHeld() {
  // A build takes seconds; after a restart of a container, the pid in an old lock may be anybody's.
  if (age(lock) > 10 * 60_000) return false;
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    // ENOENT: the lock has just been released; EPERM: another account's process.
    return error.code !== 'ESRCH';
  }
}

function age(path) {
  return Date.now() - (modified(path) ?? Date.now());
}

function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM'].includes(error.code)) return false;
    throw error;
  }
}

import { readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, identifyProcess } from './operating-system';

const free = 'free';

/**
 * Runs `work` while no other process (and no other call in this one) works under the same lock folder. A holder that was
 * killed does not block: its process is recognised as gone, even when its pid is in use again.
 *
 * The lock is a row of numbered symbolic links, each of which names its holder; the highest number counts. A link appears
 * at once with its content, and a number can be taken only once, so two processes that see the same dead holder cannot
 * both follow it (with one lock file, the second to delete it would delete the first one's new lock). Numbers only grow:
 * the last link stays when the lock is free.
 *
 * @param folder the lock's folder, which exists and holds nothing else
 * @returns what `work` gives
 */
export async function withStartUpLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const number = await acquire(folder);
  try {
    return await work();
  } finally {
    await release(folder, number);
  }
}

async function acquire(folder: string): Promise<number> {
  const me = `${process.pid}@${(await identifyProcess(process.pid)) ?? 'unknown'}`;
  for (;;) {
    const current = await highestNumber(folder);
    if (current === 0 || !(await isHeld(folder, current))) {
      const next = current + 1;
      if ((await tryLink(me, join(folder, String(next)))) && (await highestNumber(folder)) === next) {
        await removeOlder(folder, next);
        return next;
      }
    }
    await delay(20 + Math.random() * 30);
  }
}

async function release(folder: string, number: number): Promise<void> {
  const replacement = join(folder, `release-${process.pid}-${number}`);
  await rm(replacement, { force: true });
  await symlink(free, replacement);
  await rename(replacement, join(folder, String(number)));
}

async function isHeld(folder: string, number: number): Promise<boolean> {
  let holder: string;
  try {
    holder = await readlink(join(folder, String(number)));
  } catch (error) {
    // Gone: somebody with a higher number has cleared it away. Look again.
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
  if (holder === free) return false;
  const at = holder.indexOf('@');
  return (await identifyProcess(Number(holder.slice(0, at)))) === holder.slice(at + 1);
}

async function tryLink(content: string, path: string): Promise<boolean> {
  try {
    await symlink(content, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function numbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function highestNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await numbers(folder)));
}

async function removeOlder(folder: string, number: number): Promise<void> {
  for (const older of await numbers(folder)) {
    if (older < number) await rm(join(folder, String(older)), { force: true });
  }
}

import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError, errorWithOutput } from './embedded-postgres-errors';
import { errorCode, runProgram, type Account, type ProgramResult } from './operating-system';

/** The programs of one PostgreSQL version, as absolute paths that the server's account can run. */
export interface ServerBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds programs that the account can run: those in `node_modules`, or a copy of them (60 MB, made once) in a folder for
 * temporary files when `node_modules` lies below a folder that the account may not enter.
 *
 * @param account whom the server runs as; undefined for the account of this process
 * @param npmPackage the package that depends on the platforms' programs; tests use other majors
 * @throws EmbeddedPostgresError when this platform has no programs or they cannot be run
 */
export async function findServerBinaries(
  account: Account | undefined,
  npmPackage = 'embedded-postgres',
): Promise<ServerBinaries> {
  const { native, version } = await locatePackage(npmPackage);
  let probe = await probeBinaries(native, account);
  if (probe.status === 0) return binariesIn(native);
  if (account !== undefined && probe.refused === 'EACCES') {
    for (const parent of new Set([tmpdir(), '/var/tmp'])) {
      const copy = join(parent, `continuity-postgres-${version}-${process.arch}`);
      await copyForOthers(native, copy);
      probe = await probeBinaries(copy, account);
      if (probe.status === 0) return binariesIn(copy);
    }
  }
  throw errorWithOutput(
    'The PostgreSQL programs in node_modules cannot be run here: run `npm rebuild`, or set DATABASE_URL to a PostgreSQL server of your own.',
    probe.output,
  );
}

function binariesIn(native: string): ServerBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function probeBinaries(native: string, account: Account | undefined): Promise<ProgramResult> {
  return runProgram(binariesIn(native).postgres, ['--version'], '/', account);
}

async function locatePackage(npmPackage: string): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform packages are dependencies of that package, so only from there are they sure to be found.
    const parent = createRequire(__filename).resolve(npmPackage);
    const root = dirname(dirname(createRequire(parent).resolve(name)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL has no programs for this machine (the package ${name} is not installed): set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: error },
    );
  }
}

/**
 * Copies a tree so that every account can read it. The copy appears under its name at once and whole, so processes that
 * do this at the same time do not disturb each other. A copy that is there already is used only when nobody but its owner
 * root can have put anything into it and no file is missing (systems clear their temporary folders file by file).
 */
async function copyForOthers(source: string, target: string): Promise<void> {
  if ((await isTrusted(target)) && (await isWhole(source, target))) return;
  const workspace = await mkdtemp(`${target}.new-`);
  try {
    const fresh = join(workspace, basename(target));
    await copyTree(source, fresh);
    if ((await lstat(target).catch(() => undefined)) !== undefined) {
      if (!(await isTrusted(target))) {
        throw new EmbeddedPostgresError(
          `The folder ${target} belongs to somebody else, and programs in it must not be run: remove it, or set DATABASE_URL to a PostgreSQL server of your own.`,
        );
      }
      // Somebody else may have finished in the meantime.
      if (await isWhole(source, target)) return;
      // Moved, not deleted: a server that was started from it still reads its files.
      await rename(target, `${target}.old-${basename(workspace).slice(-6)}`).catch(ignoreCode('ENOENT'));
    }
    await rename(fresh, target).catch(async (error: unknown) => {
      if ((await isTrusted(target)) && (await isWhole(source, target))) return;
      throw error;
    });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function isTrusted(folder: string): Promise<boolean> {
  const entry = await lstat(folder).catch(() => undefined);
  return entry?.isDirectory() === true && entry.uid === 0 && (entry.mode & 0o022) === 0;
}

async function isWhole(source: string, target: string): Promise<boolean> {
  const [wanted, found] = await Promise.all([lstat(source), lstat(target).catch(() => undefined)]);
  if (found === undefined || wanted.isDirectory() !== found.isDirectory() || found.uid !== 0) return false;
  if (wanted.isSymbolicLink()) return found.isSymbolicLink() && (await readlink(source)) === (await readlink(target));
  if ((found.mode & 0o022) !== 0) return false;
  if (!wanted.isDirectory()) return found.isFile() && wanted.size === found.size;
  const names = await readdir(source);
  const parts = await Promise.all(names.map((name) => isWhole(join(source, name), join(target, name))));
  return parts.every(Boolean);
}

async function copyTree(source: string, target: string): Promise<void> {
  const entry = await lstat(source);
  if (entry.isSymbolicLink()) {
    await symlink(await readlink(source), target);
  } else if (entry.isDirectory()) {
    await mkdir(target);
    for (const name of await readdir(source)) await copyTree(join(source, name), join(target, name));
    await chmod(target, 0o755);
  } else {
    await copyFile(source, target);
    await chmod(target, (entry.mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

function ignoreCode(code: string): (error: unknown) => void {
  return (error) => {
    if (errorCode(error) !== code) throw error;
  };
}

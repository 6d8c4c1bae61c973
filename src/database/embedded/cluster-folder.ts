import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, errorWithOutput } from './embedded-postgres-errors';
import { errorCode, runProgram, type Account } from './operating-system';
import type { ServerBinaries } from './server-binaries';

/** What is kept beside the cluster, readable by its owner alone. */
export interface ClusterSecrets {
  password: string;
  /** The port that the server used last; taken again when it is free, so that noted-down URLs stay true. */
  port?: number;
}

/** The superuser that initdb makes. */
export const superuser = 'postgres';

const workspacePrefix = 'postgres.new-';
const largestLog = 10 * 1024 * 1024;

/** The files of the embedded server inside a data folder. */
export class ClusterFolder {
  /** The cluster itself, which belongs to the server's account. */
  readonly clusterDir: string;
  readonly logFile: string;
  readonly lockDir: string;
  private readonly secretsFile: string;

  /** @param dataDir the data folder, as an absolute path */
  constructor(readonly dataDir: string) {
    this.clusterDir = join(dataDir, 'postgres');
    this.logFile = join(dataDir, 'postgres.log');
    this.lockDir = join(dataDir, 'postgres.lock');
    this.secretsFile = join(dataDir, 'postgres.json');
  }

  /** Makes the data folder, closed to others, when it is missing (an existing one keeps its rights), and the lock's. */
  async prepare(): Promise<void> {
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
    await mkdir(this.lockDir, { recursive: true, mode: 0o700 });
    const lock = await open(this.lockDir, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      await this.giveToFolderOwner(lock);
    } finally {
      await lock.close();
    }
  }

  /**
   * Makes sure that there is a whole cluster and that its password is known. The password is written before the cluster
   * exists, and the cluster is made under another name and renamed: whenever this is interrupted, the next call goes on.
   * Call it under the start-up lock.
   *
   * @param durable false skips writing the new cluster through to the disk
   * @throws EmbeddedPostgresError when initdb fails or the password of an existing cluster is lost
   */
  async ensureCluster(binaries: ServerBinaries, account: Account | undefined, durable: boolean): Promise<void> {
    await this.removeLeftovers();
    const cluster = await lstat(this.clusterDir).catch(() => undefined);
    if (cluster !== undefined) {
      if (!cluster.isDirectory()) throw new EmbeddedPostgresError(`${this.clusterDir} is not a folder.`);
      await this.readSecrets();
      if (account !== undefined && cluster.uid !== account.uid) await giveTo(this.clusterDir, account);
      await chmod(this.clusterDir, 0o700);
      return;
    }
    const secrets = (await this.findSecrets()) ?? { password: randomBytes(24).toString('base64url') };
    await this.writeSecrets(secrets);
    await this.createCluster(binaries, account, secrets.password, durable);
  }

  /** @throws EmbeddedPostgresError when the file is missing or damaged */
  async readSecrets(): Promise<ClusterSecrets> {
    const secrets = await this.findSecrets();
    if (secrets !== undefined) return secrets;
    throw new EmbeddedPostgresError(
      `The database in ${this.clusterDir} cannot be opened because its password file ${this.secretsFile} is missing or damaged: restore that file from a backup.`,
    );
  }

  /** Replaces the file at once: a reader sees the old content or the new. */
  async writeSecrets(secrets: ClusterSecrets): Promise<void> {
    const fresh = `${this.secretsFile}.new-${randomBytes(6).toString('hex')}`;
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
      await this.giveToFolderOwner(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, this.secretsFile);
    await syncFolder(this.dataDir);
  }

  /**
   * Opens the server's log to append to it; one of more than 10 MB becomes `postgres.log.1` first.
   *
   * @returns the open file, which the caller closes, and its present size in bytes
   */
  async openLog(): Promise<{ file: Awaited<ReturnType<typeof open>>; size: number }> {
    const present = await lstat(this.logFile).catch(() => undefined);
    if (present !== undefined && present.size > largestLog) await rename(this.logFile, `${this.logFile}.1`);
    // NOFOLLOW: root must not be led to another file by a link in a folder that an ordinary user owns.
    const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW;
    const file = await open(this.logFile, flags, 0o600);
    await this.giveToFolderOwner(file);
    return { file, size: (await file.stat()).size };
  }

  private async findSecrets(): Promise<ClusterSecrets | undefined> {
    let text: string;
    try {
      text = await readFile(this.secretsFile, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
    return parseSecrets(text);
  }

  private async createCluster(
    binaries: ServerBinaries,
    account: Account | undefined,
    password: string,
    durable: boolean,
  ): Promise<void> {
    const workspace = join(this.dataDir, `${workspacePrefix}${randomBytes(6).toString('hex')}`);
    const fresh = join(workspace, 'cluster');
    const passwordFile = join(workspace, 'password');
    await mkdir(workspace, { mode: 0o700 });
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (account !== undefined) {
      for (const path of [passwordFile, fresh, workspace]) await chown(path, account.uid, account.gid);
    }
    const args = [
      ...['-D', dataDirectoryArgument(fresh, account), `--username=${superuser}`, '--pwfile=../password'],
      ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin'],
      ...['--builtin-locale=C.UTF-8', '--lc-messages=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
    ];
    const result = await runProgram(binaries.initdb, args, fresh, account);
    if (result.status !== 0) {
      await rm(workspace, { recursive: true, force: true });
      throw errorWithOutput(`A new database could not be made in ${this.clusterDir}.`, result.output);
    }
    await rename(fresh, this.clusterDir);
    await syncFolder(this.dataDir);
    await rm(workspace, { recursive: true, force: true });
  }

  private async removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.dataDir)) {
      if (name.startsWith(workspacePrefix) || name.startsWith('postgres.json.new-')) {
        // Retried: an initdb whose starter was killed goes on for a moment and adds files while we delete.
        await rm(join(this.dataDir, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
      }
    }
  }

  /** Root may work once in an ordinary user's data folder (`sudo`); that user must be able to go on afterwards. */
  private async giveToFolderOwner(file: Awaited<ReturnType<typeof open>>): Promise<void> {
    if (process.getuid?.() !== 0) return;
    const { uid, gid } = await stat(this.dataDir);
    await file.chown(uid, gid);
  }
}

/**
 * Names the cluster's folder for initdb and postgres. Another account than ours may be unable to walk down to it, but its
 * working directory (entered while still root) it can always reach; PostgreSQL only uses paths below it.
 *
 * @param folder the folder, which must also be the program's working directory
 */
export function dataDirectoryArgument(folder: string, account: Account | undefined): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

function parseSecrets(text: string): ClusterSecrets | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || !('password' in content)) return undefined;
    if (typeof content.password !== 'string' || content.password === '') return undefined;
    const port = 'port' in content && typeof content.port === 'number' ? content.port : undefined;
    return { password: content.password, ...(port === undefined ? {} : { port }) };
  } catch {
    return undefined;
  }
}

/**
 * A cluster that root brought here (unpacked or copied) belongs to root; the server could not read it. The folder itself
 * changes hands last, so that an interrupted change is taken up again.
 */
async function giveTo(path: string, account: Account): Promise<void> {
  if ((await lstat(path)).isDirectory()) {
    for (const name of await readdir(path)) await giveTo(join(path, name), account);
  }
  await lchown(path, account.uid, account.gid);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

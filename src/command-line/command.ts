import { CommandRunner } from 'nest-commander';
import type { Settings } from '../config/settings';
import { EXIT, UsageError } from './exit';

/** The database that a command works on. */
export interface ConnectedDatabase {
  url: string;
  settings: Settings;
  /** @throws SchemaPendingError when the database lacks a migration that this version knows */
  refusePending: () => Promise<void>;
}

/** Injection token of a function that connects, runs and leaves: the command line's way to the database. */
export const WITH_DATABASE = Symbol('WITH_DATABASE');
export type WithDatabase = <T>(work: (database: ConnectedDatabase) => Promise<T>) => Promise<T>;

/** What all commands share: a wrong option or a word too many is thrown, so that the exit code says so; help with examples. */
export abstract class StrictCommand extends CommandRunner {
  /** What stands below the options in `--help`. */
  protected readonly help: string = '';

  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    command.exitOverride().allowExcessArguments(false);
    if (this.help !== '') command.addHelpText('after', `\n${this.help.trim()}\n`);
    return super.setCommand(command);
  }
}

/** Aborts when the process is asked to end: the run stops at its next batch or step. The second time the process ends at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** One number of an option, or a refusal. */
export function wholeNumber(option: string, text: string, from = 1): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < from)
    throw new UsageError(`${option} must be a whole number from ${String(from)}.`);
  return Number(text);
}

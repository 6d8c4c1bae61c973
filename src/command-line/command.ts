import { Command as Program, Option as ProgramOption } from 'commander';
import type { Settings } from '../config/settings';
import { EXIT, UsageError } from './exit';

/** The database that a command works on. */
export interface ConnectedDatabase {
  url: string;
  settings: Settings;
  /** @throws SchemaPendingError when the database lacks a migration that this version knows */
  refusePending: () => Promise<void>;
}

/** Connects, runs and leaves: the command line's way to the database. */
export type WithDatabase = <T>(work: (database: ConnectedDatabase) => Promise<T>) => Promise<T>;

/** What the command line says of a command. */
interface CommandWords {
  name: string;
  /** As in `<email>`, or `[file]` where it may be left out. */
  arguments?: string;
  description: string;
}

/** What it says of an option. */
interface OptionWords {
  /** As in `-v, --verbose`, or `--to <name>`. */
  flags: string;
  description: string;
}

const commandWords = new WeakMap<object, CommandWords>();
/** Class → its own options, and the method that reads the value of each. */
const optionWords = new WeakMap<object, (OptionWords & { method: string })[]>();

/** Of a class of commands: how it is called. */
export function Command(words: CommandWords): (type: object) => void {
  return (type) => {
    commandWords.set(type, words);
  };
}

/**
 * Of a method of a command, also of one in a class that it extends: the option whose text the method turns into its value.
 * Of an option that is given again it is called again, with the value so far.
 */
export function Option(words: OptionWords): (prototype: object, method: string) => void {
  return (prototype, method) => {
    const type = prototype.constructor;
    optionWords.set(type, [...(optionWords.get(type) ?? []), { ...words, method }]);
  };
}

/** What all commands share: a wrong option or a word too many is thrown, so that the exit code says so; help with examples. */
export abstract class StrictCommand {
  /** What stands below the options in `--help`. */
  protected readonly help: string = '';
  /** What is called by this command's name and theirs. */
  protected readonly subCommands: readonly StrictCommand[] = [];

  /**
   * @param words what was given beside options
   * @param options by their long names, in camelCase
   * @throws CommandFailure, or any other error
   */
  abstract run(words: string[], options: object): Promise<void>;

  /** The command as Commander takes it. */
  toCommander(): Program {
    const words = commandWords.get(this.constructor);
    if (!words) throw new Error(`${this.constructor.name} has no @Command(…).`);
    const program = new Program(words.name).description(words.description).exitOverride().allowExcessArguments(false);
    if (this.help !== '') program.addHelpText('after', `\n${this.help.trim()}\n`);
    if (words.arguments !== undefined) program.arguments(words.arguments);
    for (const { flags, description, method } of this.options()) {
      const read = this[method as keyof this] as (text: string, before: unknown) => unknown;
      program.addOption(new ProgramOption(flags, description).argParser(read.bind(this)));
    }
    for (const command of this.subCommands) program.addCommand(command.toCommander());
    return program.action(() => this.run(program.args, program.opts()));
  }

  /** The class's own options, then those of the classes that it extends. */
  private options(): (OptionWords & { method: string })[] {
    const options = [];
    for (let type: object | null = this.constructor; type !== null; type = Object.getPrototypeOf(type) as object | null)
      options.push(...(optionWords.get(type) ?? []));
    return options;
  }
}

/** Runs the command that the process was started with. @throws what the command throws, and Commander's own errors */
export async function runCommands(name: string, commands: readonly StrictCommand[]): Promise<void> {
  const program = new Program(name).exitOverride();
  for (const command of commands) program.addCommand(command.toCommander());
  await program.parseAsync(process.argv);
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

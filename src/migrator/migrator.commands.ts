import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandRunner, Option } from 'nest-commander';
import { SchemaChanges } from './schema-changes';

/** Injection token of a function that connects, runs and leaves: the command line's way to the database. */
export const WITH_SCHEMA_CHANGES = Symbol('WITH_SCHEMA_CHANGES');
export type WithSchemaChanges = <T>(work: (changes: SchemaChanges) => Promise<T>) => Promise<T>;

/** What commands end with; see docs/administration.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2, pending: 3, refused: 6, busy: 75 } as const;

/** A wrong option. The message says what is right. */
export class UsageError extends Error {
  override name = 'UsageError';
}

interface Output {
  json?: boolean;
}

/** One line for people, or the whole outcome as JSON. */
function report(output: Output, line: string, outcome: object): void {
  process.stdout.write(`${output.json ? JSON.stringify(outcome) : line}\n`);
}

/** What all commands share: a wrong option or a word too many is thrown, so that the exit code says so. */
abstract class StrictCommand extends CommandRunner {
  override setCommand(command: Parameters<CommandRunner['setCommand']>[0]): this {
    return super.setCommand(command.exitOverride().allowExcessArguments(false));
  }
}

@Injectable()
@Command({ name: 'migrate', description: 'Apply the pending schema changes.' })
export class MigrateCommand extends StrictCommand {
  constructor(@Inject(WITH_SCHEMA_CHANGES) private readonly withSchemaChanges: WithSchemaChanges) {
    super();
  }

  async run(_given: string[], options: Output & { to?: string }): Promise<void> {
    const say = (name: string) => {
      if (!options.json) process.stdout.write(`applied ${name}\n`);
    };
    const applied = await this.withSchemaChanges((changes) => changes.migrate(options.to, say));
    report(options, applied.length === 0 ? 'Nothing is pending.' : `${String(applied.length)} applied.`, { applied });
  }

  @Option({ flags: '--to <name>', description: 'the last one to apply, with or without its timestamp' })
  parseTo(name: string): string {
    return name;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}

@Injectable()
@Command({
  name: 'rollback',
  description: 'Take schema changes back, the newest one by default. Refuses when rows would be lost.',
})
export class RollbackCommand extends StrictCommand {
  constructor(@Inject(WITH_SCHEMA_CHANGES) private readonly withSchemaChanges: WithSchemaChanges) {
    super();
  }

  async run(_given: string[], options: Output & { steps?: number; to?: string; all?: boolean }): Promise<void> {
    const { steps, to, all } = options;
    if ([steps, to, all].filter((option) => option !== undefined).length > 1)
      throw new UsageError('Give only one of --steps, --to and --all.');
    const target = all ? 'all' : to !== undefined ? { to } : { steps: steps ?? 1 };
    const say = (name: string) => {
      if (!options.json) process.stdout.write(`took back ${name}\n`);
    };
    const reverted = await this.withSchemaChanges((changes) => changes.rollback(target, say));
    report(options, reverted.length === 0 ? 'Nothing to take back.' : `${String(reverted.length)} taken back.`, {
      reverted,
    });
  }

  @Option({ flags: '--steps <number>', description: 'how many to take back' })
  parseSteps(steps: string): number {
    if (!/^[1-9]\d{0,3}$/.test(steps)) throw new UsageError('--steps must be a whole number from 1.');
    return Number(steps);
  }

  @Option({ flags: '--to <name>', description: 'leave this one applied, take back all that came after it' })
  parseTo(name: string): string {
    return name;
  }

  @Option({ flags: '--all', description: 'take back all' })
  parseAll(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}

@Injectable()
@Command({ name: 'status', description: 'Show which schema changes are applied and which are pending.' })
export class StatusCommand extends StrictCommand {
  constructor(@Inject(WITH_SCHEMA_CHANGES) private readonly withSchemaChanges: WithSchemaChanges) {
    super();
  }

  async run(_given: string[], options: Output & { check?: boolean }): Promise<void> {
    const migrations = await this.withSchemaChanges((changes) => changes.states());
    const pending = migrations.filter((migration) => !migration.applied).length;
    const lines = migrations.map(({ name, applied }) => `${applied ? 'applied' : 'pending'}  ${name}`);
    report(options, lines.join('\n'), { migrations, pending });
    if (options.check && pending > 0) process.exitCode = EXIT.pending;
  }

  @Option({ flags: '--check', description: 'exit with 3 when something is pending' })
  parseCheck(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}

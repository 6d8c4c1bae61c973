#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { readSettings, SettingsError } from './config/settings';
import { connectDatabase } from './connect-database';
import { DataFolderInUseError, EmbeddedPostgresError } from './database/embedded/embedded-postgres-errors';
import { isDatabaseAway } from './database/errors';
import {
  EXIT,
  MigrateCommand,
  RollbackCommand,
  StatusCommand,
  UsageError,
  WITH_SCHEMA_CHANGES,
  type WithSchemaChanges,
} from './migrator/migrator.commands';
import { MigrationRefusedError } from './migrator/refusal';
import { MigratorBusyError, SchemaChanges, UnknownMigrationError } from './migrator/schema-changes';

const withSchemaChanges: WithSchemaChanges = async (work) => {
  const database = await connectDatabase(readSettings(process.env));
  try {
    return await work(new SchemaChanges(database.url));
  } finally {
    await database.leave();
  }
};

@Module({
  providers: [
    { provide: WITH_SCHEMA_CHANGES, useValue: withSchemaChanges },
    MigrateCommand,
    RollbackCommand,
    StatusCommand,
  ],
})
class CommandLineModule {}

/** What went wrong in one sentence, and the exit code that says so to programs. */
function outcomeOf(error: unknown): { sentence: string; code: number } {
  if (error instanceof MigrationRefusedError) {
    const { message, done } = error;
    const before = done.length === 0 ? 'Nothing was changed.' : `Done before that: ${done.join(', ')}.`;
    return { sentence: `Refused: ${message} ${before}`, code: EXIT.refused };
  }
  if (error instanceof MigratorBusyError) return { sentence: error.message, code: EXIT.busy };
  if (error instanceof UnknownMigrationError || error instanceof UsageError || error instanceof SettingsError)
    return { sentence: error.message, code: EXIT.usage };
  if (error instanceof EmbeddedPostgresError || error instanceof DataFolderInUseError)
    return { sentence: error.message, code: EXIT.failed };
  if (isDatabaseAway(error))
    return { sentence: `PostgreSQL at DATABASE_URL cannot be used: ${(error as Error).message}.`, code: EXIT.failed };
  return { sentence: error instanceof Error ? error.message : String(error), code: EXIT.failed };
}

function fail(error: unknown): void {
  // Commander has printed its own sentence for an unknown command or option, and for --help, which is no failure.
  const commander = error as { code?: unknown; exitCode?: number };
  if (typeof commander.code === 'string' && commander.code.startsWith('commander.')) {
    process.exitCode = commander.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return;
  }
  const { sentence, code } = outcomeOf(error);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}

void CommandFactory.run(CommandLineModule, {
  logger: false,
  cliName: 'continuity',
  // To be thrown: where it is only noted, Commander ends the process with a code of its own.
  errorHandler: (error) => {
    throw error;
  },
  serviceErrorHandler: fail,
}).catch(fail);

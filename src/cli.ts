#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { PersonCommand, PersonEraseCommand, PersonExportCommand } from './access/person.commands';
import { ErasureRefusedError } from './access/personal-data-erasure';
import { UnfitPasswordError } from './access/password-reset';
import { ProfileCommand, SetPasswordCommand } from './access/profile.commands';
import { readSettings, SettingsError } from './config/settings';
import { connectDatabase } from './database/connect-database';
import { DataFolderInUseError, EmbeddedPostgresError } from './database/embedded/embedded-postgres-errors';
import { isDatabaseAway } from './database/errors';
import { OutsideDevelopmentError, SeedCommand } from './demonstration/demonstration.commands';
import { entities } from './entities';
import { ENTITIES } from './migrator/check/entity-catalog';
import { BackupCommand, BackupsCommand, RestoreCommand } from './backup/backup.commands';
import { EXIT, UsageError, WITH_DATABASE, type WithDatabase } from './command-line/command';
import { MigrateCommand, PreflightCommand, RollbackCommand } from './migrator/commands/migrate.commands';
import { ScriptCommand, VerifyCommand } from './migrator/commands/inspect.commands';
import { ListCommand, StatusCommand } from './migrator/commands/status.commands';
import {
  PauseCommand,
  PurgeCommand,
  RepairCommand,
  ResumeCommand,
  UnlockInfoCommand,
} from './migrator/commands/steer.commands';
import { SchemaPendingError } from './migrator/commands/pending';
import { AddCommand, RemoveCommand } from './migrator/commands/scaffold.commands';
import { LockNotGrantedError } from './migrator/run/blockers';
import { PreflightRefusedError } from './migrator/finding';
import { VerificationFailedError } from './migrator/check/fingerprints';
import { MigratorBusyError } from './migrator/run/migrator-lock';
import { ResolveOptionError } from './migrator/check/preflight';
import { InterruptedError } from './migrator/run/progress';
import { NoEmptyLegacySchemaError } from './rehearsal/legacy-data';
import { GenerateLegacyDataCommand } from './rehearsal/rehearsal.commands';
import { DriftError, SchemaChanges, UnknownMigrationError } from './migrator/run/schema-changes';

const withDatabase: WithDatabase = async (work) => {
  const settings = readSettings(process.env);
  const database = await connectDatabase(settings);
  try {
    return await work({ url: database.url, changes: new SchemaChanges(database.url), settings });
  } finally {
    await database.leave();
  }
};

@Module({
  providers: [
    { provide: WITH_DATABASE, useValue: withDatabase },
    { provide: ENTITIES, useValue: entities },
    MigrateCommand,
    RollbackCommand,
    PreflightCommand,
    StatusCommand,
    ListCommand,
    ScriptCommand,
    VerifyCommand,
    PauseCommand,
    ResumeCommand,
    UnlockInfoCommand,
    RepairCommand,
    PurgeCommand,
    GenerateLegacyDataCommand,
    BackupCommand,
    RestoreCommand,
    BackupsCommand,
    ProfileCommand,
    SetPasswordCommand,
    PersonCommand,
    PersonExportCommand,
    PersonEraseCommand,
    SeedCommand,
    AddCommand,
    RemoveCommand,
  ],
})
class CommandLineModule {}

/** Which errors end the command line with which code. Their own message says it all. */
const CODES: readonly [new (...given: never[]) => Error, number][] = [
  [MigratorBusyError, EXIT.busy],
  [LockNotGrantedError, EXIT.busy],
  [InterruptedError, EXIT.interrupted],
  [DriftError, EXIT.drift],
  [VerificationFailedError, EXIT.unverified],
  [NoEmptyLegacySchemaError, EXIT.refused],
  [ErasureRefusedError, EXIT.refused],
  [OutsideDevelopmentError, EXIT.refused],
  [SchemaPendingError, EXIT.pending],
  [UnfitPasswordError, EXIT.usage],
  [UnknownMigrationError, EXIT.usage],
  [UsageError, EXIT.usage],
  [ResolveOptionError, EXIT.usage],
  [SettingsError, EXIT.usage],
  [EmbeddedPostgresError, EXIT.failed],
  [DataFolderInUseError, EXIT.failed],
];

/** What went wrong in one sentence, and the exit code that says so to programs. */
function outcomeOf(error: unknown): { sentence: string; code: number } {
  const known = CODES.find(([type]) => error instanceof type);
  if (known) return { sentence: (error as Error).message, code: known[1] };
  if (error instanceof PreflightRefusedError) {
    const { message, applied } = error;
    const before =
      applied.length === 0
        ? 'No migration was begun that is not begun already.'
        : `Applied before that: ${applied.join(', ')}.`;
    return { sentence: `Refused: ${message}\n${before}`, code: EXIT.refused };
  }
  if (isDatabaseAway(error))
    return { sentence: `PostgreSQL at DATABASE_URL cannot be used: ${(error as Error).message}.`, code: EXIT.failed };
  return { sentence: error instanceof Error ? error.message : String(error), code: EXIT.failed };
}

function fail(error: unknown): void {
  // Commander has printed its own sentence for an unknown command or option, and for --help, which is no failure.
  const commander = error as { code?: unknown; exitCode?: number; message: string };
  const isCommanders = typeof commander.code === 'string' && commander.code.startsWith('commander.');
  const { sentence, code } = isCommanders
    ? { sentence: commander.message, code: commander.exitCode === 0 ? EXIT.ok : EXIT.usage }
    : outcomeOf(error);
  if (!isCommanders) process.stderr.write(`${sentence}\n`);
  // A program that asked for JSON gets one document, whatever happens.
  if (code !== EXIT.ok && process.argv.includes('--json')) {
    const report =
      error instanceof PreflightRefusedError ? { applied: error.applied, findings: error.findings } : undefined;
    process.stdout.write(`${JSON.stringify({ error: { message: sentence, exit_code: code }, ...report })}\n`);
  }
  process.exitCode = code;
}

// A reader that has seen enough, such as head, does not end a run.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

// Commander takes the program's name from the file that was run.
process.argv[1] = 'continuity';

void CommandFactory.run(CommandLineModule, {
  logger: false,
  cliName: 'continuity',
  // To be thrown: where it is only noted, Commander ends the process with a code of its own.
  errorHandler: (error) => {
    throw error;
  },
  serviceErrorHandler: fail,
}).catch(fail);

#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { PersonCommand, PersonEraseCommand, PersonExportCommand } from './access/person.commands';
import { ProfileCommand, SetPasswordCommand } from './access/profile.commands';
import { BackupCommand, BackupsCommand, RestoreCommand } from './backup/backup.commands';
import { WITH_DATABASE, type WithDatabase } from './command-line/command';
import { fail } from './command-line/failure';
import { CREATE_APPLICATION, type CreateApplication, SeedCommand } from './demonstration/demonstration.commands';
import { BACKUP_FIRST, type LoadBackupFirst } from './migrator/commands/backup-first';
import { ScriptCommand, VerifyCommand } from './migrator/commands/inspect.commands';
import { MigrateCommand, PreflightCommand, RollbackCommand } from './migrator/commands/migrate.commands';
import { AddCommand, ENTITIES, type LoadEntities, RemoveCommand } from './migrator/commands/scaffold.commands';
import { ListCommand, StatusCommand } from './migrator/commands/status.commands';
import {
  PauseCommand,
  PurgeCommand,
  RepairCommand,
  ResumeCommand,
  UnlockInfoCommand,
} from './migrator/commands/steer.commands';
import { WITH_CHANGES, type WithChanges } from './migrator/commands/with-changes';
import type { SchemaChanges } from './migrator/run/schema-changes';
import { GenerateLegacyDataCommand } from './rehearsal/rehearsal.commands';

// A command is here for its name, its options and its help. What it does, and what that needs, is loaded when it runs:
// most of the time of a short command would be loading.

const schemaChanges = async (url: string): Promise<SchemaChanges> => {
  const { SchemaChanges } = await import('./migrator/run/schema-changes.js');
  const { migrations } = await import('../migrations/index.js');
  return new SchemaChanges(url, migrations);
};

const withDatabase: WithDatabase = async (work) => {
  const { readSettings } = await import('./config/settings.js');
  const { connectDatabase } = await import('./database/connect-database.js');
  const settings = readSettings(process.env);
  const database = await connectDatabase(settings);
  const { url } = database;
  const refusePending = async () => {
    const pending = await import('./migrator/commands/pending.js');
    await pending.refusePending(await schemaChanges(url));
  };
  try {
    return await work({ url, settings, refusePending });
  } finally {
    await database.leave();
  }
};

const withChanges: WithChanges = (work) =>
  withDatabase(async (database) => work({ ...database, changes: await schemaChanges(database.url) }));

const createApplication: CreateApplication = async (...given) =>
  (await import('./application.js')).createApplication(...given);

const loadEntities: LoadEntities = async () => (await import('./entities.js')).entities;

const loadBackupFirst: LoadBackupFirst = () => import('./backup/before-migration.js');

@Module({
  providers: [
    { provide: WITH_DATABASE, useValue: withDatabase },
    { provide: WITH_CHANGES, useValue: withChanges },
    { provide: CREATE_APPLICATION, useValue: createApplication },
    { provide: ENTITIES, useValue: loadEntities },
    { provide: BACKUP_FIRST, useValue: loadBackupFirst },
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

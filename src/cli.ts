#!/usr/bin/env node
import 'reflect-metadata';
import { PersonCommand } from './access/person.commands';
import { ProfileCommand } from './access/profile.commands';
import { BackupCommand, BackupsCommand, RestoreCommand } from './backup/backup.commands';
import { runCommands, type WithDatabase } from './command-line/command';
import { fail } from './command-line/failure';
import { JobsCommand } from './datasets/jobs.commands';
import { FilesCommand } from './files/files.commands';
import { type CreateApplication, SeedCommand } from './demonstration/demonstration.commands';
import type { LoadBackupFirst } from './migrator/commands/backup-first';
import { ScriptCommand, VerifyCommand } from './migrator/commands/inspect.commands';
import { MigrateCommand, PreflightCommand, RollbackCommand } from './migrator/commands/migrate.commands';
import { AddCommand, type LoadEntities, RemoveCommand } from './migrator/commands/scaffold.commands';
import { ListCommand, StatusCommand } from './migrator/commands/status.commands';
import {
  PauseCommand,
  PurgeCommand,
  RepairCommand,
  ResumeCommand,
  UnlockInfoCommand,
} from './migrator/commands/steer.commands';
import type { WithChanges } from './migrator/commands/with-changes';
import type { SchemaChanges } from './migrator/run/schema-changes';
import { TrashCommand } from './resources/trash/trash.commands';
import { GenerateLegacyDataCommand } from './rehearsal/rehearsal.commands';

// A command is here for its name, its options and its help. What it does, and what that needs, is loaded when it runs:
// most of the time of a short command would be loading. That is why there is no NestJS before it is needed.

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

const commands = [
  new MigrateCommand(withChanges, loadBackupFirst),
  new RollbackCommand(withChanges),
  new PreflightCommand(withChanges),
  new StatusCommand(withChanges),
  new ListCommand(withChanges),
  new ScriptCommand(withChanges),
  new VerifyCommand(withChanges),
  new PauseCommand(withChanges),
  new ResumeCommand(withChanges),
  new UnlockInfoCommand(withChanges),
  new RepairCommand(withChanges),
  new PurgeCommand(withChanges),
  new GenerateLegacyDataCommand(withChanges),
  new BackupCommand(withDatabase),
  new RestoreCommand(withDatabase),
  new BackupsCommand(),
  new ProfileCommand(withDatabase),
  new PersonCommand(withDatabase),
  new JobsCommand(withDatabase),
  new TrashCommand(withDatabase),
  new FilesCommand(withDatabase),
  new SeedCommand(withDatabase, createApplication),
  new AddCommand(withDatabase, loadEntities),
  new RemoveCommand(withDatabase),
];

// A reader that has seen enough, such as head, does not end a run.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

runCommands('continuity', commands).catch(fail);

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from 'node:net';
import { Client } from 'pg';
import { migrations } from '../migrations';
import { FirstAdministrator } from './operations/first-administrator';
import { createApplication } from './application';
import { type CommandFailure, EXIT } from './command-line/exit';
import { readSettings, type Settings } from './config/settings';
import { connectDatabase, type DatabaseConnection } from './database/connect-database';
import { isDatabaseAway, withoutValues } from './database/errors';
import { createLogger, LOGGER, type Logger } from './database/logger';
import { SchemaGate } from './migrator/schema-gate';
import { JobWorker } from './jobs/job-worker';
import { type Demonstration, finishDemonstration, loadDemonstration } from './demonstration/demonstration';
import { SchemaChanges } from './migrator/run/schema-changes';

/** How often a database without a schema is looked at again. */
const LOOK_AGAIN_MS = 2000;

/** How long the demonstration waits for workers; there may be none. */
const WAIT_FOR_WORKERS_MS = 10 * 60_000;

/** A start that cannot succeed; the message is one line for whoever sits at the terminal. */
class StartError extends Error implements CommandFailure {
  readonly exitCode = EXIT.failed;
}

/**
 * Starts the service and stops it on SIGTERM or SIGINT: requests in flight are finished, then the embedded server, if
 * nobody else uses it, is stopped. Never returns normally; sets the exit code.
 */
export async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  let database: DatabaseConnection | undefined;
  let app: NestFastifyApplication | undefined;
  try {
    const settings = readSettings(environment);
    const logger = createLogger(settings);
    await refuseTakenPort(settings);
    database = await connectDatabase(settings);
    if (!database.embedded) await refuseAbsentDatabase(database.url);
    await database.embedded?.claimForService();
    if (database.embedded) await new SchemaChanges(database.url, migrations).migrate();
    app = await createApplication(settings, database.url, logger);
    stopOnSignals(app, database, settings, logger);
    const demonstration = database.embedded && (await prepare(app, settings));
    await app.listen({ port: settings.PORT, host: settings.HOST });
    announce(await app.getUrl(), database, settings);
    app.get(JobWorker).start(settings.WORKERS);
    if (demonstration) finishWhenWorked(app, demonstration, logger);
    if (!database.embedded) await prepareWhenMigrated(app, logger);
  } catch (error) {
    await app?.close().catch(() => undefined);
    await database?.leave().catch(() => undefined);
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(EXIT.failed);
  }
}

/** The first administrator, and the demonstration for an embedded database. @returns the demonstration, if it was loaded */
async function prepare(app: NestFastifyApplication, settings?: Settings): Promise<Demonstration | undefined> {
  const created = await app.get(FirstAdministrator).ensure();
  if (!created) return undefined;
  say(
    `The first administrator is ${created.email}${created.password === undefined ? '.' : `, password ${created.password} (shown only now).`}`,
  );
  if (settings?.DEMO_DATA !== 'on') return undefined;
  try {
    const demonstration = await loadDemonstration(app);
    say('A demonstration project with a real cut, a branching story and a small dataset is loaded.');
    return demonstration;
  } catch (error) {
    // The service does without it.
    app.get<Logger>(LOGGER).error({ err: withoutValues(error) }, 'the demonstration could not be loaded');
    say('The demonstration could not be loaded; the log says why. Once that is mended: npm run cli -- seed');
    return undefined;
  }
}

/** The dataset is exported when workers have validated it; whoever uses the service need not wait for that. */
function finishWhenWorked(app: NestFastifyApplication, demonstration: Demonstration, logger: Logger): void {
  finishDemonstration(app, demonstration, AbortSignal.timeout(WAIT_FOR_WORKERS_MS)).catch((error: unknown) => {
    logger.warn({ err: withoutValues(error) }, 'the demonstration’s dataset was not exported; seed makes up for it');
  });
}

/** With DATABASE_URL the schema may come later, by an administrator's hand. */
async function prepareWhenMigrated(app: NestFastifyApplication, logger: Logger): Promise<void> {
  const gate = app.get(SchemaGate);
  const ready = async () => (await gate.look().catch(() => ({ missing: ['unknown'] }))).missing.length === 0;
  if (await ready()) {
    await prepare(app);
    return;
  }
  say('The database schema is not there yet; run: npm run cli -- migrate');
  const timer = setInterval(() => {
    void (async () => {
      if (!(await ready())) return;
      clearInterval(timer);
      await prepare(app);
    })().catch((error: unknown) => {
      logger.error({ err: withoutValues(error) }, 'the first administrator could not be made');
    });
  }, LOOK_AGAIN_MS);
  timer.unref();
}

function announce(url: string, database: DatabaseConnection, settings: Settings): void {
  say(`Continuity serves ${url}/api/v1`);
  say(`Documentation to try out: ${url}/docs`);
  say(database.embedded ? `Data: ${settings.DATA_DIR} (embedded PostgreSQL)` : 'Data: the PostgreSQL of DATABASE_URL');
}

function stopOnSignals(
  app: NestFastifyApplication,
  database: DatabaseConnection,
  settings: Settings,
  logger: Logger,
): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('requests in flight did not end in time');
      process.exit(1);
    }, settings.SHUTDOWN_SECONDS * 1000).unref();
    await app.close();
    await database.leave();
    logger.flush();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'the service did not stop cleanly');
        process.exit(1);
      });
    });
}

/** Before anything is started: two services on one port should not get as far as the data. */
async function refuseTakenPort({ PORT, HOST }: Settings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(PORT, HOST, () => {
      probe.close(() => {
        resolve();
      });
    });
  }).catch((error: unknown) => {
    throw new StartError(portSentence(error, PORT, HOST));
  });
}

/** Before anything is built upon it, which would fail in many words. */
async function refuseAbsentDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

function portSentence(error: unknown, port: number, host: string): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return `Port ${String(port)} is taken by another program. Stop it, or set PORT to a free one.`;
  if (code === 'EACCES')
    return `Port ${String(port)} may only be used by an administrator. Set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST ${host} is no address of this machine.`;
  return `The service cannot listen on ${host}:${String(port)}: ${String(error)}.`;
}

/** What an error that is foreseen says, and all that is known of another one. */
function sentenceOf(error: unknown): string {
  if (error instanceof Error && 'exitCode' in error) return error.message;
  if (isDatabaseAway(error)) return `PostgreSQL at DATABASE_URL cannot be used: ${(error as Error).message}.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** To whoever sits at the terminal; the log is for programs. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

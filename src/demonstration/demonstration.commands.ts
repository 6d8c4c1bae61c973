import { type CommandFailure, EXIT } from '../command-line/exit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { colors } from '../config/colors';
import type { Settings } from '../config/settings';
import type { Logger } from '../database/logger';
import { Command, Option, StrictCommand, type WithDatabase } from '../command-line/command';

/** Makes the whole service, which this room is part of, and so is handed in. */
export type CreateApplication = (settings: Settings, url: string, logger: Logger) => Promise<NestFastifyApplication>;

/** How long it works on the dataset at most; workers do the rest, when there are any. */
const WAIT_FOR_WORKERS_MS = 60_000;

/** The database may be one that people work with. */
export class OutsideDevelopmentError extends Error implements CommandFailure {
  override name = 'OutsideDevelopmentError';
  readonly exitCode = EXIT.refused;
}

@Command({
  name: 'seed',
  description: 'Load the demonstration: a project with the shots of a real cut, a branching story and a dataset.',
})
export class SeedCommand extends StrictCommand {
  protected override readonly help = `
Made through the API, as a client would make it, and owned by the oldest administrator; makes the first one where there
is none, from ADMIN_EMAIL and ADMIN_PASSWORD. What is there already stays as it is, so it may be run again and again.
Works while the service runs; works on the dataset itself, so that its validation and its export are there afterwards.

It is for development: where DATABASE_URL names another server than the embedded one, it refuses without --force.

  continuity seed
  continuity seed --force --json

Exit codes: 0 the demonstration is there · 1 failed, or the database is away · 2 wrong option · 3 migrations are pending ·
6 refused outside development.`;

  constructor(
    private readonly withDatabase: WithDatabase,
    private readonly createApplication: CreateApplication,
  ) {
    super();
  }

  async run(_given: string[], { force = false, json = false }: { force?: boolean; json?: boolean }): Promise<void> {
    const outcome = await this.withDatabase(async ({ url, settings, refusePending }) => {
      if (!force && !(await isEmbedded(settings)))
        throw new OutsideDevelopmentError(
          'DATABASE_URL names a server of its own, which may hold what people work with. Nothing was done. If the demonstration belongs there: continuity seed --force',
        );
      await refusePending();
      // Standard output belongs to the command.
      const { createLogger } = await import('../database/logger.js');
      const app = await this.createApplication(settings, url, createLogger({ ...settings, LOG_LEVEL: 'silent' }));
      try {
        const { FirstAdministrator } = await import('../operations/first-administrator.js');
        const { finishDemonstration, loadDemonstration } = await import('./demonstration.js');
        const { JobWorker } = await import('../jobs/job-worker.js');
        const administrator = (await app.get(FirstAdministrator).ensure()) ?? null;
        const demonstration = await loadDemonstration(app);
        // No service may be running that would work on it.
        app.get(JobWorker).start(1);
        await finishDemonstration(app, demonstration, AbortSignal.timeout(WAIT_FOR_WORKERS_MS));
        return { ...demonstration, administrator };
      } finally {
        await app.close();
      }
    });
    const { made, project_id, administrator } = outcome;
    const lines = [
      made
        ? `${colors.green('Loaded')}: the demonstration is the project ${project_id}.`
        : `The demonstration is there already: project ${project_id}.`,
      ...(administrator
        ? [
            `The first administrator is ${administrator.email}${administrator.password === undefined ? '.' : `, password ${administrator.password} (shown only now).`}`,
          ]
        : []),
    ];
    process.stdout.write(`${json ? JSON.stringify(outcome) : lines.join('\n')}\n`);
  }

  @Option({ flags: '--force', description: 'load it into any database' })
  parseForce(): boolean {
    return true;
  }

  @Option({
    flags: '--json',
    description: 'the outcome as JSON: project_id, made, administrator (null, or its email and new password)',
  })
  parseJson(): boolean {
    return true;
  }
}

/** No DATABASE_URL, or one that leads to the server in DATA_DIR: its password is nobody else's. */
async function isEmbedded({ DATABASE_URL, DATA_DIR }: Settings): Promise<boolean> {
  if (DATABASE_URL === undefined) return true;
  const { ClusterFolder } = await import('../database/embedded/cluster-folder.js');
  const secrets = await new ClusterFolder(DATA_DIR).readSecrets().catch(() => undefined);
  const { hostname, port, password } = new URL(DATABASE_URL);
  return (
    ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) &&
    port === String(secrets?.port) &&
    decodeURIComponent(password) === secrets?.password
  );
}

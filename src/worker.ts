import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { EXIT } from './command-line/exit';
import { readSettings } from './config/settings';
import { connectDatabase } from './database/connect-database';
import { createLogger, NestLogger } from './database/logger';
import { JobWorker } from './jobs/job-worker';

/** Works on jobs, and serves nothing: as many of these as there is work, on as many machines as there are. */
async function work(): Promise<void> {
  const settings = readSettings(process.env);
  const logger = createLogger(settings);
  const database = await connectDatabase(settings);
  const app = await NestFactory.createApplicationContext(AppModule.with(settings, database.url, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ signal }, 'stopping');
    await app.close();
    await database.leave();
    logger.flush();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'the worker did not stop cleanly');
        process.exit(1);
      });
    });
  const chunks = Math.max(1, settings.WORKERS);
  app.get(JobWorker).start(chunks);
  process.stdout.write(`Continuity works on jobs, ${String(chunks)} chunks at a time\n`);
}

work().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT.failed);
});

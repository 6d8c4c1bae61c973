import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authenticator } from './access/authenticator';
import { Database } from './database/database.service';
import { LOGGER, type Logger } from './database/logger';

const CUT = join(__dirname, '../../demo/cuts/screening_example.shots.csv');
const PROJECT = 'Example Screening';

/**
 * A project with the shots of a real editorial cut, made through the API itself, so that it is what a client would have
 * made. Does nothing when the project is there already.
 */
export async function loadDemonstration(app: NestFastifyApplication): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  const { level } = logger;
  // Nobody asked for these requests, so the log does not tell of them.
  if (logger.isLevelEnabled('info')) logger.level = 'warn';
  try {
    await makeDemonstration(app);
  } finally {
    logger.level = level;
  }
}

async function makeDemonstration(app: NestFastifyApplication): Promise<void> {
  const [admin] = await app
    .get(Database)
    .read<{ id: string }>(
      'demonstration.admin',
      `select id from profiles where role = 'admin' order by created_at limit 1`,
    );
  if (!admin) throw new Error('the demonstration needs an administrator');
  const { access_token } = await app.get(Authenticator).issue(admin.id);
  const call = async <T>(
    method: 'GET' | 'POST',
    path: string,
    body?: string | object,
    type = 'application/json',
  ): Promise<T> => {
    const response = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${access_token}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { payload: body }),
    });
    if (response.statusCode >= 300)
      throw new Error(`${method} ${path} answered ${String(response.statusCode)}: ${response.body}`);
    return (
      response.body.startsWith('{') && !response.body.includes('\n') ? JSON.parse(response.body) : response.body
    ) as T;
  };
  const found = await call<{ items: unknown[] }>('GET', `/projects?name=${encodeURIComponent(PROJECT)}`);
  if (found.items.length > 0) return;
  const project = await call<{ id: string }>('POST', '/projects', {
    name: PROJECT,
    description: 'A 24 fps cut of nine shots, from the samples of OpenTimelineIO.',
  });
  const episode = await call<{ id: string }>('POST', `/projects/${project.id}/episodes`, { name: 'Reel 1' });
  await call('POST', `/episodes/${episode.id}/shots/import`, readFileSync(CUT, 'utf8'), 'text/csv');
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authenticator } from '../access/authenticator';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import { LOGGER, type Logger } from '../database/logger';
import { GivenPictures } from '../datasets';
import { exportDemonstrationPictures, gatherDemonstrationPictures } from './demonstration-dataset';
import { type Call, tellDemonstrationStory } from './demonstration-story';
import { FileStore } from '../files/file-store';

const CUT = join(__dirname, '../../../demo/cuts/screening_example.shots.csv');
const PROJECT = 'Example Screening';

const EPISODE = 'Reel 1';

/** The demonstration's project, and whether anything of it was missing. */
export interface Demonstration {
  project_id: string;
  made: boolean;
}

/**
 * A project with the shots of a real editorial cut, a branching story and a dataset, made through the API itself, so that it is
 * what a client would have made. What is there already stays as it is; what a killed run has left out is made. What workers do
 * with the dataset is left to {@link finishDemonstration}.
 *
 * @throws Error without an administrator, who is to own it
 */
export async function loadDemonstration(app: NestFastifyApplication): Promise<Demonstration> {
  const logger = app.get<Logger>(LOGGER);
  const { level } = logger;
  // Nobody asked for these requests, so the log does not tell of them.
  if (logger.isLevelEnabled('info')) logger.level = 'warn';
  try {
    return await makeDemonstration(app);
  } finally {
    logger.level = level;
  }
}

/**
 * Sees to what workers have to do first: an export of the dataset, when its validation has ended. Takes as long as they do.
 *
 * @param signal ends the waiting; then the next one who loads the demonstration goes on
 * @returns whether nothing is missing any more
 */
export async function finishDemonstration(
  app: NestFastifyApplication,
  { project_id }: Demonstration,
  signal: AbortSignal,
): Promise<boolean> {
  const { call } = await administratorOf(app);
  return exportDemonstrationPictures(project_id, app.get(Database), call, signal);
}

async function makeDemonstration(app: NestFastifyApplication): Promise<Demonstration> {
  const { admin, call } = await administratorOf(app);
  const find = async <T>(path: string): Promise<T[]> => (await call<{ items: T[] }>('GET', path)).items;
  const named = await find<{ id: string; user_id: string }>(`/projects?name=${encodeURIComponent(PROJECT)}`);
  const known = named.find(({ user_id }) => user_id === admin.id);
  const project =
    known ??
    (await call<{ id: string }>('POST', '/projects', {
      name: PROJECT,
      description: 'A 24 fps cut of nine shots, from the samples of OpenTimelineIO.',
    }));
  const episodes = await find<{ id: string; name: string }>(`/projects/${project.id}/episodes`);
  const episode =
    episodes.length === 0
      ? await call<{ id: string }>('POST', `/projects/${project.id}/episodes`, { name: EPISODE })
      : episodes.find(({ name }) => name === EPISODE);
  const missing = episode !== undefined && (await find(`/episodes/${episode.id}/shots?limit=1`)).length === 0;
  if (missing) await call('POST', `/episodes/${episode.id}/shots/import`, readFileSync(CUT, 'utf8'), 'text/csv');
  const told = await tellDemonstrationStory(project.id, app.get(FileStore), call);
  const gathered = await gatherDemonstrationPictures(project.id, app.get(GivenPictures), admin, call);
  return { project_id: project.id, made: missing || told || gathered };
}

/** Who owns the demonstration, and calls the API for it. */
async function administratorOf(app: NestFastifyApplication): Promise<{ admin: Caller; call: Call }> {
  const [admin] = await app
    .get(Database)
    .read<Caller>(
      'demonstration.admin',
      `select id, role from profiles where role = 'admin' order by created_at limit 1`,
    );
  if (!admin) throw new Error('the demonstration needs an administrator');
  const { access_token } = await app.get(Authenticator).issue(admin.id);
  const call: Call = async <T>(
    method: 'GET' | 'POST' | 'PUT',
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
  return { admin, call };
}

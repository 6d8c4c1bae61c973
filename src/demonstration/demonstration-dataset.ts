import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../access/permissions';
import type { Database } from '../database/database.service';
import type { GivenPictures } from '../datasets';
import type { Call } from './demonstration-story';

const FOLDER = join(__dirname, '../../../demo/pictures');
const NAME = 'The harbour of the lamp';

/** How often it is looked whether a job has ended. */
const LOOK_MS = 300;

/**
 * A crawl job whose pictures lie in the project, and a validation of it, which workers do. What is there already stays as it is.
 *
 * @returns whether anything was missing
 */
export async function gatherDemonstrationPictures(
  projectId: string,
  pictures: GivenPictures,
  administrator: Caller,
  call: Call,
): Promise<boolean> {
  const crawls = (await call<{ items: Job[] }>('GET', `/projects/${projectId}/crawl-jobs?limit=500`)).items;
  const known = crawls.find(({ name }) => name === NAME);
  if (!known && crawls.length > 0) return false;
  const list = readFileSync(join(FOLDER, 'pictures.ndjson'), 'utf8');
  const wanted = { name: NAME, max_images: list.trim().split('\n').length };
  const crawl = known ?? (await call<Job>('POST', `/projects/${projectId}/crawl-jobs`, wanted));
  const missing = crawl.status === 'pending';
  if (missing) {
    await call('POST', `/crawl-jobs/${crawl.id}/addresses`, list, 'application/x-ndjson');
    const pathOf = (address: string) => join(FOLDER, new URL(address).pathname.slice(1));
    await pictures.bring(crawl.id, pathOf, administrator);
  }
  const validations = await call<{ items: Job[] }>('GET', `/crawl-jobs/${crawl.id}/validation-jobs?limit=1`);
  if (validations.items.length > 0) return missing;
  await call('POST', `/crawl-jobs/${crawl.id}/validation-jobs`, { name: 'First look', duplicates: 'quarantine' });
  return true;
}

/**
 * Waits until workers have validated the pictures, orders an export of those that are valid, and waits for that.
 *
 * @param signal ends the waiting; then what is missing is made by the next one who calls
 * @returns whether all of it has ended
 */
export async function exportDemonstrationPictures(
  projectId: string,
  database: Database,
  call: Call,
  signal: AbortSignal,
): Promise<boolean> {
  const crawls = (await call<{ items: Job[] }>('GET', `/projects/${projectId}/crawl-jobs?limit=500`)).items;
  const crawl = crawls.find(({ name }) => name === NAME);
  if (!crawl) return true;
  const ended = async (table: 'validation_jobs' | 'export_jobs') => {
    while (!signal.aborted) {
      const running = await database.read(
        `demonstration.running_${table}`,
        `select id from ${table} where crawl_job_id = $1 and status in ('pending', 'running') and deleted_at is null`,
        [crawl.id],
      );
      if (running.length === 0) return true;
      await sleep(LOOK_MS);
    }
    return false;
  };
  if (!(await ended('validation_jobs'))) return false;
  const exports = await call<{ items: Job[] }>('GET', `/crawl-jobs/${crawl.id}/export-jobs?limit=1`);
  const validations = await call<{ items: Job[] }>('GET', `/crawl-jobs/${crawl.id}/validation-jobs?status=completed`);
  if (exports.items.length === 0 && validations.items.length > 0)
    await call('POST', `/crawl-jobs/${crawl.id}/export-jobs`, {
      name: 'For training',
      format: 'zip',
      export_options: { splits: { train: 70, validation: 15, test: 15 } },
    });
  return ended('export_jobs');
}

interface Job {
  id: string;
  name: string;
  status: string;
}

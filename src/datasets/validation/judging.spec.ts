import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../database/database.service';
import type { ContentStore } from '../../files/content-store';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { Decoders } from './decoders';
import { undecodedFacts } from './engine';
import { RULES_OF_LEVEL } from './engine/rules';
import { Judging } from './judging';

/** A chunk of so many pictures, of which decoders look at several at once, and where writing takes longer than looking. */
async function written(count: number, atOnce: number): Promise<string[]> {
  const ids: string[] = [];
  const images = Array.from({ length: count }, (_, at) => ({
    id: String(at),
    sha256: '',
    filename: 'a.jpg',
    file_size: 1,
  }));
  const database = {
    readOne: () => Promise.resolve({ validation_rules: RULES_OF_LEVEL.basic }),
    read: () => Promise.resolve(images),
    write: (_name: string, _sql: string, [, batch]: [string, string[]]) => {
      ids.push(...batch);
      return Promise.resolve([]);
    },
  };
  const store = { localCopy: () => Promise.resolve({ path: '', release: () => Promise.resolve() }) };
  const facts = undecodedFacts('corrupt', { code: 'empty', detail: 'The file is empty.' }, 0);
  let looked = 0;
  const examine = async () => {
    // Some take longer than others, so that batches end while pictures are being looked at.
    for (let turns = ++looked % 7; turns > 0; turns--) await nextTurn();
    return facts;
  };
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const write = async (work: () => Promise<unknown>) => {
    for (let turns = 0; turns < 3; turns++) await nextTurn();
    return work();
  };
  const run = { chunk: { job_id: 'job', first_item: 0, item_count: count }, signal, write, advance: write };
  const judging = new Judging(
    database as unknown as Database,
    store as unknown as ContentStore,
    { atOnce, pool: { examine } } as unknown as Decoders,
  );
  await expect(judging.run(run as unknown as ChunkRun)).resolves.toEqual({ done: true });
  return ids;
}

describe('judging a chunk', () => {
  it.each([1, 2, 4, 16, 60])('writes every picture once, with %i looked at at once', async (atOnce) => {
    const ids = await written(500, atOnce);
    expect(ids.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, at) => at));
  });
});

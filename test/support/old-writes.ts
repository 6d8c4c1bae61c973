import fc from 'fast-check';
import type { TestDatabase } from './database';

/** A statement of the old application about rows that are chosen by their place, whatever is there. */
export interface OldWrite {
  text: string;
  values: readonly unknown[];
}

const place = fc.nat({ max: 100 });
const names = fc.oneof(
  fc.constantFrom('SH010', 'sh010', ' SH010 ', 'Caf\u00e9', 'Cafe\u0301', '第一個鏡頭'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((name) => !name.includes('\0')),
);
const json = fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value).replaceAll('\\u0000', ''));
const times = fc.option(fc.date({ min: new Date('2020-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }));

/** SQL: the id of the row in the place that the parameter says, around and around. */
const some = (table: string, parameter: string) =>
  `(select id from ${table} order by id offset mod(${parameter}::int, greatest(1, (select count(*)::int from ${table}))) limit 1)`;
const update = (table: string, set: string) => `update ${table} set ${set} where id = ${some(table, '$1')}`;

/** What old clients write: new rows, other values, rows deleted for good and softly, and brought back. */
export const oldWrites: fc.Arbitrary<OldWrite> = fc
  .oneof(
    fc.tuple(fc.constant(update('shots', 'name = $2')), place, fc.option(names)),
    fc.tuple(fc.constant(update('shots', 'description = $2, updated_at = now()')), place, fc.option(names)),
    fc.tuple(fc.constant(update('shots', 'data = $2')), place, json),
    fc.tuple(fc.constant(update('shots', 'deleted_at = $2')), place, times),
    fc.tuple(fc.constant(`delete from shots where id = ${some('shots', '$1')}`), place),
    fc.tuple(
      fc.constant(
        `insert into shots (episode_id, name, deleted_at) select id, $2, $3 from episodes where id = ${some('episodes', '$1')}`,
      ),
      place,
      names,
      times,
    ),
    fc.tuple(fc.constant(update('episodes', 'name = $2')), place, names),
    fc.tuple(fc.constant(update('episodes', 'deleted_at = $2')), place, times),
    fc.tuple(fc.constant(update('episodes', `project_id = ${some('projects', '$2')}`)), place, place),
    fc.tuple(fc.constant(update('projects', 'status = $2')), place, fc.constantFrom('active', 'archived', 'deleted')),
    fc.tuple(
      fc.constant(
        `insert into scenelets (story_id, parent_id, created_at) select story_id, id, $2 from scenelets where id = ${some('scenelets', '$1')}`,
      ),
      place,
      fc.date({ min: new Date('2020-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }),
    ),
    fc.tuple(fc.constant(`delete from scenelets where id = ${some('scenelets', '$1')}`), place),
    fc.tuple(fc.constant(`delete from stories where id = ${some('stories', '$1')}`), place),
    fc.tuple(
      fc.constant(
        `insert into images (crawl_job_id, original_url, filename) select id, 'https://example.org', $2 from crawl_jobs where id = ${some('crawl_jobs', '$1')}`,
      ),
      place,
      names,
    ),
    fc.tuple(fc.constant(`delete from crawl_jobs where id = ${some('crawl_jobs', '$1')}`), place),
    fc.tuple(fc.constant(update('drawings', `project_id = ${some('projects', '$2')}`)), place, place),
    fc.tuple(fc.constant(update('drawings', 'project_id = null')), place),
    fc.tuple(fc.constant(`delete from drawings where id = ${some('drawings', '$1')}`), place),
    fc.tuple(fc.constant(update('components', `quantity = $2, review_status = 'approved'`)), place, fc.option(place)),
    fc.tuple(fc.constant(`delete from components where id = ${some('components', '$1')}`), place),
  )
  .map(([text, ...values]) => ({ text, values }));

/** Sends it. */
export async function write(database: TestDatabase, { text, values }: OldWrite): Promise<void> {
  await database.sql(text, [...values]);
}

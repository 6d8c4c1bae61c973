import { migrations } from 'graphile-worker/dist/generated/sql';
import { change, raw, type Step } from '../../src/migrator';

/** The schema that graphile-worker keeps its jobs in. */
export const QUEUE_SCHEMA = 'graphile_worker';

/** Those of the library's own schema changes that it marks as such, after which older workers must not run. */
const BREAKING = [1, 3, 11, 13, 14, 16, 19];

/** What the library asks on the way (that no job is running), which is so in a schema that is being made: a script's block has no place for answers. */
const QUESTIONS = /^select 1(\/\(case when exists \([^;]+ end\))?;$/gm;

/**
 * The queue's schema, as graphile-worker itself would make it when a worker starts: then whoever starts a worker would
 * change the schema, without the migrator's knowledge. The way back drops it: what waits in it is made again from
 * `job_chunks`.
 *
 * @param through the library's last schema change; a later version of the library needs another migration
 */
export function queueSchema(through: number): Step {
  const files = Object.entries(migrations).map(([file, sql]) => ({ id: Number.parseInt(file, 10), sql }));
  const there = `to_regclass('${QUEUE_SCHEMA}._private_jobs') is not null`;
  const made = [
    `create schema if not exists ${QUEUE_SCHEMA}`,
    `create table ${QUEUE_SCHEMA}.migrations (
  id int primary key,
  ts timestamptz default now() not null,
  breaking boolean not null default false)`,
    ...files
      .filter(({ id }) => id <= through)
      .map(
        ({ id, sql }) =>
          `${sql.replaceAll(':GRAPHILE_WORKER_SCHEMA', QUEUE_SCHEMA).replace(QUESTIONS, '').trim().replace(/;$/, '')};
insert into ${QUEUE_SCHEMA}.migrations (id, breaking) values (${String(id)}, ${String(BREAKING.includes(id))})`,
      ),
  ];
  return raw('the queue of jobs', 'a library describes its schema', {
    up: [change({ sql: made.join(';\n'), how: 'briefly', locks: {}, done: there })],
    down: [
      change({
        sql: `drop schema ${QUEUE_SCHEMA} cascade`,
        how: 'briefly',
        // Of no table that clients use: workers know it as gone, and end.
        locks: {},
        done: `not ${there}`,
      }),
    ],
  });
}

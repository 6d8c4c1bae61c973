// The four queries of the requirement with and without their index, and what its thirteen indexes cost: bytes beside those
// of their tables, and time of inserts.
import { inTurns, row } from '../comparison.mjs';

/** The tables that the requirement indexes, its indexes on each, how many rows they have for one of images, and a statement that adds `rows`. */
const TABLES = [
  {
    table: 'profiles',
    indexes: ['ix_profiles_email'],
    share: 1 / 200,
    insert: `insert into profiles (email) select 'person' || n || '@example.org' from rows`,
  },
  {
    table: 'projects',
    indexes: ['ix_project_user_id'],
    share: 1 / 20,
    insert: `insert into projects (name, user_id) select 'Project ' || n, ${oneOf('people')} from rows, people`,
  },
  {
    table: 'crawl_jobs',
    indexes: ['ix_crawl_jobs_project_id', 'ix_crawl_job_status', 'ix_crawl_job_project_status'],
    share: 1 / 10,
    insert: `insert into crawl_jobs (project_id, name, keywords, status)
      select ${oneOf('projects')}, 'Crawl ' || n, '["harbour", "crane"]', case when n % 50 = 0 then 'running' else 'completed' end from rows, projects`,
  },
  {
    table: 'images',
    indexes: ['ix_image_crawl_job_id'],
    share: 1,
    insert: `insert into images (crawl_job_id, project_id, original_url, filename, width, height, file_size, format, position, host, outcome, provenance)
      select j.id, j.project_id, url, n || '.jpg', 640, 480, 50000, 'jpeg', n, 'example.org', 'downloaded',
        jsonb_build_object('address', url, 'final_address', url, 'status', 200, 'redirects', '[]'::jsonb, 'robots', 'allowed',
          'headers', jsonb_build_object('content-type', 'image/jpeg', 'etag', md5(n::text), 'server', 'nginx'))
        from (select ${oneOf('crawls')} as id, n, 'https://example.org/pictures/of/harbours/' || n || '.jpg' as url from rows, crawls) i join crawl_jobs j using (id)`,
  },
  {
    table: 'activity_logs',
    indexes: ['ix_activity_log_user_id', 'ix_activity_log_timestamp'],
    share: 1,
    insert: `insert into activity_logs (user_id, action, resource_type, resource_id, project_id, timestamp, changes, metadata)
      select ${oneOf('people')}, 'update', 'shots', md5(n::text)::uuid::text, ${oneOf('projects')}, now() - interval '1 second' * n,
        '[{"before": {"status": "todo"}, "after": {"status": "done"}}]', '{"count": 1}' from rows, people, projects`,
  },
  {
    table: 'validation_jobs',
    indexes: ['ix_validation_job_crawl_job_id', 'ix_validation_job_status'],
    share: 1 / 40,
    insert: `insert into validation_jobs (project_id, crawl_job_id, name, status, validation_rules)
      select j.project_id, j.id, 'Validation ' || n, 'completed', '{"level": "standard", "min_width": 50, "min_height": 50}'
        from (select ${oneOf('crawls')} as id, n from rows, crawls) v join crawl_jobs j using (id)`,
  },
  {
    table: 'export_jobs',
    indexes: ['ix_export_job_crawl_job_id', 'ix_export_job_user_id', 'ix_export_job_status'],
    share: 1 / 40,
    insert: `insert into export_jobs (project_id, crawl_job_id, user_id, name, status)
      select j.project_id, j.id, v.user_id, 'Export ' || n, 'cancelled'
        from (select ${oneOf('crawls')} as id, ${oneOf('people')} as user_id, n from rows, crawls, people) v join crawl_jobs j using (id)`,
  },
];

/** What new rows refer to: at most so many people, projects and crawl jobs, in turn. */
const REFERRED = `people as (select array_agg(id) as people from (select id from profiles limit 1000) p),
  projects as (select array_agg(id) as projects from (select id from public.projects where name like 'Project %' limit 1000) p),
  crawls as (select array_agg(id) as crawls from (select id from crawl_jobs where name like 'Crawl %' order by name limit 200) j)`;

function oneOf(array) {
  return `${array}[1 + n % cardinality(${array})]`;
}

const QUERIES = [
  {
    what: 'the projects of a person',
    index: 'ix_project_user_id',
    sql: `select * from projects where user_id = (select user_id from projects where name = 'Project 1')`,
  },
  {
    what: 'the crawl jobs that are running',
    index: 'ix_crawl_job_status',
    sql: `select * from crawl_jobs where status = 'running'`,
  },
  {
    what: 'the latest hundred activities',
    index: 'ix_activity_log_timestamp',
    sql: `select * from activity_logs order by timestamp desc limit 100`,
  },
  {
    what: 'the images of a crawl job',
    index: 'ix_image_crawl_job_id',
    sql: `select * from images where crawl_job_id = (select id from crawl_jobs where name = 'Crawl 1')`,
  },
];

/** Rows that are inserted to see how long it takes. */
const INSERTED = 5000;
/** Each query of a turn is asked so often. */
const TIMES = 5;
const NO_INDEX = `select set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_indexonlyscan', 'off', true)`;

export async function indexes(bench) {
  const { client, options, progress } = bench;
  progress(`filling the tables: ${options.images.toLocaleString('en')} images`);
  let numbered = 0;
  const insert = async ({ insert: sql }, rows) => {
    await client.query(`with rows as (select n from generate_series($1::int, $2::int - 1) n), ${REFERRED} ${sql}`, [
      numbered,
      numbered + rows,
    ]);
  };
  for (const table of TABLES) await insert(table, Math.max(10, Math.ceil(options.images * table.share)));
  numbered = options.images;
  await client.query('vacuum analyze');
  const rows = [];
  for (const query of QUERIES) rows.push(...(await asked(bench, query)));
  const notes = await sizes(client);
  for (const table of TABLES)
    // Without its index, two profiles could have one address: that is no choice.
    if (table.table !== 'profiles') {
      const { length } = table.indexes;
      rows.push(
        await inserted(bench, table, () => insert(table, INSERTED), `${table.table}, ${length} of its indexes`),
      );
      numbered += INSERTED;
    }
  return { rows, notes };
}

/** With the index, without it, and without any: as the requirement compares. */
async function asked({ client, options, processor }, { what, index, sql }) {
  const milliseconds = async (before) => {
    await client.query('begin');
    try {
      if (before) await client.query(before);
      let sum = 0;
      for (let time = 0; time < TIMES; time++) {
        const { rows } = await client.query(`explain (analyze, timing off, format json) ${sql}`);
        sum += rows[0]['QUERY PLAN'][0]['Execution Time'];
      }
      return sum / TIMES;
    } finally {
      await client.query('rollback');
    }
  };
  const turns = {
    service: { turn: () => milliseconds() },
    others: { turn: () => milliseconds(`drop index ${index}`) },
    reference: { turn: () => milliseconds(NO_INDEX) },
  };
  const measured = await inTurns(turns, { unit: 'ms', rounds: options.rounds, warmUp: 1, processor });
  const common = { what, ...measured, shares: undefined };
  return [
    row({ ...common, reference: { what: 'every row is looked at' } }),
    row({ ...common, reference: { key: 'others', what: `without \`${index}\`; other indexes may stand in` } }),
  ];
}

async function inserted({ client, options, processor }, { indexes: dropped }, insert, what) {
  const milliseconds = async (drop) => {
    await client.query('begin');
    try {
      if (drop) await client.query(`drop index ${dropped.join(', ')}`);
      const began = performance.now();
      await insert();
      return performance.now() - began;
    } finally {
      await client.query('rollback');
    }
  };
  const turns = { service: { turn: () => milliseconds(false) }, reference: { turn: () => milliseconds(true) } };
  const measured = await inTurns(turns, { unit: 'ms', rounds: options.rounds, warmUp: 1, processor });
  const reference = { what: 'without these indexes; the others stay' };
  return row({
    what: `${INSERTED.toLocaleString('en')} rows into ${what}`,
    ...measured,
    shares: undefined,
    reference,
    atMost: true,
  });
}

async function sizes(client) {
  const { rows } = await client.query(
    `select t.name, pg_table_size(t.name::regclass)::float8 as bytes, pg_indexes_size(t.name::regclass)::float8 as all_indexes,
        (select sum(pg_relation_size(i::regclass))::float8 from jsonb_array_elements_text(t.indexes) i) as indexes
      from jsonb_to_recordset($1) t(name text, indexes jsonb)`,
    [JSON.stringify(TABLES.map(({ table, indexes }) => ({ name: table, indexes })))],
  );
  const total = { name: 'together', bytes: 0, indexes: 0, all_indexes: 0 };
  for (const size of rows) for (const of of ['bytes', 'indexes', 'all_indexes']) total[of] += size[of];
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [...rows, total].map(
    ({ name, bytes, indexes, all_indexes: all }) =>
      `Storage of ${name}: ${megabytes(bytes)}, the requirement's indexes on it ${megabytes(indexes)} (${((100 * indexes) / bytes).toFixed(0)} %), all of its indexes ${megabytes(all)} (${((100 * all) / bytes).toFixed(0)} %).`,
  );
}

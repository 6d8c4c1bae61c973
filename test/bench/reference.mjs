// What the service is compared with: `node:http` and `pg` and nothing else, as a good programmer would write it who had
// only these requests to answer: named statements, JSON made by PostgreSQL and passed on as the text that it is, kept
// connections. It answers the same fields, but checks nothing: no token, no permission, no input.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.REFERENCE_DATABASE_URL,
  max: Number(process.env.REFERENCE_POOL_SIZE),
  options: '-c TimeZone=UTC',
});
/** Who changes shots: there is no token that could say it. */
const userId = process.env.REFERENCE_USER_ID;

const FIELDS = `s.id, s.project_id, p.name as project_name, s.episode_id, s.name, s.description, s.status, s.frame_start,
  s.frame_end, s.data, s.story_id, s.scenelet_ref, s.scenelet_id, s.scenelet_sequence, s.shot_index, s.storyboard_payload,
  s.key_frame_image_path, s.audio_file_path, s.video_file_path, s.created_at, s.updated_at, s.deleted_at, s.created_by,
  s.updated_by, s.version`;
const ONE = `select ${FIELDS} from shots s join projects p on p.id = s.project_id where s.id = $1 and s.deleted_at is null`;
/** The limit is part of the text: with it as a parameter PostgreSQL takes the statement for dearer and plans it each time. */
const page = (limit) => `select ${FIELDS} from shots s join projects p on p.id = s.project_id
  where s.project_id = $1 and s.deleted_at is null order by s.created_at, s.id limit ${limit + 1}`;

const READ = { name: 'read', text: `select row_to_json(r)::text as json from (${ONE}) r` };
const LOCK = {
  name: 'lock',
  text: `select project_id, description from shots where id = $1 and deleted_at is null for no key update`,
};
const UPDATE = {
  name: 'update',
  text: `update shots set description = $2, version = version + 1, updated_at = now(), updated_by = $3 where id = $1`,
};
const RECORD = {
  name: 'record',
  text: `insert into activity_logs (user_id, created_by, action, resource_type, resource_id, project_id, changes, metadata)
    values ($1, $1, 'update', 'shots', $2, $3, $4, '{"count": 1}')`,
};

async function read(id) {
  const { rows } = await pool.query({ ...READ, values: [id] });
  return rows[0]?.json;
}

async function list(projectId, limit) {
  const text = `select row_to_json(r)::text as json from (${page(limit)}) r`;
  const { rows } = await pool.query({ name: `list ${limit}`, text, values: [projectId] });
  const items = rows.slice(0, limit).map(({ json }) => json);
  const next = rows.length > limit ? cursorAfter(JSON.parse(items.at(-1))) : null;
  return `{"items":[${items.join(',')}],"next_cursor":${JSON.stringify(next)}}`;
}

/** As most would write it: the driver makes objects of the rows, and JavaScript makes JSON of them. */
async function listOfObjects(projectId, limit) {
  const { rows } = await pool.query({ name: `objects ${limit}`, text: page(limit), values: [projectId] });
  const items = rows.slice(0, limit);
  return JSON.stringify({ items, next_cursor: rows.length > limit ? cursorAfter(items.at(-1)) : null });
}

function cursorAfter({ created_at, id }) {
  return Buffer.from(JSON.stringify([created_at, id])).toString('base64url');
}

/** The statements of the service: lock, write, record, and read what is answered, in one transaction. */
async function change(id, { description }) {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('begin');
    const [before] = (await client.query({ ...LOCK, values: [id] })).rows;
    if (!before) return undefined;
    await client.query({ ...UPDATE, values: [id, description, userId] });
    const changes = [{ id, before: { description: before.description }, after: { description } }];
    await client.query({ ...RECORD, values: [userId, id, before.project_id, JSON.stringify(changes)] });
    const { rows } = await client.query({ ...READ, values: [id] });
    await client.query('commit');
    failed = false;
    return rows[0].json;
  } finally {
    // A connection with an open transaction is of no use to the next one.
    client.release(failed);
  }
}

async function answer(request) {
  const { url, method } = request;
  if (url.startsWith('/shots/')) {
    const id = url.slice('/shots/'.length);
    return method === 'PATCH' ? change(id, JSON.parse(await textOf(request))) : read(id);
  }
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  return (url.startsWith('/shots?') ? list : listOfObjects)(query.get('project_id'), Number(query.get('limit')));
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

const server = createServer((request, response) => {
  answer(request).then(
    (json) => {
      response.statusCode = json === undefined ? 404 : 200;
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(json ?? '{"status":404}');
    },
    (error) => {
      response.statusCode = 500;
      response.end(String(error));
    },
  );
});
// Between two rounds the connections rest; they are kept for as long as the service keeps its own.
server.keepAliveTimeout = 72_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit());

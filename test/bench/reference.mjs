// What the service is compared with: `node:http` and `pg` and nothing else, as one would write it in a few minutes. It
// answers the same fields, but checks nothing: no token, no permission, no input.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.REFERENCE_DATABASE_URL,
  max: Number(process.env.REFERENCE_POOL_SIZE),
});

const FIELDS = `s.id, s.project_id, p.name as project_name, s.episode_id, s.name, s.description, s.status, s.frame_start,
  s.frame_end, s.data, s.story_id, s.scenelet_id, s.scenelet_sequence, s.shot_index, s.storyboard_payload,
  s.key_frame_image_path, s.audio_file_path, s.video_file_path, s.created_at, s.updated_at, s.deleted_at, s.created_by,
  s.updated_by, s.version`;

const READ = `select ${FIELDS} from shots s join projects p on p.id = s.project_id where s.id = $1 and s.deleted_at is null`;
const LIST = `select ${FIELDS} from shots s join projects p on p.id = s.project_id
  where s.project_id = $1 and s.deleted_at is null order by s.created_at, s.id limit $2`;

async function read(id) {
  const { rows } = await pool.query(READ, [id]);
  return rows[0];
}

async function list(projectId, limit) {
  const { rows } = await pool.query(LIST, [projectId, limit + 1]);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next_cursor =
    rows.length > limit ? Buffer.from(JSON.stringify([last.created_at, last.id])).toString('base64url') : null;
  return { items, next_cursor };
}

async function answer(request) {
  if (request.url.startsWith('/shots/')) return read(request.url.slice('/shots/'.length));
  const query = new URLSearchParams(request.url.slice(request.url.indexOf('?') + 1));
  return list(query.get('project_id'), Number(query.get('limit')));
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => {
      response.statusCode = body === undefined ? 404 : 200;
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify(body ?? { status: 404 }));
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

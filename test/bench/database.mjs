// The database of a run: the embedded server in a folder of its own, or a new database of BENCH_DATABASE_URL; migrated
// by the program itself and filled with one large project.
import { SignJWT } from 'jose';
import pg from 'pg';

const EPISODES = 10;

/** An empty, migrated database: of BENCH_DATABASE_URL's server, or of one of its own. */
export async function newDatabase({ build, dataDir }) {
  const server = await openServer({ build, dataDir });
  const name = `continuity_bench_${process.pid}`;
  const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const close = async () => {
    await run(server.url, `drop database if exists ${name} with (force)`);
    await server.close();
  };
  try {
    await run(server.url, `create database ${name} template template0 encoding 'UTF8'`);
    await build.schemaChanges(url).migrate();
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

/**
 * The server of BENCH_DATABASE_URL, or an embedded one of this run's own.
 *
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function openServer({ build, dataDir }) {
  if (process.env.BENCH_DATABASE_URL) return { url: process.env.BENCH_DATABASE_URL, close: async () => undefined };
  const { EmbeddedPostgres } = build.load('embedded-postgres.js');
  const postgres = await EmbeddedPostgres.join({ dataDir, durable: true });
  return { url: postgres.url, close: () => postgres.leave() };
}

/** Rows of one statement on a session of its own. */
export async function run(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** One project with its shots, and an artist of it with a token. */
export async function fill(client, { shots, secret }) {
  const one = async (sql, values = []) => (await client.query(sql, values)).rows[0];
  const owner = await one(`insert into profiles (email) values ('owner@example.org') returning id`);
  const artist = await one(
    `insert into profiles (email) values ('artist@example.org')
      returning id, (extract(epoch from tokens_valid_from) * 1000000)::bigint::text as session`,
  );
  const project = await one(`insert into projects (name, user_id) values ('The Long Cut', $1) returning id`, [
    owner.id,
  ]);
  await client.query(`insert into project_members (project_id, user_id, role) values ($1, $2, 'artist')`, [
    project.id,
    artist.id,
  ]);
  const { rows: episodes } = await client.query(
    `insert into episodes (project_id, name, position) select $1, 'Episode ' || n, n from generate_series(1, $2::int) n returning id`,
    [project.id, EPISODES],
  );
  await client.query(
    `insert into shots (episode_id, project_id, name, description, status, frame_start, frame_end, data, created_at, created_by, updated_by)
      select ($2::uuid[])[1 + n % ${EPISODES}], $1, 'SQ' || lpad((n / 100)::text, 4, '0') || '_SH' || lpad((n % 100 * 10)::text, 4, '0'),
        'Close on the door, then the corridor; shot ' || n, (array['todo', 'in_progress', 'review', 'done'])[1 + n % 4],
        1001, 1001 + n % 200, jsonb_build_object('lens', '35mm', 'camera', 'A', 'take', n % 7),
        now() - interval '1 second' * ($3::int - n), $4, $4
      from generate_series(0, $3::int - 1) n`,
    [project.id, episodes.map((episode) => episode.id), shots, owner.id],
  );
  await client.query('vacuum analyze');
  const { rows: ids } = await client.query('select id from shots');
  return {
    projectId: project.id,
    episodeIds: episodes.map((episode) => episode.id),
    shotIds: ids.map((row) => row.id),
    artistId: artist.id,
    token: await signed(artist, secret),
  };
}

/** A token as the service would give it after a sign-in. */
function signed({ id, session }, secret) {
  return new SignJWT({ session })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setIssuedAt()
    .setIssuer('continuity')
    .setExpirationTime('6h')
    .sign(new TextEncoder().encode(secret));
}

/** A new artist of the project with the most shots, with a token, an episode and many shots of it. */
export async function artistOf(client, secret) {
  const one = async (sql, values = []) => (await client.query(sql, values)).rows[0];
  const { id: projectId } = await one(`select p.id from projects p join shots s on s.project_id = p.id
    where p.deleted_at is null and s.deleted_at is null group by p.id order by count(*) desc limit 1`);
  const artist = await one(
    `insert into profiles (email) values ('bench@example.org')
      returning id, (extract(epoch from tokens_valid_from) * 1000000)::bigint::text as session`,
  );
  await client.query(`insert into project_members (project_id, user_id, role) values ($1, $2, 'artist')`, [
    projectId,
    artist.id,
  ]);
  const { id: episodeId } = await one(
    'select id from episodes where project_id = $1 and deleted_at is null order by id limit 1',
    [projectId],
  );
  const { rows } = await client.query(
    'select id from shots where project_id = $1 and deleted_at is null order by id limit 5000',
    [projectId],
  );
  return { token: await signed(artist, secret), projectId, episodeId, shotIds: rows.map(({ id }) => id) };
}

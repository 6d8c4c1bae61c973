// Pictures that a crawl has brought, made without one: their files in the store, and their rows.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Rows of one statement. */
const ROWS = 5000;

/**
 * A completed crawl job with pictures.
 *
 * @param folder the store's, FILES_DIR of the services that are to see them
 * @param pictures `bytes` of each and the `extension` of its name; the same bytes may come again
 * @returns `id` of the job, and of every picture the `path` of its file and its `name`
 */
export async function storedCrawl({ client, data }, folder, pictures) {
  const { rows } = await client.query(
    `insert into crawl_jobs (project_id, name, keywords, status) values ($1, 'Bench', '[]', 'completed') returning id`,
    [data.projectId],
  );
  const [{ id }] = rows;
  const files = [];
  let batch = [];
  let at = 0;
  for await (const { bytes, extension } of pictures) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(folder, 'content', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const name = `${String(at).padStart(6, '0')}.${extension}`;
    files.push({ path, name });
    batch.push({ sha256, size: bytes.length, name, format: extension === 'jpg' ? 'jpeg' : extension, position: at++ });
    if (batch.length === ROWS) batch = await insert(batch);
  }
  await insert(batch);
  await client.query(
    `update crawl_jobs set total_images = $2, max_images = $2, downloaded_images = $2, progress = 100 where id = $1`,
    [id, at],
  );
  await client.query('vacuum analyze images');
  await client.query('vacuum analyze stored_files');
  return { id, files };

  async function insert(given) {
    await client.query(
      `with given as (select * from jsonb_to_recordset($3) g(sha256 text, size int, name text, format text, position int)),
          stored as (insert into stored_files (sha256, size) select distinct on (sha256) sha256, size from given on conflict do nothing)
        insert into images (crawl_job_id, project_id, original_url, filename, file_size, format, position, host, outcome, downloaded_at, sha256, provenance)
          select $1, $2, 'https://example.org/' || name, name, size, format, position, 'example.org', 'downloaded', now(), sha256,
            jsonb_build_object('address', 'https://example.org/' || name, 'final_address', 'https://example.org/' || name, 'redirects', '[]'::jsonb,
              'status', 200, 'headers', jsonb_build_object('content-type', 'image/' || format), 'robots', 'allowed') from given`,
      [id, data.projectId, JSON.stringify(given)],
    );
    return [];
  }
}

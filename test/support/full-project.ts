import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';

/** What the trash columns of a row hold, when nobody's endpoint can delete it yet. */
const TRASHED = `deleted_at, deletion_id, live`;

/**
 * A project with a row in every table that hangs from projects, which then goes to the trash.
 *
 * @returns its id, and that of a drawing that it shares, which does not hang from it
 */
export async function newFullProject(t: TestApp): Promise<{ id: string; drawing: string; deletion: string }> {
  const { id } = await t.newProject();
  await t.newMember(id, 'artist');
  const episode = await t.newEpisode(id);
  await t.newShot(episode.id);
  const digest = randomUUID().replaceAll('-', '').padEnd(64, '0');
  await t.sql(
    `with y as (insert into stories (episode_id, project_id, display_name) values ($2, $1, 'story') returning id),
        c as (insert into scenelets (story_id, project_id, position) select id, $1, 1 from y returning id, story_id),
        d as (insert into scenelets (story_id, project_id, parent_id, position) select story_id, $1, id, 1 from c)
      select`,
    [id, episode.id],
  );
  await t.sql(
    `with f as (insert into stored_files (sha256, size) values ($2, 5)),
        j as (insert into crawl_jobs (project_id, name, keywords, created_by) values ($1, 'harbours', '[]', $3) returning id),
        s as (insert into crawl_sources (project_id, crawl_job_id, position, type, parameters) select $1, id, 0, 'page', '{}' from j returning id, crawl_job_id),
        p as (insert into crawl_pages (crawl_source_id, address, kind, depth) select id, 'https://example.org', 'page', 0 from s),
        i as (insert into images (project_id, crawl_job_id, crawl_source_id, original_url, filename, sha256)
          select $1, crawl_job_id, id, 'https://example.org/1.png', '1.png', $2 from s returning id, crawl_job_id),
        v as (insert into validation_jobs (project_id, crawl_job_id, name) select $1, id, 'look' from j returning id),
        r as (insert into validation_results (project_id, validation_job_id, image_id, is_valid) select $1, v.id, i.id, true from v, i),
        e as (insert into export_jobs (project_id, crawl_job_id, user_id, name, file_sha256) select $1, id, $3, 'export', $2 from j returning id)
      insert into job_chunks (project_id, crawl_job_id, validation_job_id, export_job_id, task, chunk_index)
        select $1, id, null::uuid, null::uuid, 'fetch', 0 from j union all select $1, null, id, null, 'judge', 0 from v
        union all select $1, null, null, id, 'write', 0 from e`,
    [id, digest, t.adminId],
  );
  await t.sql(`insert into saved_searches (project_id, name, query, position) values ($1, 'girders', '{}', 1)`, [id]);
  const { status } = await t.request('DELETE', `/projects/${id}`);
  if (status !== 204) throw new Error(`the project was not deleted: ${String(status)}`);
  const [row] = await t.sql<{ deletion: string; drawing: string }>(
    `select deletion_id as deletion, gen_random_uuid() as drawing from projects where id = $1`,
    [id],
  );
  if (!row) throw new Error('the project is not there');
  const { deletion, drawing } = row;
  const gone = `now(), '${deletion}', null`;
  for (const sql of [
    `insert into asset_states (project_id, asset_type, file_path, ${TRASHED}) values ($1, 'audio', 'a.wav', ${gone})`,
    `insert into export_history (project_id, ${TRASHED}) values ($1, ${gone})`,
    `insert into project_versions (project_id, version_number, ${TRASHED}) values ($1, 1, ${gone})`,
    `insert into render_checkpoints (project_id, stage_name, ${TRASHED}) values ($1, 'cut', ${gone})`,
    `insert into scene_states (project_id, scene_index, script_text, ${TRASHED}) values ($1, 0, '', ${gone})`,
    `with d as (insert into drawings (id, file_name, project_id) values ('${drawing}', 'd.pdf', $1))
      insert into drawing_projects (drawing_id, project_id) values ('${drawing}', $1) on conflict do nothing`,
    `insert into components (drawing_id, piece_mark) select '${drawing}', 'A1' where $1::uuid is not null`,
  ])
    await t.sql(sql, [id]);
  return { id, drawing, deletion };
}

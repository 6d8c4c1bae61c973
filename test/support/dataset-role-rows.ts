import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';
import { type Call, may, type Place, type Row, trashed } from './role-matrix';

/** The permission table for crawl jobs, their images, validations and exports. */
export const datasetRows = (t: TestApp): Row[] => {
  /** A job of the owner's or the artist's, with an image, at a status. */
  const newJob = async (place: Place, status = 'pending', made: 'owner' | 'artist' = 'owner') => {
    const [row] = await t.sql<{ job: string; image: string }>(
      `with maker as (select created_by as id from episodes where id = $1),
          stored as (insert into stored_files (sha256, size) values (repeat('a', 64), 5) on conflict do nothing),
          j as (insert into crawl_jobs (project_id, name, keywords, status, total_images, created_by)
            select $2, 'harbours', '[]', $3, 1, maker.id from maker returning id, project_id, created_by),
          i as (insert into images (crawl_job_id, project_id, original_url, filename, position, outcome, created_by)
            select id, project_id, 'https://example.org/1.jpg', '1.jpg', 0, 'failed', created_by from j returning id)
        select j.id as job, i.id as image from j, i`,
      [made === 'owner' ? place.episode : place.ownEpisode, place.project, status],
    );
    if (!row) throw new Error('the crawl job was not made');
    return row;
  };
  /** A completed crawl job, of the owner's or the artist's, with a picture that was downloaded, and a validation of it. */
  const newValidation = async (place: Place, status = 'completed', made: 'owner' | 'artist' = 'owner') => {
    const { job, image } = await newJob(place, 'completed', made);
    await t.sql(
      `update images set outcome = 'downloaded', sha256 = repeat('a', 64), downloaded_at = now() where id = $1`,
      [image],
    );
    const [row] = await t.sql<{ id: string }>(
      `insert into validation_jobs (project_id, crawl_job_id, name, status, statistics, created_by)
        select project_id, id, 'first look', $2, '{"images": 0, "verdicts": {}, "checks": [], "duplicates": {"groups": 0, "images": 0}, "histograms": []}', created_by
          from crawl_jobs where id = $1 returning id`,
      [job, status],
    );
    if (!row) throw new Error('the validation job was not made');
    return { crawl: job, validation: row.id };
  };
  const onValidation =
    (path: string, status?: string) =>
    async (place: Place): Promise<Call> => ({
      path: `/validation-jobs/${(await newValidation(place, status)).validation}${path}`,
    });
  const validating =
    (body: object) =>
    async (place: Place): Promise<Call> => ({
      path: `/crawl-jobs/${(await newValidation(place)).crawl}/validation-jobs`,
      body: { name: 'second look', ...body },
    });
  /** An export of such a job at a status, with a file when it is completed. */
  const newExport = async (place: Place, status = 'completed', made: 'owner' | 'artist' = 'owner') => {
    const { crawl } = await newValidation(place, 'completed', made);
    const [row] = await t.sql<{ id: string }>(
      `insert into export_jobs (project_id, crawl_job_id, user_id, name, status, total_images, created_by, file_sha256, selection_sha256, file_size, expires_at)
        select project_id, id, created_by, 'for training', $2::text, 1, created_by, file, file, 5, now() from crawl_jobs
          cross join lateral (select case $2::text when 'completed' then repeat('a', 64) end as file) f where id = $1 returning id`,
      [crawl, status],
    );
    if (!row) throw new Error('the export job was not made');
    return { crawl, path: `/export-jobs/${row.id}` };
  };
  const onExport =
    (path: string, status?: string) =>
    async (place: Place): Promise<Call> => ({ path: (await newExport(place, status)).path + path });
  const onJob =
    (path: string, status?: string, body?: unknown) =>
    async (place: Place): Promise<Call> => ({
      path: `/crawl-jobs/${(await newJob(place, status)).job}${path}`,
      ...(body !== undefined && { body }),
    });
  const onImage =
    (path: string) =>
    async (place: Place): Promise<Call> => ({
      path: `/images/${(await newJob(place)).image}${path}`,
    });
  const image = async (place: Place, changes: object, made?: 'artist') => ({
    images: [{ id: (await newJob(place, 'completed', made)).image, ...changes }],
  });
  return [
    ['GET /projects/{id}/crawl-jobs', may.readers, ({ project }) => ({ path: `/projects/${project}/crawl-jobs` })],
    [
      'POST /projects/{id}/crawl-jobs',
      may.writers,
      ({ project }) => ({ path: `/projects/${project}/crawl-jobs`, body: { name: randomUUID() } }),
    ],
    ['GET /crawl-jobs/{id}', may.readers, onJob('')],
    ['PATCH /crawl-jobs/{id}', may.writers, onJob('', 'pending', { name: 'renamed' })],
    ['DELETE /crawl-jobs/{id}', may.deleters, onJob(''), 'made by the owner'],
    [
      'DELETE /crawl-jobs/{id}',
      may.deletersOfTheArtists,
      async (place) => ({ path: `/crawl-jobs/${(await newJob(place, 'pending', 'artist')).job}` }),
      'made by the artist',
    ],
    [
      'POST /crawl-jobs/{id}/restore',
      may.deleters,
      async (place) => trashed(t, `/crawl-jobs/${(await newJob(place)).job}`),
    ],
    [
      'POST /crawl-jobs/{id}/addresses',
      may.writers,
      async (place) => ({
        path: `/crawl-jobs/${(await newJob(place)).job}/addresses`,
        body: 'https://example.org/2.jpg\n',
        headers: { 'content-type': 'text/plain' },
      }),
    ],
    ['POST /crawl-jobs/{id}/start', may.writers, onJob('/start', 'pending')],
    ['POST /crawl-jobs/{id}/pause', may.writers, onJob('/pause', 'running')],
    ['POST /crawl-jobs/{id}/resume', may.writers, onJob('/resume', 'paused')],
    ['POST /crawl-jobs/{id}/cancel', may.writers, onJob('/cancel', 'running')],
    ['POST /crawl-jobs/{id}/retry', may.writers, onJob('/retry', 'failed')],
    ...['progress', 'events', 'logs', 'images'].map((part): Row => [
      `GET /crawl-jobs/{id}/${part}`,
      may.readers,
      onJob(`/${part}`, 'completed'),
    ]),
    ['GET /images/{id}', may.readers, onImage('')],
    ['GET /images/{id}/file', may.readers.replaceAll('ok', '404'), onImage('/file'), 'of which nothing was downloaded'],
    [
      'PATCH /images/bulk',
      may.writers,
      async (place) => ({ path: '/images/bulk', body: await image(place, { is_excluded: true }) }),
    ],
    [
      'POST /images/bulk/delete',
      may.deleters,
      async (place) => ({ path: '/images/bulk/delete', body: await image(place, {}) }),
      'found by the owner’s job',
    ],
    [
      'POST /images/bulk/delete',
      may.deletersOfTheArtists,
      async (place) => ({ path: '/images/bulk/delete', body: await image(place, {}, 'artist') }),
      'found by the artist’s job',
    ],
    [
      'POST /images/{id}/restore',
      may.deleters,
      async (place) => {
        const { image: id } = await newJob(place);
        const { status } = await t.request('POST', '/images/bulk/delete', { body: { images: [{ id }] } });
        expect(status).toBe(200);
        return { path: `/images/${id}/restore` };
      },
    ],
    ...['contact-sheet.jpg', 'histograms.svg', 'validation-jobs'].map((part): Row => [
      `GET /crawl-jobs/{id}/${part}`,
      may.readers,
      async (place) => ({ path: `/crawl-jobs/${(await newValidation(place)).crawl}/${part}` }),
    ]),
    ['POST /crawl-jobs/{id}/validation-jobs', may.writers, validating({})],
    [
      'POST /crawl-jobs/{id}/validation-jobs',
      may.managers,
      validating({ duplicates: 'remove' }),
      'that removes pictures which the owner’s job has found',
    ],
    ...['', '/results', '/statistics'].map((part): Row => [
      `GET /validation-jobs/{id}${part}`,
      may.readers,
      onValidation(part),
    ]),
    ['POST /validation-jobs/{id}/cancel', may.writers, onValidation('/cancel', 'running')],
    ['DELETE /validation-jobs/{id}', may.deleters, onValidation(''), 'made by the owner'],
    [
      'DELETE /validation-jobs/{id}',
      may.deletersOfTheArtists,
      async (place) => ({ path: `/validation-jobs/${(await newValidation(place, 'completed', 'artist')).validation}` }),
      'made by the artist',
    ],
    [
      'POST /validation-jobs/{id}/restore',
      may.deleters,
      async (place) => trashed(t, `/validation-jobs/${(await newValidation(place)).validation}`),
    ],
    [
      'GET /crawl-jobs/{id}/export-jobs',
      may.readers,
      async (place) => ({ path: `/crawl-jobs/${(await newExport(place)).crawl}/export-jobs` }),
    ],
    [
      'POST /crawl-jobs/{id}/export-jobs',
      may.writers,
      async (place) => ({
        path: `/crawl-jobs/${(await newExport(place)).crawl}/export-jobs`,
        body: { name: 'for testing' },
      }),
    ],
    ['GET /export-jobs/{id}', may.readers, onExport('')],
    ['POST /export-jobs/{id}/cancel', may.writers, onExport('/cancel', 'running')],
    ['POST /export-jobs/{id}/link', may.writers, onExport('/link')],
    ['POST /export-jobs/{id}/verify', may.writers, onExport('/verify')],
    ['DELETE /export-jobs/{id}', may.deleters, onExport(''), 'made by the owner'],
    [
      'DELETE /export-jobs/{id}',
      may.deletersOfTheArtists,
      async (place) => ({ path: (await newExport(place, 'completed', 'artist')).path }),
      'made by the artist',
    ],
    ['POST /export-jobs/{id}/restore', may.deleters, async (place) => trashed(t, (await newExport(place)).path)],
    ['GET /projects/{id}/datasets', may.readers, ({ project }) => ({ path: `/projects/${project}/datasets` })],
    ['GET /dashboard/stats', may.everyone, () => ({ path: '/dashboard/stats' })],
  ];
};

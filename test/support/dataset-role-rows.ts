import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';
import { type Call, may, type Place, type Row, trashed } from './role-matrix';

/** The permission table for crawl jobs and their images. */
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
  ];
};

import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';
import { pdf } from './pdfs';
import { type Call, may, type Place, type Row, trashed } from './role-matrix';

const PDF = { 'content-type': 'application/pdf' };

/** A sheet like no other. */
const sheet = (): Buffer =>
  pdf([{ entries: '/MediaBox[0 0 200 100]' }], { trailer: `/ID[<${randomUUID().replaceAll('-', '')}><00>]` });

/** The permission table for drawings and their components. */
export const drawingRows = (t: TestApp): Row[] => {
  /** A drawing of the place's project, with a page that a worker has read, and a component; of the owner's or the artist's. */
  const newDrawing = async (place: Place, made: 'owner' | 'artist' = 'owner') => {
    const { status, body } = await t.request('POST', `/drawings?project_ids=${place.project}`, {
      body: sheet(),
      headers: PDF,
    });
    expect(status).toBe(201);
    const [row] = await t.sql<{ drawing: string; component: string }>(
      `with maker as (select created_by as id from episodes where id = $2),
          d as (update drawings set created_by = maker.id, processing_status = 'completed', page_count = 1 from maker
            where drawings.id = $1 returning drawings.id, sha256, maker.id as made_by),
          p as (insert into drawing_pages (drawing_id, page_number, width, height, unit, preview_sha256, preview_width, preview_height)
            select id, 1, 200, 100, 'pt', sha256, 200, 100 from d),
          c as (insert into components (drawing_id, piece_mark, created_by) select id, 'G1', made_by from d returning id, drawing_id)
        select drawing_id as drawing, id as component from c`,
      [body.id, made === 'owner' ? place.episode : place.ownEpisode],
    );
    if (!row) throw new Error('the drawing was not made');
    return row;
  };
  const onDrawing =
    (path: string, body?: unknown, made?: 'artist') =>
    async (place: Place): Promise<Call> => ({
      path: `/drawings/${(await newDrawing(place, made)).drawing}${path}`,
      ...(body !== undefined && { body }),
    });
  const onComponent =
    (body?: unknown, made?: 'artist') =>
    async (place: Place): Promise<Call> => ({
      path: `/components/${(await newDrawing(place, made)).component}`,
      ...(body !== undefined && { body }),
    });
  /** A drawing, and another project of the same people, which has it already when it is to be taken out. */
  const drawingAndProject = async (place: Place, isIn: boolean) => {
    const { drawing } = await newDrawing(place);
    const [row] = await t.sql<{ id: string }>(
      `with p as (insert into projects (name, user_id, created_by) select name, user_id, created_by from projects where id = $1 returning id),
          m as (insert into project_members (project_id, user_id, role)
            select p.id, o.user_id, o.role from project_members o, p where o.project_id = $1),
          a as (insert into drawing_projects (drawing_id, project_id) select $2, id from p where $3)
        select id from p`,
      [place.project, drawing, isIn],
    );
    if (!row) throw new Error('the project was not made');
    return { drawing, project: row.id };
  };
  const component = async (place: Place, changes: object, made?: 'artist') => ({
    components: [{ id: (await newDrawing(place, made)).component, ...changes }],
  });
  /** A search that the place's project keeps, made by the owner or the artist. */
  const newSearch = async ({ project, episode, ownEpisode }: Place, made: 'owner' | 'artist' = 'owner') => {
    const [row] = await t.sql<{ id: string }>(
      `insert into saved_searches (project_id, name, query, position, created_by)
        select $1, gen_random_uuid(), '{}', coalesce(max(s.position), 0) + 1, (select created_by from episodes where id = $2)
          from saved_searches s where s.project_id = $1 returning id`,
      [project, made === 'owner' ? episode : ownEpisode],
    );
    if (!row) throw new Error('the search was not made');
    return row.id;
  };
  const onSearch =
    (body?: unknown, made?: 'artist') =>
    async (place: Place): Promise<Call> => ({
      path: `/saved-searches/${await newSearch(place, made)}`,
      ...(body !== undefined && { body }),
    });
  const onKiss =
    (of: 'drawings' | 'projects') =>
    async (place: Place): Promise<{ path: string; body: string; headers: Record<string, string> }> => ({
      path:
        of === 'projects'
          ? `/projects/${place.project}/kiss/reconcile`
          : `/drawings/${(await newDrawing(place)).drawing}/kiss`,
      body: 'KISS,1.1,x\nH,1\nD,D1,0,A1,A1,1,W,W1,A36,3000,,\n',
      headers: { 'content-type': 'text/plain' },
    });
  return [
    ['GET /drawings', may.everyone, () => ({ path: '/drawings' })],
    [
      'GET /drawings',
      may.readersByFilter,
      ({ project }) => ({ path: `/drawings?project_id=${project}` }),
      'of the project',
    ],
    ['POST /drawings', may.everyone, () => ({ path: '/drawings', body: sheet(), headers: PDF }), 'of no project'],
    [
      'POST /drawings',
      may.writersByReference,
      ({ project }) => ({ path: `/drawings?project_ids=${project}`, body: sheet(), headers: PDF }),
      'into the project',
    ],
    ['GET /drawings/{id}', may.readers, onDrawing('')],
    ['PATCH /drawings/{id}', may.writers, onDrawing('', { revision: 'B' })],
    ['DELETE /drawings/{id}', may.deleters, onDrawing(''), 'made by the owner'],
    ['DELETE /drawings/{id}', may.deletersOfTheArtists, onDrawing('', undefined, 'artist'), 'made by the artist'],
    [
      'POST /drawings/{id}/restore',
      may.deleters,
      async (place) => trashed(t, `/drawings/${(await newDrawing(place)).drawing}`),
    ],
    ...(
      [
        ['pages', 'pages'],
        ['file', 'file'],
        ['pages/{page}/preview.png', 'pages/1/preview.png'],
        ['pages/{page}/tiles/{level}/{tile}', 'pages/1/tiles/0/0_0.png'],
        ['components', 'components'],
        ['suggest-instance', 'suggest-instance?piece_mark=G1'],
        ['components/export', 'components/export'],
        ['overlay.svg', 'overlay.svg'],
      ] as const
    ).map(([part, path]): Row => [`GET /drawings/{id}/${part}`, may.readers, onDrawing(`/${path}`)]),
    [
      'GET /drawings/{id}/compare/{other}.png',
      may.readers,
      async (place) => ({
        path: `/drawings/${(await newDrawing(place)).drawing}/compare/${(await newDrawing(place)).drawing}.png`,
      }),
    ],
    ...['assign', 'remove'].map((verb): Row => [
      `POST /drawings/bulk/${verb}-projects`,
      may.writersByReference,
      async (place) => {
        const { drawing, project } = await drawingAndProject(place, verb === 'remove');
        return { path: `/drawings/bulk/${verb}-projects`, body: { drawing_ids: [drawing], project_ids: [project] } };
      },
    ]),
    [
      'POST /drawings/{id}/projects',
      may.writers,
      async (place) => {
        const { drawing, project } = await drawingAndProject(place, false);
        return { path: `/drawings/${drawing}/projects`, body: { project_ids: [project] } };
      },
    ],
    [
      'DELETE /drawings/{id}/projects/{project_id}',
      may.writers,
      async (place) => {
        const { drawing, project } = await drawingAndProject(place, true);
        return { path: `/drawings/${drawing}/projects/${project}` };
      },
    ],
    [
      'GET /drawings/{id}/compare/{other}',
      may.readers,
      async (place) => ({
        path: `/drawings/${(await newDrawing(place)).drawing}/compare/${(await newDrawing(place)).drawing}`,
      }),
    ],
    ...['dimensions', 'specifications', 'warnings', 'history'].map((part): Row => [
      `GET /components/{id}/${part}`,
      may.readers,
      async (place) => ({ path: `/components/${(await newDrawing(place)).component}/${part}` }),
    ]),
    ...[
      ['dimensions', { dimension_type: 'width', nominal_value: 1 }] as const,
      ['specifications', { specification_type: 'weld', value: 'E70' }] as const,
    ].map(([part, item]): Row => [
      `PUT /components/{id}/${part}`,
      may.writers,
      async (place) => ({
        path: `/components/${(await newDrawing(place)).component}/${part}`,
        body: { items: [item] },
      }),
    ]),
    [
      'GET /projects/{id}/bill-of-materials',
      may.readers,
      ({ project }) => ({ path: `/projects/${project}/bill-of-materials` }),
    ],
    ['POST /drawings/{id}/kiss', may.writers, onKiss('drawings')],
    [
      'GET /drawings/{id}/kiss',
      may.readers,
      async (place) => {
        const call = await onKiss('drawings')(place);
        const { status } = await t.request('POST', call.path, { body: call.body, headers: call.headers });
        expect(status).toBe(201);
        return { path: call.path };
      },
    ],
    ['POST /projects/{id}/kiss/reconcile', may.readers, onKiss('projects')],
    ['GET /components', may.everyone, () => ({ path: '/components' })],
    [
      'GET /components',
      may.readersByFilter,
      async (place) => ({ path: `/components?drawing_id=${(await newDrawing(place)).drawing}` }),
      'of the drawing',
    ],
    [
      'POST /components',
      may.writersByReference,
      async (place) => ({
        path: '/components',
        body: { drawing_id: (await newDrawing(place)).drawing, piece_mark: 'G2' },
      }),
    ],
    [
      'POST /components/bulk',
      may.writersByReference,
      async (place) => ({
        path: '/components/bulk',
        body: { drawing_id: (await newDrawing(place)).drawing, components: [{ piece_mark: 'G2' }] },
      }),
    ],
    [
      'PATCH /components/bulk',
      may.writers,
      async (place) => ({ path: '/components/bulk', body: await component(place, { quantity: 2 }) }),
    ],
    [
      'POST /components/bulk/delete',
      may.deleters,
      async (place) => ({ path: '/components/bulk/delete', body: await component(place, {}) }),
      'made by the owner',
    ],
    [
      'POST /components/bulk/delete',
      may.deletersOfTheArtists,
      async (place) => ({ path: '/components/bulk/delete', body: await component(place, {}, 'artist') }),
      'made by the artist',
    ],
    ['GET /components/{id}', may.readers, onComponent()],
    ['PATCH /components/{id}', may.writers, onComponent({ review_status: 'reviewed' })],
    ['DELETE /components/{id}', may.deleters, onComponent(), 'made by the owner'],
    ['DELETE /components/{id}', may.deletersOfTheArtists, onComponent(undefined, 'artist'), 'made by the artist'],
    [
      'POST /components/{id}/restore',
      may.deleters,
      async (place) => trashed(t, `/components/${(await newDrawing(place)).component}`),
    ],
    [
      'POST /drawings/{id}/components/import',
      may.writers,
      async (place) => ({
        path: `/drawings/${(await newDrawing(place)).drawing}/components/import`,
        body: 'piece_mark\nG2\n',
        headers: { 'content-type': 'text/csv' },
      }),
    ],
    [
      'GET /components/search',
      may.readersByFilter,
      ({ project }) => ({ path: `/components/search?project_id=${project}&q=G1` }),
    ],
    ['GET /projects/{id}/piece-marks', may.readers, ({ project }) => ({ path: `/projects/${project}/piece-marks` })],
    [
      'PATCH /projects/{id}/piece-marks/{mark}',
      may.writers,
      async (place) => {
        await newDrawing(place);
        return { path: `/projects/${place.project}/piece-marks/g1`, body: { size: 'W12X40' } };
      },
    ],
    [
      'GET /projects/{id}/piece-mark-conflicts',
      may.readers,
      ({ project }) => ({ path: `/projects/${project}/piece-mark-conflicts` }),
    ],
    [
      'GET /projects/{id}/saved-searches',
      may.readers,
      ({ project }) => ({ path: `/projects/${project}/saved-searches` }),
    ],
    [
      'POST /projects/{id}/saved-searches',
      may.writers,
      ({ project }) => ({ path: `/projects/${project}/saved-searches`, body: { name: randomUUID(), query: {} } }),
    ],
    [
      'PUT /projects/{id}/saved-searches/order',
      may.writers,
      async (place) => {
        for (let count = 0; count < 2; count++) await newSearch(place);
        const rows = await t.sql<{ id: string }>(
          'select id from saved_searches where project_id = $1 and deleted_at is null order by position desc',
          [place.project],
        );
        return { path: `/projects/${place.project}/saved-searches/order`, body: { ids: rows.map(({ id }) => id) } };
      },
    ],
    ['GET /saved-searches/{id}', may.readers, onSearch()],
    [
      'POST /saved-searches/{id}/run',
      may.readers,
      async (place) => ({ path: `/saved-searches/${await newSearch(place)}/run` }),
    ],
    ['PATCH /saved-searches/{id}', may.writers, onSearch({ query: { prefix: 'B' } })],
    ['DELETE /saved-searches/{id}', may.deleters, onSearch(), 'made by the owner'],
    ['DELETE /saved-searches/{id}', may.deletersOfTheArtists, onSearch(undefined, 'artist'), 'made by the artist'],
    [
      'POST /saved-searches/{id}/restore',
      may.deleters,
      async (place) => trashed(t, `/saved-searches/${await newSearch(place)}`),
    ],
  ];
};

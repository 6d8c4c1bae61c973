import { startApp, type TestApp } from '../support/app';
import { NOBODY } from '../support/behaves-like/collection';
import { describeList } from '../support/behaves-like/list';
import { SHOT_LIST, SHOTS } from '../support/shots';

describe('a list of shots', () => {
  describeList(SHOTS, SHOT_LIST);
});

describe('a list of the shots of an episode', () => {
  describeList(SHOTS, {
    path: ({ parent }) => `/episodes/${parent}/shots`,
    ofPlace: true,
    rows: SHOT_LIST.rows,
    second: [],
    sorts: { name: SHOT_LIST.sorts.name!, '-created_at': SHOT_LIST.sorts['-created_at']! },
    filters: [
      ['status=wip', 'zoë'],
      ['name=ALPHA', 'alpha'],
    ],
    references: [],
    refused: [`project_id=${NOBODY}`, `episode_id=${NOBODY}`],
    forged: [],
  });
});

describe('shots are listed', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  const get = (query: string, token = t.admin) => t.request('GET', `/shots?${query}`, { token });

  it('not for a query whose escapes are not UTF-8', async () => {
    const { status, body } = await get('name=%ff');
    expect([status, body.code]).toEqual([400, 'malformed_request']);
  });

  it('of an episode as by a filter for it', async () => {
    const { id } = await t.newEpisode((await t.newProject()).id);
    for (const name of ['a', 'b', 'c']) await t.newShot(id, { name });
    const { body } = await t.request('GET', `/episodes/${id}/shots?sort=-name&count=exact`);
    expect(body).toEqual((await get(`episode_id=${id}&sort=-name&count=exact`)).body);
    expect(body.total).toBe(3);
  });

  it('not for a project or episode that may not be seen, or is in the trash', async () => {
    const project = await t.newProject();
    const episode = await t.newEpisode(project.id);
    const { token } = await t.newProfile();
    for (const query of [`project_id=${project.id}`, `episode_id=${episode.id}`]) {
      expect((await get(query)).body.items).toEqual([]);
      expect((await get(query, token)).status).toBe(400);
    }
    const elsewhere = await t.newEpisode((await t.newProject()).id);
    expect((await get(`project_id=${project.id}&episode_id=${elsewhere.id}`)).body.items).toEqual([]);
    await t.request('DELETE', `/projects/${project.id}`);
    for (const query of [`project_id=${project.id}`, `episode_id=${episode.id}`])
      expect((await get(query)).status).toBe(400);
  });
});

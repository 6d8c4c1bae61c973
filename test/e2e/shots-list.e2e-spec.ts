import { startApp, type TestApp, type TestProfile } from '../support/app';

const NOBODY = '01900000-0000-7000-8000-000000000000';

describe('a list of shots', () => {
  let t: TestApp;
  let project: { id: string };
  let episode: { id: string };
  let second: { id: string };
  let elsewhere: { id: string };
  let viewer: TestProfile;
  let stranger: TestProfile;

  beforeAll(async () => {
    t = await startApp();
    project = await t.newProject();
    viewer = await t.newMember(project.id, 'viewer');
    stranger = await t.newProfile();
    episode = await t.newEpisode(project.id);
    second = await t.newEpisode(project.id);
    elsewhere = await t.newEpisode((await t.newProject()).id);
    const shots = [
      { episode_id: episode.id, name: 'Zoë', status: 'wip', frame_start: 20 },
      { episode_id: episode.id, name: 'alpha', frame_start: 10 },
      { episode_id: episode.id, name: 'Émile', status: 'Wip' },
      { episode_id: second.id, name: 'BETA', status: 'done', frame_start: 10 },
      { episode_id: second.id, name: '鏡頭' },
      { episode_id: elsewhere.id, name: 'ALPHA' },
    ];
    for (const { episode_id, ...shot } of shots) await t.newShot(episode_id, shot);
  });
  afterAll(() => t.close());

  const get = (query: string, token = t.admin) => t.request('GET', `/shots?${query}`, { token });
  const names = async (query: string, token?: string): Promise<string[]> =>
    (await get(query, token)).body.items.map((shot: { name: string }) => shot.name);

  it('refuses a query whose escapes are not UTF-8', async () => {
    const response = await t.request('GET', '/shots?name=%ff');
    expect([response.status, response.body.code]).toEqual([400, 'malformed_request']);
  });

  it('shows whoever asks what they may see', async () => {
    expect(await names('')).toEqual(['Zoë', 'alpha', 'Émile', 'BETA', '鏡頭', 'ALPHA']);
    expect(await names('', viewer.token)).toEqual(['Zoë', 'alpha', 'Émile', 'BETA', '鏡頭']);
    expect(await names('', stranger.token)).toEqual([]);
    expect((await t.request('GET', '/shots', { token: null })).status).toBe(401);
  });

  it('is filtered by project, episode, status and name, and by all of them', async () => {
    expect(await names(`project_id=${project.id}`)).toEqual(['Zoë', 'alpha', 'Émile', 'BETA', '鏡頭']);
    expect(await names(`episode_id=${second.id.toUpperCase()}`)).toEqual(['BETA', '鏡頭']);
    expect(await names('status=wip')).toEqual(['Zoë']);
    expect(await names('name=ALPHA')).toEqual(['alpha', 'ALPHA']);
    expect(await names(`name=${encodeURIComponent('zoe\u0308')}`)).toEqual(['Zoë']);
    expect(await names(`name=alpha&project_id=${project.id}&episode_id=${episode.id}&status=todo`)).toEqual(['alpha']);
    expect(await names(`project_id=${project.id}&episode_id=${elsewhere.id}`)).toEqual([]);
    expect(await names('status=nothing')).toEqual([]);
    expect(await names('status=%27%20or%201=1--')).toEqual([]);
  });

  it('of an episode is the same as the list filtered by it', async () => {
    const { body } = await t.request('GET', `/episodes/${episode.id}/shots?sort=-name&count=exact`);
    expect(body).toEqual((await get(`episode_id=${episode.id}&sort=-name&count=exact`)).body);
    expect(body.total).toBe(3);
    for (const [id, token] of [
      [NOBODY, t.admin],
      [episode.id, stranger.token],
    ] as const)
      expect((await t.request('GET', `/episodes/${id}/shots`, { token })).status).toBe(404);
    expect((await t.request('GET', `/episodes/${episode.id}/shots?project_id=${project.id}`)).status).toBe(400);
  });

  it.each(['project_id', 'episode_id', 'story_id'])('is refused for a %s that is unknown', async (filter) => {
    const { status, body } = await get(`${filter}=${NOBODY}`);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'unknown_reference', filter]);
  });

  it('is refused for a project or episode that may not be seen, or is in the trash', async () => {
    expect((await get(`project_id=${project.id}`, stranger.token)).status).toBe(400);
    expect((await get(`episode_id=${episode.id}`, stranger.token)).status).toBe(400);
    const gone = await t.newProject();
    const inIt = await t.newEpisode(gone.id);
    expect(await names(`project_id=${gone.id}`)).toEqual([]);
    await t.request('DELETE', `/projects/${gone.id}`);
    expect((await get(`project_id=${gone.id}`)).status).toBe(400);
    expect((await get(`episode_id=${inIt.id}`)).status).toBe(400);
  });

  it('is sorted by every key, both ways, NULLs last both ways', async () => {
    const mine = `project_id=${project.id}&sort=`;
    expect(await names(`${mine}name`)).toEqual(['alpha', 'BETA', 'Émile', 'Zoë', '鏡頭']);
    expect(await names(`${mine}-name`)).toEqual(['鏡頭', 'Zoë', 'Émile', 'BETA', 'alpha']);
    expect(await names(`${mine}status`)).toEqual(['Émile', 'BETA', 'alpha', '鏡頭', 'Zoë']);
    expect(await names(`${mine}frame_start`)).toEqual(['alpha', 'BETA', 'Zoë', 'Émile', '鏡頭']);
    expect(await names(`${mine}-frame_start`)).toEqual(['Zoë', 'BETA', 'alpha', '鏡頭', 'Émile']);
    expect(await names(`${mine}-created_at`)).toEqual(['鏡頭', 'BETA', 'Émile', 'alpha', 'Zoë']);
    expect(await names(`${mine}updated_at`)).toEqual(['Zoë', 'alpha', 'Émile', 'BETA', '鏡頭']);
  });

  it('counts only when asked, exactly or by estimate', async () => {
    expect((await get('limit=1')).body).not.toHaveProperty('total');
    expect((await get('limit=1&count=exact')).body.total).toBe(6);
    expect((await get('count=exact', viewer.token)).body.total).toBe(5);
    expect((await get('limit=1&count=estimated&name=alpha')).body.total).toEqual(expect.any(Number));
  });

  it('counts all, not what comes after the cursor', async () => {
    const { body } = await get('limit=4');
    expect((await get(`limit=4&count=exact&cursor=${body.next_cursor}`)).body).toMatchObject({
      total: 6,
      next_cursor: null,
    });
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=1.5',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    'sort=data',
    'sort=__proto__',
    'sort=--name',
    'count=roughly',
    'project_id=one',
    `project_id=${NOBODY}&project_id=${NOBODY}`,
    'status=%00',
    'scenelet=1',
    'constructor=1',
    '__proto__=1',
  ])('is refused with %s', async (query) => {
    const { status, headers } = await get(query);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  describe('by cursor', () => {
    const cursorOf = async (query: string): Promise<string> => (await get(`${query}&limit=1`)).body.next_cursor;
    const refused = async (query: string, token?: string) => {
      const { status, body } = await get(query, token);
      expect([status, body.code]).toEqual([400, 'invalid_cursor']);
    };

    it('goes on where the page before ended, with any limit', async () => {
      const cursor = await cursorOf('sort=-name');
      expect(await names(`sort=-name&limit=3&cursor=${cursor}`)).toEqual(['Zoë', 'Émile', 'BETA']);
    });

    it('is refused with another sort or another filter', async () => {
      const cursor = await cursorOf(`sort=name&project_id=${project.id}`);
      await refused(`sort=-name&project_id=${project.id}&cursor=${cursor}`);
      await refused(`project_id=${project.id}&cursor=${cursor}`);
      await refused(`sort=name&cursor=${cursor}`);
      await refused(`sort=name&project_id=${project.id}&status=todo&cursor=${cursor}`);
    });

    it('shows nobody more than they may see', async () => {
      const cursor = await cursorOf('sort=name');
      expect(await names(`sort=name&cursor=${cursor}`, stranger.token)).toEqual([]);
    });

    it.each([
      ['nothing', ''],
      ['no JSON', 'x'],
      ['no list', Buffer.from('{}').toString('base64url')],
      ['too little', Buffer.from('["[\\"created_at\\",[]]"]').toString('base64url')],
    ])('is refused when it is %s', async (_, cursor) => {
      await refused(`cursor=${cursor}`);
    });

    it.each([
      ['created_at', null],
      ['created_at', 'yesterday'],
      ['created_at', 7],
      ['name', 'a\0'],
      ['frame_start', '1e9'],
      ['frame_start', '9999999999'],
    ])('is refused when its value does not fit: %s %j', async (sort, value) => {
      const text = Buffer.from(await cursorOf(`sort=${sort}`), 'base64url').toString();
      const [of, , id] = JSON.parse(text) as [string, string, string];
      const forged = (parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
      await refused(`sort=${sort}&cursor=${forged([of, value, id])}`);
      await refused(`sort=${sort}&cursor=${forged([of, value, "x'; drop table shots"])}`);
    });

    it('is refused, not failed on, when it names a day that does not exist', async () => {
      const [of, , id] = JSON.parse(Buffer.from(await cursorOf('sort=created_at'), 'base64url').toString()) as string[];
      const forged = Buffer.from(JSON.stringify([of, '2024-02-31 00:00:00+00', id])).toString('base64url');
      expect((await get(`sort=created_at&cursor=${forged}`)).status).toBe(400);
    });
  });
});

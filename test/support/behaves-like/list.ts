import { startApp, type TestApp, type TestProfile } from '../app';
import { type Collection, type Fields, NOBODY, type Place } from './collection';

/** A place, another one of its project, and one of another project. */
export interface Places {
  here: Place;
  second: Place;
  elsewhere: Place;
}

/** A list of a collection, and what must come of it. Items are called by the names under `rows`. */
export interface Listing {
  /** The address. One that has no `place` in it lists whatever the caller may see. */
  path: (place: Place) => string;
  /** Whether it lists one place only: then who does not see that gets 404. */
  ofPlace: boolean;
  /** What is made, in this order. */
  rows: Record<string, Fields>;
  /** Those of `rows` that are made in a second place of the project. */
  second: string[];
  /** Sort → the rows as they come, NULLs last. */
  sorts: Record<string, string>;
  /** Filter → the rows that come, in the order in which they were made. */
  filters: [query: string | ((places: Places) => string), rows: string][];
  /** Filters that name a row by its id. */
  references: string[];
  /** Queries that are refused, beside those that every list refuses. */
  refused: string[];
  /** A sort, and values that a cursor of it cannot have. */
  forged: [sort: string, value: unknown][];
}

/** What every list does: pages, order, filters, counting, and cursors that belong to it alone. */
export function describeList(collection: Collection, listing: Listing): void {
  let t: TestApp;
  let places: Places;
  let viewer: TestProfile;
  let stranger: TestProfile;
  const names = new Map<string, string>();
  const queryOf = (query: Listing['filters'][0][0]) => (typeof query === 'string' ? query : query(places));
  const all = Object.keys(listing.rows).join(' ');

  beforeAll(async () => {
    t = await startApp();
    const { id: project } = await t.newProject();
    viewer = await t.newMember(project, 'viewer');
    stranger = await t.newProfile();
    places = {
      here: await collection.newPlace(t, project),
      second: await collection.newPlace(t, project),
      elsewhere: await collection.newPlace(t, (await t.newProject()).id),
    };
    const make = async (name: string, fields: Fields, place: Place) => {
      const { path, body } = collection.post(place);
      const made = await t.request('POST', path, { body: { ...body, ...fields } });
      expect([made.status, made.body]).toEqual([201, expect.anything()]);
      names.set(made.body.id, name);
    };
    for (const [name, fields] of Object.entries(listing.rows))
      await make(name, fields, listing.second.includes(name) ? places.second : places.here);
    await make('elsewhere', Object.values(listing.rows)[0]!, places.elsewhere);
  });
  afterAll(() => t.close());

  const get = (query: string, token = t.admin) => t.request('GET', `${listing.path(places.here)}?${query}`, { token });
  const rows = async (query: string, token = viewer.token): Promise<string> => {
    const { status, body } = await get(query, token);
    expect([query, status]).toEqual([query, 200]);
    return body.items.map(({ id }: { id: string }) => names.get(id)).join(' ');
  };

  it('shows whoever asks what they may see', async () => {
    expect(await rows('sort=created_at')).toBe(all);
    expect(await rows('sort=created_at', t.admin)).toBe(listing.ofPlace ? all : `${all} elsewhere`);
    if (listing.ofPlace) {
      expect((await get('', stranger.token)).status).toBe(404);
      const nowhere = { ...places.here, parent: NOBODY };
      expect((await t.request('GET', listing.path(nowhere))).status).toBe(404);
    } else expect(await rows('', stranger.token)).toBe('');
    expect((await t.request('GET', listing.path(places.here), { token: null })).status).toBe(401);
  });

  it.each(Object.entries(listing.sorts))('is sorted by %s, page by page as in one', async (sort, wanted) => {
    expect(await rows(`sort=${sort}`)).toBe(wanted);
    for (const limit of [1, 2, 500]) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await get(`sort=${sort}&limit=${limit}${cursor}`, viewer.token);
        expect(body.items.length).toBeLessThanOrEqual(limit);
        seen.push(...body.items.map(({ id }: { id: string }) => names.get(id)));
        if (body.next_cursor === null) break;
        expect(body.items).toHaveLength(limit);
        cursor = `&cursor=${body.next_cursor as string}`;
      }
      expect([limit, seen.join(' ')]).toEqual([limit, wanted]);
    }
  });

  if (listing.filters.length > 0)
    it.each(listing.filters)('is filtered by %s', async (query, wanted) => {
      expect(await rows(`sort=created_at&${queryOf(query)}`)).toBe(wanted);
    });

  it('counts only when asked, exactly or by estimate, and all, not what comes after the cursor', async () => {
    const total = Object.keys(listing.rows).length;
    expect((await get('limit=1')).body).not.toHaveProperty('total');
    expect((await get('limit=1&count=exact', viewer.token)).body.total).toBe(total);
    expect((await get('limit=1&count=estimated')).body.total).toEqual(expect.any(Number));
    const { body } = await get('limit=2&count=exact', viewer.token);
    expect((await get(`limit=500&count=exact&cursor=${body.next_cursor}`, viewer.token)).body).toMatchObject({
      total,
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
    'sort=__proto__',
    'sort=--created_at',
    'count=roughly',
    'constructor=1',
    '__proto__=1',
    'cursor=',
    'cursor=x',
    ...listing.references.flatMap((one) => [`${one}=one`, `${one}=${NOBODY}&${one}=${NOBODY}`]),
    ...listing.refused,
  ])('is refused with %s', async (query) => {
    const { status, headers } = await get(query);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  if (listing.references.length > 0)
    it.each(listing.references)('is refused for a %s that is unknown', async (filter) => {
      const { status, body } = await get(`${filter}=${NOBODY}`);
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'unknown_reference', filter]);
    });

  describe('by cursor', () => {
    const cursorOf = async (query: string): Promise<string> => (await get(`${query}&limit=1`)).body.next_cursor;
    const refused = async (query: string) => {
      const { status, body } = await get(query);
      expect([query, status, body.code]).toEqual([query, 400, 'invalid_cursor']);
    };
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [sort, another] = Object.keys(listing.sorts) as [string, string];

    it('is refused with another sort or another filter', async () => {
      const cursor = await cursorOf(`sort=${sort}`);
      await refused(`sort=${another}&cursor=${cursor}`);
      await refused(`cursor=${await cursorOf('sort=-created_at')}`);
      for (const [filter] of listing.filters) await refused(`sort=${sort}&${queryOf(filter)}&cursor=${cursor}`);
    });

    it('shows nobody more than they may see', async () => {
      const cursor = await cursorOf(`sort=${sort}`);
      if (listing.ofPlace) expect((await get(`sort=${sort}&cursor=${cursor}`, stranger.token)).status).toBe(404);
      else expect(await rows(`sort=${sort}&cursor=${cursor}`, stranger.token)).toBe('');
      const foreign = await t.request('GET', `${listing.path(places.elsewhere)}?sort=${sort}&cursor=${cursor}`);
      expect(foreign.status).toBe(listing.ofPlace ? 400 : 200);
    });

    it.each([
      ['nothing', ''],
      ['no JSON', 'x'],
      ['no list', Buffer.from('{}').toString('base64url')],
      ['too little', Buffer.from('["[\\"created_at\\",[]]"]').toString('base64url')],
    ])('is refused when it is %s', async (_, cursor) => {
      await refused(`cursor=${cursor}`);
    });

    it.each([['created_at', null], ['created_at', 'yesterday'], ['created_at', 7], ...listing.forged])(
      'is refused when its value does not fit: %s %j',
      async (by, value) => {
        const text = Buffer.from(await cursorOf(`sort=${by}`), 'base64url').toString();
        const [of, , id] = JSON.parse(text) as [string, string, string];
        await refused(`sort=${by}&cursor=${encoded([of, value, id])}`);
        await refused(`sort=${by}&cursor=${encoded([of, value, `x'; drop table ${collection.table}`])}`);
      },
    );

    it('is refused, not failed on, when it names a day that does not exist', async () => {
      const [of, , id] = JSON.parse(Buffer.from(await cursorOf('sort=created_at'), 'base64url').toString()) as string[];
      const cursor = encoded([of, '2024-02-31 00:00:00+00', id]);
      expect((await get(`sort=created_at&cursor=${cursor}`)).status).toBe(400);
    });
  });
}

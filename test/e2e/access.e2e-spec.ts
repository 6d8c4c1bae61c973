import { hash as argon2 } from 'argon2';
import { randomUUID } from 'node:crypto';
import { FirstAdministrator } from '../../src/operations/first-administrator';
import { startApp, type TestApp, type TestProfile, type TestResponse } from '../support/app';

const PASSWORD = 'correct horse battery';
const NOBODY = '01900000-0000-7000-8000-000000000000';
let address = 0;

describe('access', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp({ TRUST_PROXY: '127.0.0.1' });
  });
  afterAll(() => t.close());

  /** Signs in from a network address of the test's own, so that one test's failures do not count against another's. */
  const signIn = (email: string, password: string, from = `10.0.0.${String(++address % 250)}`): Promise<TestResponse> =>
    t.request('POST', '/auth/login', { token: null, body: { email, password }, headers: { 'x-forwarded-for': from } });

  /** A person with a password, signed in with it. */
  const newPerson = async (fields: object = {}): Promise<TestProfile> => {
    const email = `${randomUUID()}@example.org`;
    const created = await t.request('POST', '/profiles', { body: { email, password: PASSWORD, ...fields } });
    expect(created.status).toBe(201);
    const { body } = await signIn(email, PASSWORD);
    return { id: created.body.id, email, token: body.access_token };
  };

  /** A project made in the database, so that these tests need no other resource. */
  const newProject = async (owner: string, { members = [] as string[], deleted = false } = {}): Promise<string> => {
    const [project] = await t.sql<{ id: string }>('insert into projects (name, user_id) values ($1, $2) returning id', [
      randomUUID(),
      owner,
    ]);
    const id = project?.id ?? '';
    for (const member of members)
      await t.sql(`insert into project_members (project_id, user_id, role) values ($1, $2, 'artist')`, [id, member]);
    if (deleted)
      await t.sql(
        `with d as (insert into deletions (project_id, root_type, root_id, root_name, row_count) values ($1, 'project', $1, 'x', 1) returning id)
          update projects set deleted_at = now(), live = null, deletion_id = (select id from d) where id = $1`,
        [id],
      );
    return id;
  };

  const patch = (
    id: string,
    body: object,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> =>
    t.request('PATCH', `/profiles/${id}`, { body, headers, ...(token !== undefined && { token }) });

  describe('signing in', () => {
    it('gives a token that works, for the address in any case and any Unicode form', async () => {
      const email = `Zoë.${randomUUID()}@example.org`;
      await t.request('POST', '/profiles', { body: { email, password: 'pässwörd-lang' } });
      const { status, body, headers } = await signIn(
        ` ${email.toUpperCase().normalize('NFD')} `,
        'pässwörd-lang'.normalize('NFD'),
      );
      expect(status).toBe(200);
      expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
      expect(headers.get('cache-control')).toBe('no-store');
      const me = await t.request('GET', '/auth/me', { token: body.access_token });
      expect(me.body.email).toBe(email);
      expect(me.headers.get('etag')).toBe('"1"');
    });

    it('answers an unknown address, a profile without a password and a wrong password alike', async () => {
      const { email } = await newPerson();
      const { email: withoutPassword } = await t.newProfile();
      for (const [who, password] of [
        [email, 'wrong'],
        ['nobody@example.org', PASSWORD],
        [withoutPassword, PASSWORD],
        ['', ''],
      ] as const) {
        const { status, body, headers } = await signIn(who, password);
        expect(status).toBe(401);
        expect(body).toMatchObject({
          code: 'invalid_credentials',
          detail: 'The e-mail address or the password is wrong.',
        });
        expect(headers.get('www-authenticate')).toContain('Bearer');
      }
    });

    it.each([
      ['an empty body', {}, ['/email', '/password']],
      ['a password that is no text', { email: 'a@example.org', password: 7 }, ['/password']],
      ['an unknown field', { email: 'a@example.org', password: 'x', code: '1' }, ['/code']],
      ['a long address', { email: `${'a'.repeat(255)}@example.org`, password: 'x' }, ['/email']],
    ])('refuses %s', async (_, body, pointers) => {
      const answer = await t.request('POST', '/auth/login', { token: null, body });
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
    });

    it('refuses wrong, forged and missing tokens', async () => {
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"sub":"${t.adminId}"}`).toString('base64url')}.`;
      for (const token of [null, 'x', unsigned, `${t.admin}x`, `cty_${'a'.repeat(43)}`]) {
        const { status, body } = await t.request('GET', '/auth/me', { token });
        expect([status, body.code]).toEqual([401, 'unauthenticated']);
      }
    });

    it('renews a hash that was made with weaker parameters', async () => {
      const { email } = await t.newProfile();
      await t.sql('update profiles set password_hash = $2 where email = $1', [
        email,
        await argon2(PASSWORD, { memoryCost: 1024, timeCost: 2, parallelism: 1 }),
      ]);
      expect((await signIn(email, PASSWORD)).status).toBe(200);
      const [row] = await t.sql<{ password_hash: string; version: number }>(
        'select password_hash, version from profiles where email = $1',
        [email],
      );
      expect(row).toMatchObject({ password_hash: expect.stringContaining('m=19456'), version: 1 });
      expect((await signIn(email, PASSWORD)).status).toBe(200);
    });
  });

  describe('throttling', () => {
    it('stops after ten failures for one person from one address, and only there', async () => {
      const { email } = await newPerson();
      for (let i = 0; i < 10; i++) expect((await signIn(email, 'wrong', '10.1.0.1')).status).toBe(401);
      const { status, body, headers } = await signIn(email.toUpperCase(), PASSWORD, '10.1.0.1');
      expect([status, body.code]).toEqual([429, 'too_many_requests']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
      expect((await signIn(email, PASSWORD, '10.1.0.2')).status).toBe(200);
    });

    it('forgets failures after a success', async () => {
      const { email } = await newPerson();
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 9; i++) expect((await signIn(email, 'wrong', '10.1.0.3')).status).toBe(401);
        expect((await signIn(email, PASSWORD, '10.1.0.3')).status).toBe(200);
      }
    });

    it('lets no more through when fifty come at once', async () => {
      const { email } = await newPerson();
      const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(email, 'wrong', '10.1.0.4')));
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
    });

    it('refuses no right password, when fifty come at once', async () => {
      const { email } = await newPerson();
      const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(email, PASSWORD, '10.1.0.5')));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    });

    it('stops after a hundred failures from one address, whoever is tried', async () => {
      const { email } = await newPerson();
      const answers = await Promise.all(
        Array.from({ length: 130 }, (_, i) => signIn(`${String(i)}@example.org`, 'wrong', '10.1.0.6')),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(100);
      expect((await signIn(email, PASSWORD, '10.1.0.6')).status).toBe(429);
    });

    it('counts a wrong current_password too', async () => {
      const { id, email, token } = await newPerson();
      const body = { password: 'another password', current_password: 'wrong' };
      for (let i = 0; i < 10; i++) {
        const answer = await patch(id, body, token, { 'x-forwarded-for': '10.1.0.7' });
        expect([answer.status, answer.body.errors[0].pointer]).toEqual([403, '/current_password']);
      }
      expect(
        (await patch(id, { ...body, current_password: PASSWORD }, token, { 'x-forwarded-for': '10.1.0.7' })).status,
      ).toBe(429);
      expect((await signIn(email, PASSWORD, '10.1.0.7')).status).toBe(429);
      expect((await patch(id, { full_name: 'Still me' }, token, { 'x-forwarded-for': '10.1.0.7' })).status).toBe(200);
    });
  });

  describe('API tokens', () => {
    it('are shown once, work, are listed for their owner and end when revoked', async () => {
      const { token: owner } = await newPerson();
      const created = await t.request('POST', '/auth/tokens', {
        token: owner,
        body: { name: ' ci ', expires_in_days: 2 },
      });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({
        name: 'ci',
        version: 1,
        last_used_at: null,
        token: expect.stringMatching(/^cty_/),
      });
      expect(Date.parse(created.body.expires_at) - Date.parse(created.body.created_at)).toBe(2 * 86_400_000);
      expect(created.headers.get('location')).toBe(`/api/v1/auth/tokens/${created.body.id}`);
      expect(created.headers.get('cache-control')).toBe('no-store');
      const [row] = await t.sql<{ row: string }>('select row_to_json(t)::text as row from api_tokens t where id = $1', [
        created.body.id,
      ]);
      expect(row?.row).not.toContain(created.body.token);

      expect((await t.request('GET', '/auth/me', { token: created.body.token })).status).toBe(200);
      const { body } = await t.request('GET', `/auth/tokens/${created.body.id}`, { token: owner });
      expect(body).toEqual({
        id: created.body.id,
        name: 'ci',
        expires_at: created.body.expires_at,
        last_used_at: expect.any(String),
        created_at: created.body.created_at,
        version: 1,
      });
      expect((await t.request('GET', '/auth/tokens?count=exact', { token: owner })).body).toEqual({
        items: [body],
        next_cursor: null,
        total: 1,
      });

      for (const method of ['GET', 'DELETE'])
        expect((await t.request(method, `/auth/tokens/${created.body.id}`)).status).toBe(404);
      const stale = await t.request('DELETE', `/auth/tokens/${created.body.id}`, {
        token: owner,
        headers: { 'if-match': '"9"' },
      });
      expect(stale.status).toBe(412);
      expect((await t.request('GET', '/auth/me', { token: created.body.token })).status).toBe(200);
      expect((await t.request('DELETE', `/auth/tokens/${created.body.id}`, { token: owner })).status).toBe(204);
      expect((await t.request('GET', '/auth/me', { token: created.body.token })).status).toBe(401);
      expect((await t.request('DELETE', `/auth/tokens/${created.body.id}`, { token: owner })).status).toBe(404);
    });

    it('end when their time is over, and need not end at all', async () => {
      const { token: owner } = await newPerson();
      const { body } = await t.request('POST', '/auth/tokens', {
        token: owner,
        body: { name: 'x', expires_in_days: null },
      });
      expect(body.expires_at).toBeNull();
      await t.sql(`update api_tokens set expires_at = now() - interval '1 second' where id = $1`, [body.id]);
      expect((await t.request('GET', '/auth/me', { token: body.token })).status).toBe(401);
    });

    it('are listed page by page', async () => {
      const { token } = await newPerson();
      const names = ['b', 'A', 'c', 'ä', 'B'];
      for (const name of names) await t.request('POST', '/auth/tokens', { token, body: { name } });
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: TestResponse = await t.request(
          'GET',
          `/auth/tokens?sort=-name&limit=2${cursor && `&cursor=${cursor}`}`,
          { token },
        );
        seen.push(...page.body.items.map((item: { name: string }) => item.name));
        cursor = page.body.next_cursor;
      }
      expect(seen).toEqual(['c', 'B', 'b', 'ä', 'A']);
    });

    it.each([
      ['no name', {}, '/name'],
      ['a blank name', { name: ' ' }, '/name'],
      ['no days', { name: 'x', expires_in_days: 0 }, '/expires_in_days'],
      ['half days', { name: 'x', expires_in_days: 1.5 }, '/expires_in_days'],
      ['a token of one’s own choice', { name: 'x', token: 'mine' }, '/token'],
    ])('are refused with %s', async (_, body, pointer) => {
      const answer = await t.request('POST', '/auth/tokens', { body });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('are not made twice by an Idempotency-Key, which would have to store the secret', async () => {
      expect(
        (await t.request('POST', '/auth/tokens', { body: { name: 'x' }, headers: { 'idempotency-key': 'k' } })).status,
      ).toBe(400);
    });
  });

  describe('profiles', () => {
    it('are made by administrators only, and show no password', async () => {
      const email = `${randomUUID()}@example.org`;
      const body = { email: ` ${email} `, password: PASSWORD, full_name: 'Zoe\u0308', role: 'moderator' };
      const { status, body: profile, headers } = await t.request('POST', '/profiles', { body });
      expect(status).toBe(201);
      expect(profile).toEqual({
        id: expect.any(String),
        email,
        full_name: 'Zoë',
        avatar_url: null,
        role: 'moderator',
        created_at: expect.any(String),
        updated_at: profile.created_at,
        created_by: t.adminId,
        updated_by: t.adminId,
        version: 1,
      });
      expect(headers.get('location')).toBe(`/api/v1/profiles/${profile.id}`);
      for (const role of ['moderator', 'user'] as const) {
        const { token } = await t.newProfile({ role });
        expect(
          (await t.request('POST', '/profiles', { token, body: { ...body, email: 'x@example.org' } })).status,
        ).toBe(403);
      }
      expect((await t.request('POST', '/profiles', { token: null, body })).status).toBe(401);
    });

    it('are made once for an Idempotency-Key', async () => {
      const options = {
        body: { email: `${randomUUID()}@example.org`, password: PASSWORD },
        headers: { 'idempotency-key': randomUUID() },
      };
      const first = await t.request('POST', '/profiles', options);
      const second = await t.request('POST', '/profiles', options);
      expect([second.status, second.body]).toEqual([201, first.body]);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
    });

    it.each([
      ['an address that is none', { email: 'nowhere' }, '/email'],
      ['a long address', { email: `${'a'.repeat(300)}@example.org` }, '/email'],
      ['no address', { email: null }, '/email'],
      ['no password', { password: undefined }, '/password'],
      ['a short password', { password: 'too short' }, '/password'],
      ['a long password', { password: 'x'.repeat(201) }, '/password'],
      ['an unknown role', { role: 'owner' }, '/role'],
      ['a blank name', { full_name: '' }, '/full_name'],
      ['a hash of one’s own', { password_hash: 'x' }, '/password_hash'],
    ])('are refused with %s', async (_, wrong, pointer) => {
      const answer = await t.request('POST', '/profiles', {
        body: { email: 'a@example.org', password: PASSWORD, ...wrong },
      });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('have one e-mail address each, without regard to case, however many are made at once', async () => {
      const name = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          t.request('POST', '/profiles', {
            body: { email: `${i % 2 ? 'É' : 'é'}${name}@example.org`, password: PASSWORD },
          }),
        ),
      );
      const [made] = answers.filter(({ status }) => status === 201);
      const refused = answers.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(11);
      for (const { body } of refused)
        expect(body.errors[0]).toMatchObject({
          pointer: '/email',
          constraint: 'ix_profiles_email',
          conflicting_id: made?.body.id,
        });
      const { id } = await newPerson();
      expect((await patch(id, { email: `é${name}@example.org` })).status).toBe(409);
    });

    it('are seen by administrators, moderators, oneself and whoever shares a live project', async () => {
      const [owner, member, other, stranger] = [
        await newPerson(),
        await newPerson(),
        await newPerson(),
        await newPerson(),
      ];
      await newProject(owner.id, { members: [member.id, other.id] });
      await newProject(stranger.id, { members: [member.id], deleted: true });
      const moderator = await t.newProfile({ role: 'moderator' });
      const seen = async (token: string, id: string) => (await t.request('GET', `/profiles/${id}`, { token })).status;
      for (const token of [t.admin, moderator.token, stranger.token]) expect(await seen(token, stranger.id)).toBe(200);
      for (const { token } of [owner, member, other]) {
        for (const { id } of [owner, member, other]) expect(await seen(token, id)).toBe(200);
        expect(await seen(token, stranger.id)).toBe(404);
        const { body } = await t.request('GET', '/profiles?count=exact', { token });
        expect(body.total).toBe(3);
        expect(body.items.map((item: { id: string }) => item.id).sort()).toEqual(
          [owner.id, member.id, other.id].sort(),
        );
      }
      expect((await t.request('GET', `/profiles?email=${stranger.email}`, { token: member.token })).body.items).toEqual(
        [],
      );
      expect(
        (await t.request('GET', `/profiles?email=${stranger.email.toUpperCase()}`, { token: moderator.token })).body
          .items,
      ).toHaveLength(1);
    });

    it('are listed page by page in every order, each of them once', async () => {
      for (const full_name of ['Zoë', 'alba', 'Álba', null]) await newPerson({ full_name });
      const all = (await t.request('GET', '/profiles?limit=500&count=exact')).body;
      expect(all.total).toBe(all.items.length);
      for (const sort of ['created_at', '-created_at', 'email', '-email', 'full_name', '-full_name']) {
        const ids: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page: TestResponse = await t.request(
            'GET',
            `/profiles?sort=${sort}&limit=7${cursor && `&cursor=${cursor}`}`,
          );
          ids.push(...page.body.items.map((item: { id: string }) => item.id));
          cursor = page.body.next_cursor;
        }
        expect([...ids].sort()).toEqual(all.items.map((item: { id: string }) => item.id).sort());
      }
      expect((await t.request('GET', '/profiles?role=moderator&count=estimated')).body.total).toEqual(
        expect.any(Number),
      );
    });

    it.each(['limit=0', 'limit=501', 'sort=role', 'role=owner', 'cursor=x', 'name=x', 'count=all', 'email=%00'])(
      'refuse the list ?%s',
      async (query) => {
        expect((await t.request('GET', `/profiles?${query}`)).status).toBe(400);
      },
    );

    it('answer 304 for a known version, 400 and 404 for wrong ids', async () => {
      const { id } = await newPerson();
      expect((await t.request('GET', `/profiles/${id}`, { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { body: {} } : {};
        expect((await t.request(method, '/profiles/7', body)).status).toBe(400);
        expect((await t.request(method, `/profiles/${NOBODY}`, body)).status).toBe(404);
      }
    });
  });

  describe('changing a profile', () => {
    it('merges: absent leaves, null clears, the same changes nothing', async () => {
      const { id, token } = await newPerson({ full_name: 'Ann' });
      const first = await patch(id, { avatar_url: 'https://example.org/a.png' }, token);
      expect([first.status, first.body.full_name, first.body.avatar_url, first.body.version]).toEqual([
        200,
        'Ann',
        'https://example.org/a.png',
        2,
      ]);
      expect(first.headers.get('etag')).toBe('"2"');
      for (const same of [{}, { full_name: ' Ann ' }, { avatar_url: 'https://example.org/a.png' }])
        expect((await patch(id, same, token)).body).toEqual(first.body);
      const cleared = await patch(
        id.toUpperCase(),
        { full_name: null, avatar_url: null, email: `${randomUUID()}@example.org` },
        token,
      );
      expect(cleared.body).toMatchObject({ full_name: null, avatar_url: null, version: 3, updated_by: id });
      const [entry] = await t.sql<{ changes: { before: object; after: object }[] }>(
        `select changes from activity_logs where resource_type = 'profiles' and resource_id = $1 and action = 'update' order by timestamp desc limit 1`,
        [id],
      );
      expect(entry?.changes[0]).toMatchObject({ before: { full_name: 'Ann' }, after: { full_name: null } });
    });

    it('keeps to the version that If-Match names', async () => {
      const { id } = await newPerson();
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((full_name) => patch(id, { full_name }, undefined, { 'if-match': '"1"' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      expect((await t.request('DELETE', `/profiles/${id}`, { headers: { 'if-match': '"1"' } })).status).toBe(412);
      expect((await t.request('DELETE', `/profiles/${id}`, { headers: { 'if-match': 'W/"2"' } })).status).toBe(412);
      expect((await t.request('DELETE', `/profiles/${id}`, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    });

    it.each([
      [{ email: null }, '/email'],
      [{ role: null }, '/role'],
      [{ password: null }, '/password'],
      [{ avatar_url: 'javascript:alert(1)' }, '/avatar_url'],
      [{ full_name: 'a\u0007b' }, '/full_name'],
      [{ version: 3 }, '/version'],
    ])('refuses %j', async (body, pointer) => {
      const answer = await patch(t.adminId, body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('is for oneself and for administrators; a role is for administrators', async () => {
      const [owner, member] = [await newPerson(), await newPerson()];
      const moderator = await t.newProfile({ role: 'moderator' });
      await newProject(owner.id, { members: [member.id] });
      expect((await patch(member.id, { full_name: 'x' }, owner.token)).status).toBe(403);
      expect((await patch(member.id, { full_name: 'x' }, moderator.token)).status).toBe(403);
      expect((await patch(moderator.id, { full_name: 'x' }, owner.token)).status).toBe(404);
      for (const { id, token } of [owner, moderator]) {
        const answer = await patch(id, { role: 'admin' }, token);
        expect([answer.status, answer.body.errors[0].pointer]).toEqual([403, '/role']);
      }
      expect((await patch(member.id, { role: 'moderator', full_name: 'x' })).body).toMatchObject({
        role: 'moderator',
        full_name: 'x',
      });
    });

    it('lets a new role count from the next request on', async () => {
      const { id, token } = await newPerson();
      expect((await t.request('DELETE', `/profiles/${NOBODY}`, { token })).status).toBe(403);
      await patch(id, { role: 'admin' });
      expect((await t.request('DELETE', `/profiles/${NOBODY}`, { token })).status).toBe(404);
      await patch(id, { role: 'user' });
      expect((await t.request('DELETE', `/profiles/${NOBODY}`, { token })).status).toBe(403);
    });

    it('ends sign-ins and API tokens with the old password', async () => {
      const { id, email, token } = await newPerson();
      const { body: api } = await t.request('POST', '/auth/tokens', { token, body: { name: 'ci' } });
      expect((await patch(id, { password: 'another password' }, token)).body.errors[0].pointer).toBe(
        '/current_password',
      );
      expect((await patch(id, { current_password: PASSWORD }, token)).status).toBe(400);
      const changed = await patch(id, { password: 'another password', current_password: PASSWORD }, token);
      expect([changed.status, changed.body.version]).toEqual([200, 2]);
      for (const old of [token, api.token])
        expect((await t.request('GET', '/auth/me', { token: old })).status).toBe(401);
      expect((await signIn(email, PASSWORD)).status).toBe(401);
      const again = await signIn(email, 'another password');
      expect((await t.request('GET', '/auth/me', { token: again.body.access_token })).status).toBe(200);
      const log = await t.sql<{ changes: object }>(
        `select changes from activity_logs where changes::text ~ 'argon2|another password'`,
      );
      expect(log).toEqual([]);
    });

    it('lets an administrator set somebody’s password, but not their own without the old one', async () => {
      const { id, email, token } = await newPerson();
      expect((await patch(id, { password: 'set by the admin', current_password: 'x' })).status).toBe(400);
      expect((await patch(id, { password: 'set by the admin' })).status).toBe(200);
      expect((await t.request('GET', '/auth/me', { token })).status).toBe(401);
      expect((await signIn(email, 'set by the admin')).status).toBe(200);
      const admin = await newPerson({ role: 'admin' });
      expect((await patch(admin.id, { password: 'another password' }, admin.token)).status).toBe(400);
      await patch(admin.id, { role: 'user' });
    });

    it('lets one of two changes of a password at once win', async () => {
      const { id, email, token } = await newPerson();
      const answers = await Promise.all(
        ['first password', 'second password'].map((password) =>
          patch(id, { password, current_password: PASSWORD }, token),
        ),
      );
      const won = answers.findIndex(({ status }) => status === 200);
      // The later one comes with a token that has ended, a password that is the old one, or a proof of it.
      expect([401, 403, 409]).toContain(answers[1 - won]?.status);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect((await signIn(email, won === 0 ? 'first password' : 'second password')).status).toBe(200);
    });
  });

  describe('deleting a profile', () => {
    it('revokes everything at once; activity stays, without a name', async () => {
      const { id, email, token } = await newPerson();
      const { body: api } = await t.request('POST', '/auth/tokens', { token, body: { name: 'ci' } });
      const project = await newProject(t.adminId, { members: [id] });
      await patch(id, { full_name: 'Ann' }, token);
      expect((await t.request('DELETE', `/profiles/${id}`, { token })).status).toBe(403);
      expect((await t.request('DELETE', `/profiles/${id}`)).status).toBe(204);
      for (const old of [token, api.token])
        expect((await t.request('GET', '/auth/me', { token: old })).status).toBe(401);
      expect((await signIn(email, PASSWORD)).status).toBe(401);
      expect((await t.request('GET', `/profiles/${id}`)).status).toBe(404);
      expect(await t.sql('select id from api_tokens where profile_id = $1', [id])).toEqual([]);
      expect(await t.sql('select id from project_members where project_id = $1', [project])).toEqual([]);
      const entries = await t.sql<{ action: string; user_id: string | null }>(
        `select action, user_id from activity_logs where resource_id = $1 order by timestamp`,
        [id],
      );
      expect(entries).toEqual([
        { action: 'create', user_id: t.adminId },
        { action: 'update', user_id: null },
        { action: 'delete', user_id: t.adminId },
      ]);
      expect((await t.request('POST', '/profiles', { body: { email, password: PASSWORD } })).status).toBe(201);
    });

    it('is refused while exports would go along, wherever they are, unless somebody says that they may', async () => {
      const [person, owner] = [await newPerson(), await newPerson()];
      const project = await newProject(owner.id, { members: [person.id] });
      await t.sql(
        `with j as (insert into crawl_jobs (project_id, name, keywords) values ($1, 'harbours', '[]') returning id, project_id)
          insert into export_jobs (project_id, crawl_job_id, user_id, name, format)
          select project_id, id, $2, n, 'csv' from j cross join (values ('first'), ('second')) names (n)`,
        [project, person.id],
      );
      const refused = await t.request('DELETE', `/profiles/${person.id}`);
      expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
        409,
        'still_referenced',
        [
          {
            pointer: 'take_along',
            detail: expect.stringMatching(/^is needed for 2 exports in the project ".+"$/),
            conflicting_id: project,
          },
        ],
      ]);
      expect((await t.request('DELETE', `/profiles/${person.id}?take_along=false`)).status).toBe(409);
      expect((await t.request('DELETE', `/profiles/${person.id}?take_along=true`)).status).toBe(204);
      expect(await t.sql('select from export_jobs where project_id = $1', [project])).toEqual([]);
    });

    it('is refused while the profile owns a project, unless somebody takes them all', async () => {
      const [owner, heir] = [await newPerson(), await newPerson()];
      const projects = [
        await newProject(owner.id, { members: [heir.id] }),
        await newProject(owner.id, { deleted: true }),
      ];
      const refused = await t.request('DELETE', `/profiles/${owner.id}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'still_referenced']);
      expect(refused.body.errors.map((error: { conflicting_id: string }) => error.conflicting_id).sort()).toEqual(
        [...projects].sort(),
      );
      for (const unknown of [NOBODY, owner.id, 'x']) {
        const { status, body } = await t.request('DELETE', `/profiles/${owner.id}?new_owner_id=${unknown}`);
        expect([status, body.errors[0].pointer]).toEqual([400, 'new_owner_id']);
      }
      expect((await t.request('DELETE', `/profiles/${owner.id}?new_owner_id=${heir.id}`)).status).toBe(204);
      const rows = await t.sql<{ user_id: string; version: number }>(
        'select user_id, version from projects where id = any($1)',
        [projects],
      );
      expect(rows).toEqual(projects.map(() => ({ user_id: heir.id, version: 2 })));
      expect(await t.sql('select id from project_members where project_id = any($1)', [projects])).toEqual([]);
      const log = await t.sql<{ changes: object[] }>(
        `select changes from activity_logs where project_id = any($1) and resource_type = 'projects'`,
        [projects],
      );
      expect(log.map(({ changes }) => changes[0])).toEqual(
        expect.arrayContaining(
          projects.map((id) => ({ id, before: { user_id: owner.id }, after: { user_id: heir.id } })),
        ),
      );
    });

    it('waits for a project that is just being made for the profile', async () => {
      const { id } = await newPerson();
      await t.sql('begin');
      await t.sql('select from profiles where id = $1 for key share', [id]);
      const deleting = t.request('DELETE', `/profiles/${id}`);
      await newProject(id);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await t.sql('commit');
      expect((await deleting).status).toBe(409);
    });
  });

  describe('the last administrator', () => {
    let own: TestApp;
    beforeAll(async () => {
      own = await startApp({ ADMIN_EMAIL: 'first@example.org' });
    });
    afterAll(() => own.close());

    it('cannot be demoted or deleted, even when the last two go at once', async () => {
      const administrators = async () => (await own.sql(`select id from profiles where role = 'admin'`)).length;
      const calls = [
        (id: string, token: string) => own.request('PATCH', `/profiles/${id}`, { token, body: { role: 'user' } }),
        (id: string, token: string) => own.request('DELETE', `/profiles/${id}`, { token }),
      ];
      for (const first of calls)
        for (const second of calls)
          for (const crossed of [false, true]) {
            await own.sql(`delete from profiles where role = 'admin'`);
            const [a, b] = [await own.newProfile({ role: 'admin' }), await own.newProfile({ role: 'admin' })];
            const answers = await Promise.all([
              first(crossed ? b.id : a.id, a.token),
              second(crossed ? a.id : b.id, b.token),
            ]);
            const statuses = answers.map(({ status }) => status).sort();
            expect(statuses[0]).toBeLessThan(205);
            // Who is demoted before the own request has begun is refused by the guard, or sees nobody else any more.
            expect(crossed ? [401, 403, 404, 409] : [409]).toContain(statuses[1]);
            expect(await administrators()).toBe(1);
          }
      const [last] = await own.sql<{ id: string }>(`select id from profiles where role = 'admin'`);
      const helper = await own.newProfile({ role: 'admin' });
      expect(
        (await own.request('PATCH', `/profiles/${helper.id}`, { token: helper.token, body: { role: 'moderator' } }))
          .status,
      ).toBe(200);
      const third = await own.newProfile({ role: 'admin' });
      expect((await own.request('DELETE', `/profiles/${last?.id ?? ''}`, { token: third.token })).status).toBe(204);
      const alone = await own.request('PATCH', `/profiles/${third.id}`, { token: third.token, body: { role: 'user' } });
      expect([alone.status, alone.body.code]).toEqual([409, 'state_conflict']);
      expect(
        (await own.request('PATCH', `/profiles/${third.id}`, { token: third.token, body: { role: 'admin' } })).status,
      ).toBe(200);
    });

    it('is made at start when there is none, once, from a profile that exists if need be', async () => {
      await own.sql('delete from profiles');
      const firstAdministrator = own.app.get(FirstAdministrator);
      const made = (await Promise.all(Array.from({ length: 5 }, () => firstAdministrator.ensure()))).filter(
        (one) => one !== undefined,
      );
      expect(made).toEqual([{ email: 'first@example.org', password: expect.any(String) }]);
      const body = { email: 'FIRST@example.org', password: made[0]?.password };
      expect((await own.request('POST', '/auth/login', { token: null, body })).status).toBe(200);
      expect(await firstAdministrator.ensure()).toBeUndefined();
    });

    it('is made of the profile that has the address, whose password is kept unless one is given', async () => {
      for (const given of [undefined, 'given password']) {
        const other = await startApp({
          ADMIN_EMAIL: 'ANN@example.org',
          ...(given !== undefined && { ADMIN_PASSWORD: given }),
        });
        try {
          await other.request('POST', '/profiles', { body: { email: 'ann@example.org', password: PASSWORD } });
          await other.sql(`delete from profiles where role = 'admin'`);
          expect(await other.app.get(FirstAdministrator).ensure()).toEqual({
            email: 'ann@example.org',
            password: undefined,
          });
          const login = await other.request('POST', '/auth/login', {
            token: null,
            body: { email: 'ann@example.org', password: given ?? PASSWORD },
          });
          const { body } = await other.request('GET', '/auth/me', { token: login.body.access_token });
          expect(body).toMatchObject({ email: 'ann@example.org', role: 'admin', version: 2 });
        } finally {
          await other.close();
        }
      }
    });

    it('is not made before the schema is there', async () => {
      const other = await startApp();
      try {
        await other.sql(`delete from profiles`);
        await other.sql('create table later as select * from migrations');
        await other.sql(`delete from migrations where name like 'ShotsBelongToProjects%'`);
        expect(await other.app.get(FirstAdministrator).ensure()).toBeUndefined();
        expect(
          (await other.request('POST', '/auth/login', { token: null, body: { email: 'a', password: 'b' } })).status,
        ).toBe(503);
        await other.sql('insert into migrations select * from later on conflict do nothing');
        expect(await other.app.get(FirstAdministrator).ensure()).toMatchObject({ email: 'admin@continuity.local' });
      } finally {
        await other.close();
      }
    });
  });
});

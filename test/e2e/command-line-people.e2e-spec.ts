import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations';
import { startApp, type TestApp } from '../support/app';
import { newDatabase } from '../support/database';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command line beside a running service, on the service's database. */
function cli(url: string, words: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/src/cli.js', ...words], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: url },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => (ended[stream] += chunk.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, ...ended });
    }),
  );
}

let app: TestApp;
const run = (words: string[], input?: string) => cli(app.database.url, words, input);
const signIn = (email: string, password: string) =>
  app.request('POST', '/auth/login', { token: null, body: { email, password } });

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('profile set-password', () => {
  it('gives a profile of the old application a password, and ends what was signed in', async () => {
    const { id, email, token } = await app.newProfile({ email: 'Ada@example.org' });
    await app.sql(`insert into api_tokens (profile_id, name, token_hash) values ($1, 'farm', 'x')`, [id]);
    expect((await signIn(email, 'correct horse')).status).toBe(401);

    const { code, stdout, stderr } = await run(['profile', 'set-password', 'ADA@example.org'], 'correct horse\nmore\n');
    expect([code, stderr, stdout]).toEqual([
      0,
      '',
      'Password set for Ada@example.org. All sign-ins ended, 1 API tokens revoked.\n',
    ]);
    expect((await signIn(email, 'correct horse')).status).toBe(200);
    expect(await app.sql('select from api_tokens where profile_id = $1', [id])).toEqual([]);
    await app.sql(`select pg_sleep(2.1)`);
    expect((await app.request('GET', '/auth/me', { token })).status).toBe(401);
    expect(
      await app.sql(`select user_id, changes from activity_logs where action = 'update' and resource_id = $1`, [id]),
    ).toEqual([{ user_id: null, changes: [{ id, before: {}, after: { password: 'changed' } }] }]);
  });

  it('keeps spaces and takes the other Unicode form, as a request does; JSON for programs', async () => {
    const { id, email } = await app.newProfile();
    const { code, stdout } = await run(
      ['profile', 'set-password', email, '--json'],
      ' mot de passe e\u0301te\u0301 \r\n',
    );
    expect([code, JSON.parse(stdout)]).toEqual([0, { id, email, tokens_revoked: 0 }]);
    expect((await signIn(email, ' mot de passe \u00e9t\u00e9 ')).status).toBe(200);
    expect((await signIn(email, 'mot de passe \u00e9t\u00e9')).status).toBe(401);
  });

  it.each([
    ['a short password', 'too short', 2, 'The password must have 10 to 200 characters. Nothing was changed.\n'],
    ['an empty line', '\n', 2, 'The password must have 10 to 200 characters. Nothing was changed.\n'],
    ['no input', '', 2, 'Standard input is empty. Send the password as its first line.\n'],
  ])('refuses %s', async (_, input, code, sentence) => {
    const { id, email } = await app.newProfile();
    expect(await run(['profile', 'set-password', email], input)).toEqual({ code, stdout: '', stderr: sentence });
    expect(await app.sql('select password_hash, version from profiles where id = $1', [id])).toEqual([
      { password_hash: null, version: 1 },
    ]);
  });

  it('refuses who is not there', async () => {
    expect(await run(['profile', 'set-password', 'nobody@example.org'], 'correct horse\n')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Nobody has the e-mail address nobody@example.org. Look for typing errors.\n',
    });
  });
});

describe('person export', () => {
  it('hands out all that is known, without secrets, and nothing of others', async () => {
    const { id, email, token } = await app.newProfile();
    const other = await app.newProfile();
    await run(['profile', 'set-password', email, '--json'], 'correct horse\n');
    await app.sql(`insert into api_tokens (profile_id, name, token_hash) values ($1, '渲染', '\\xdeadbeef')`, [id]);
    await app.sql('insert into user_setups (user_id, last_step) values ($1, 3)', [id]);
    const signedIn = (await signIn(email, 'correct horse')).body.access_token;
    const own = await app.newProject({ name: `"Éclipse" ${id}`, token: signedIn });
    const joined = await app.newProject();
    await app.request('POST', `/projects/${joined.id}/members`, { body: { user_id: id, role: 'viewer' } });
    await app.newProject({ name: 'not theirs', token: other.token });
    expect(token).not.toBe(signedIn);

    const { code, stdout, stderr } = await run(['person', 'export', email.toUpperCase()]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toMatch(/argon2|deadbeef|password_hash|token_hash|not theirs/);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      profile: { id, email },
      projects: [{ id: own.id, name: `"Éclipse" ${id}`, deleted_at: null }],
      memberships: [{ project_id: joined.id, role: 'viewer' }],
      api_tokens: [{ name: '渲染', expires_at: null }],
      rows: { 'user_setups.user_id': [{ last_step: 3 }], 'export_jobs.user_id': [] },
      traces: { 'projects.created_by': 1 },
    });
    const told = document.activity.map((entry: any) => [entry.action, entry.resource_type, entry.user_id]);
    expect(told).toEqual([
      ['update', 'profiles', null],
      ['create', 'projects', id],
    ]);
  });

  it('pages through much activity without losing or doubling an entry', async () => {
    const { id, email } = await app.newProfile();
    await app.sql(
      `insert into activity_logs (user_id, action, resource_type, timestamp)
        select $1, 'create', 'shots', timestamptz '2024-01-01' + (n / 700) * interval '1 s' from generate_series(1, 2500) n`,
      [id],
    );
    const { activity } = JSON.parse((await run(['person', 'export', email])).stdout);
    expect(activity).toHaveLength(2500);
    expect(new Set(activity.map((entry: any) => entry.id)).size).toBe(2500);
  });

  it('writes a file for its owner alone, and overwrites none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'continuity-person-'));
    try {
      const { id, email } = await app.newProfile();
      const file = join(folder, 'person.json');
      const { code, stdout } = await run(['person', 'export', email, '--out', file, '--json']);
      expect([code, JSON.parse(stdout)]).toEqual([0, { id, email, file }]);
      expect(JSON.parse(readFileSync(file, 'utf8')).profile.id).toBe(id);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const again = await run(['person', 'export', email, '--out', file]);
      expect(again).toEqual({ code: 1, stdout: '', stderr: `${file} exists already. Name another file.\n` });
      const nobody = await run(['person', 'export', 'nobody@example.org', '--out', `${file}2`]);
      expect([nobody.code, existsSync(`${file}2`)]).toEqual([1, false]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('person erase', () => {
  it('forgets the person everywhere but for an id that leads to nobody, and keeps what they made', async () => {
    const { id, email, token } = await app.newProfile({ email: 'grace+x@example.org' });
    await app.newProfile({ email: `anna.${email}` });
    const heir = await app.newProfile();
    await app.request('PATCH', `/profiles/${id}`, { body: { full_name: 'Grace H.', email: 'Grace.H@example.org' } });
    const project = await app.newProject({ name: 'Éclipse', token });
    const trashed = await app.newProject({ token });
    await app.request('DELETE', `/projects/${trashed.id}`, { token });
    const episode = await app.newEpisode(project.id, { token });
    const shot = await app.newShot(episode.id, {
      token,
      description: 'ask\ngrace.h@EXAMPLE.org, GRACE+X@example.org or anna.grace+x@example.org; x-grace.h@example.org',
      data: { big: 1 },
    });
    await app.request('PATCH', `/shots/${shot.id}`, { token, body: { description: null } });
    await app.sql(`insert into api_tokens (profile_id, name, token_hash) values ($1, 'farm', 'y')`, [id]);
    await app.sql(
      `insert into activity_logs (action, metadata) values ('legacy', '{"by": "grace.h@example.org", "n": 12345678901234567890}')`,
    );
    const others = await app.newProject();
    await app.sql(
      `with j as (insert into crawl_jobs (project_id, name, keywords) values ($1, 'harbours', '[]') returning id, project_id)
        insert into export_jobs (project_id, crawl_job_id, user_id, name) select project_id, id, $2, 'for training' from j`,
      [others.id, id],
    );
    const entries = await app.sql<{ id: string }>('select id from activity_logs order by id');

    const refused = await run(['person', 'erase', 'grace.h@example.org', '--yes']);
    expect([refused.code, refused.stdout]).toEqual([6, '']);
    expect(refused.stderr).toMatch(
      /^Grace\.H@example\.org still owns "Éclipse", "project .*--new-owner EMAIL\. Nothing/,
    );
    expect((await app.request('GET', `/profiles/${id}`)).status).toBe(200);

    const words = ['person', 'erase', 'grace.h@example.org', '--yes', '--json', '--new-owner', heir.email];
    const { code, stdout, stderr } = await run(words);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      email: 'Grace.H@example.org',
      projects_handed_over: expect.arrayContaining([{ id: project.id, name: 'Éclipse' }]),
      rows_deleted: { api_tokens: 1, export_jobs: 1 },
      entries_redacted: 3,
    });
    expect((await app.request('GET', `/profiles/${id}`)).status).toBe(404);
    expect((await app.request('GET', `/projects/${project.id}`)).body.user_id).toBe(heir.id);
    expect(await app.sql('select user_id from projects where id = $1', [trashed.id])).toEqual([{ user_id: heir.id }]);
    expect((await app.request('GET', `/shots/${shot.id}`)).body).toMatchObject({ created_by: id, version: 2 });
    expect(await app.sql('select from activity_logs where $1 in (user_id, created_by, updated_by)', [id])).toEqual([]);
    const log = await app.sql<{ id: string; text: string }>(
      `select id, coalesce(changes, metadata)::text || metadata::text as text from activity_logs order by id`,
    );
    const text = log.map((entry) => entry.text).join('\n');
    expect(text).not.toMatch(/Grace H/);
    expect(text).toContain('ask\\n[erased], [erased] or anna.grace+x@example.org; x-grace.h@example.org');
    expect(text).toContain('12345678901234567890');
    expect(text.replaceAll(/anna\.grace\+x|x-grace\.h/g, '')).not.toMatch(/grace/i);
    expect(log.map((entry) => entry.id)).toEqual(expect.arrayContaining(entries.map((entry) => entry.id)));
    expect((await run(['person', 'erase', 'grace.h@example.org', '--yes'])).code).toBe(1);
  });

  it('waits for nobody’s answer where there is nobody to ask', async () => {
    const { id, email } = await app.newProfile();
    const { code, stdout, stderr } = await run(['person', 'erase', email], `${email}\n`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--yes');
    expect(await app.sql('select id from profiles where id = $1', [id])).toEqual([{ id }]);
  });

  it('leaves an administrator, and refuses a wrong new owner', async () => {
    const [admin] = await app.sql<{ email: string }>(`select email from profiles where id = $1`, [app.adminId]);
    const last = await run(['person', 'erase', admin!.email, '--yes', '--new-owner', 'ada@example.org']);
    expect([last.code, last.stderr]).toEqual([6, expect.stringContaining('the last administrator')]);
    const same = await run(['person', 'erase', 'ada@example.org', '--yes', '--new-owner', 'ADA@example.org']);
    expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('somebody else')]);
    const unknown = await run(['person', 'erase', 'ada@example.org', '--yes', '--new-owner', 'nobody@example.org']);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('nobody@example.org')]);
  });
});

it.each([
  ['profile'],
  ['person'],
  ['profile', 'nonsense'],
  ['person', 'export'],
  ['person', 'erase', 'a@example.org', 'b@example.org', '--yes'],
  ['profile', 'set-password', 'ada@example.org', '--password', 'correct horse'],
])('ends with 2 for: %s %s', async (...words) => {
  const { code, stdout, stderr } = await run(words);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).not.toMatch(/^$|\n\s+at /);
});

it.each([
  [['person', '--help'], 'person erase EMAIL'],
  [['person', 'erase', '--help'], 'cannot be undone'],
  [['profile', 'set-password', '--help'], 'standard input'],
])('explains itself: %s', async (words, says) => {
  const { code, stdout, stderr } = await run(words);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(says);
});

it('says that migrations are pending, and does nothing', async () => {
  const old = await newDatabase('empty');
  try {
    const { code, stderr } = await cli(old.url, ['person', 'export', 'ada@example.org']);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/lacks LegacySchema, .* run first: continuity migrate\n$/),
    ]);
    expect(migrations.length).toBeGreaterThan(0);
  } finally {
    await old.drop();
  }
});

import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startApp, type TestApp } from '../support/app';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

let t: TestApp;

/** The command line beside a running service, on its database and its files. */
function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/src/cli.js', ...words], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: t.database.url, DATA_DIR: t.dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => (ended[stream] += chunk.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, ...ended });
    }),
  );
}

const place = (sha: string) => join(t.dataDir, 'files/content', sha.slice(0, 2), sha.slice(2, 4), sha);
const lay = (text: string) => {
  const sha = createHash('sha256').update(text).digest('hex');
  mkdirSync(dirname(place(sha)), { recursive: true });
  writeFileSync(place(sha), text);
  return sha;
};
/** A picture whose row refers to a file of the store. */
const newPicture = async (text: string) => {
  const sha = lay(text);
  const { id: project } = await t.newProject();
  await t.sql('insert into stored_files (sha256, size) values ($1, $2)', [sha, text.length]);
  await t.sql(
    `with j as (insert into crawl_jobs (project_id, name, keywords) values ($1, 'harbours', '[]') returning id)
      insert into images (project_id, crawl_job_id, original_url, filename, sha256) select $1, id, $2, '1.png', $3 from j`,
    [project, `https://example.org/${sha}`, sha],
  );
  return { sha, project };
};
const longAgo = (sha: string) => {
  utimesSync(place(sha), new Date('2026-01-01'), new Date('2026-01-01'));
};

beforeEach(async () => {
  t = await startApp();
});
afterEach(() => t.close());

it('the trash is emptied, after it was said what would go', async () => {
  const { id } = await t.newProject();
  const { id: episode } = await t.newEpisode(id);
  await t.newShot(episode);
  await t.request('DELETE', `/projects/${id}`);
  await t.sql(`update deletions set created_at = now() - interval '8 days'`);
  expect(await run(['trash', 'empty', '--older-than', '7'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Emptying asks before it begins, and there is no terminal to ask on. Give --yes.\n',
  });
  const never = await run(['trash', 'empty', '--yes'], { TRASH_RETENTION_DAYS: 'never' });
  expect([never.code, never.stderr]).toEqual([2, expect.stringContaining('--older-than')]);
  const would = await run(['trash', 'empty', '--older-than', '7', '--dry-run']);
  expect([would.code, would.stdout]).toEqual([
    0,
    'Would go: 1 deletion with 3 rows.\n  1 of episodes\n  1 of projects\n  1 of shots\n',
  ]);
  expect((await run(['trash', 'empty', '--yes'])).stdout).toBe('Gone for good: 0 deletions with 0 rows.\n');
  const emptied = await run(['trash', 'empty', '--older-than', '7', '--yes', '--json']);
  expect([emptied.code, JSON.parse(emptied.stdout)]).toEqual([
    0,
    { older_than_days: 7, deletions: 1, rows: { shots: 1, episodes: 1, projects: 1 } },
  ]);
  expect(await t.sql('select from projects')).toEqual([]);
});

it('files are compared with rows both ways, and what nobody knows goes when it is old and somebody says so', async () => {
  const whole = await newPicture('whole');
  const unknown = [lay('left by a killed process'), lay('just put there')];
  longAgo(unknown[0]!);
  const first = await run(['files', 'verify']);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toContain(`Whole: 3 files in ${join(t.dataDir, 'files/content')}.\n2 known to no row:\n`);
  expect(first.stdout).toContain('files sweep --unknown');

  const [missing, damaged] = [await newPicture('missing'), await newPicture('damaged')];
  rmSync(place(missing.sha));
  writeFileSync(place(damaged.sha), 'DAMAGED');
  const sized = JSON.parse((await run(['files', 'verify', '--json'])).stdout);
  expect(sized).toMatchObject({ error: { exit_code: 5 }, missing: [missing.sha], damaged: [], files: 4 });
  const read = await run(['files', 'verify', '--contents', '--json']);
  expect([read.code, JSON.parse(read.stdout)]).toEqual([
    5,
    expect.objectContaining({ missing: [missing.sha], damaged: [damaged.sha], unknown: [...unknown].sort() }),
  ]);

  await t.sql('delete from images where project_id = $1', [whole.project]);
  expect((await run(['files', 'sweep', '--unknown'])).code).toBe(2);
  const kept = await run(['files', 'sweep', '--json']);
  expect(JSON.parse(kept.stdout)).toMatchObject({ removed: 0, unknown: 0 });
  const swept = await run(['files', 'sweep', '--unknown', '--yes', '--json']);
  expect(JSON.parse(swept.stdout)).toMatchObject({ removed: 1, unknown: 1 });
  expect([unknown[0]!, unknown[1]!, whole.sha].map((sha) => existsSync(place(sha)))).toEqual([false, true, true]);
  await run(['files', 'sweep'], { FILES_GRACE_SECONDS: '0' });
  expect(existsSync(place(whole.sha))).toBe(false);
});

it('a backup takes files along, and a restore puts back those that are missing', async () => {
  const pictures = [];
  for (const text of ['one', 'x'.repeat(100_000), randomUUID()]) pictures.push(await newPicture(text));
  const [gone, changed, there] = pictures.map(({ sha }) => sha);
  const refused = await run(['backup', '--files'], { FILES_S3_BUCKET: 'pictures' });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('bucket pictures')]);
  const without = await run(['backup']);
  expect(without.stdout).toContain(`Files are beside it, in ${join(t.dataDir, 'files')}\n`);
  const none = await run(['restore', readdirSync(join(t.dataDir, 'backups'))[0]!, '--files', '--yes']);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('made without --files')]);

  const { path, files, left_out } = JSON.parse((await run(['backup', '--files', '--json'])).stdout);
  expect([files, left_out]).toEqual([3, []]);
  expect((await run(['backups', '--verify'])).stdout).toMatch(/with 3 files\n.*\nOther files are beside them, in /);
  const content = readFileSync(place(gone!));
  rmSync(place(gone!));
  writeFileSync(place(changed!), 'is not touched');
  const restored = await run(['restore', path, '--files', '--disconnect', '--yes', '--json']);
  expect([restored.stderr, restored.code]).toEqual([expect.any(String), 0]);
  expect(JSON.parse(restored.stdout).files).toEqual({ put: 1, there: 2, damaged: [] });
  expect(readFileSync(place(gone!))).toEqual(content);
  expect(readFileSync(place(changed!), 'utf8')).toBe('is not touched');
  expect(existsSync(place(there!))).toBe(true);

  rmSync(place(gone!));
  const partial = JSON.parse((await run(['backup', '--files', '--json'])).stdout);
  expect(partial.files).toBe(1);
  expect(partial.left_out).toEqual([expect.stringContaining('2 files of the store are missing or damaged')]);
});

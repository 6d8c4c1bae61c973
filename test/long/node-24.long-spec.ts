import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Newer than the floor in package.json, which the other tests run on. The npm package `node` brings its binary. */
const VERSION = '24.21.0';

const project = join(__dirname, '../..');

let folder: string;
let node: string;

/** In a folder of its own: in this project's node_modules it would be the `node` of every npm script. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'continuity-node-'));
  const manifest = { private: true, dependencies: { node: VERSION }, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' });
  node = join(folder, 'node_modules/node/bin/node');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is that version', () => {
  expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe(`v${VERSION}`);
});

it('serves from a new data folder, and ends as asked', async () => {
  const child = spawn(node, ['dist/src/main.js'], {
    cwd: project,
    env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => (said[stream] += chunk.toString()));
  const serving = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (/^Data: /m.test(said.stdout)) resolve();
    });
  });
  await Promise.race([serving, ended]);
  const [, url] = /^Continuity serves (\S+)\/api\/v1$/m.exec(said.stdout) ?? [];
  expect([url, said.stderr]).toEqual([expect.any(String), '']);
  const ready = await fetch(`${url ?? ''}/health/ready`);
  child.kill('SIGTERM');
  expect([ready.status, await ended, said.stderr]).toEqual([200, 0, '']);
});

it('passes the e2e suite', async () => {
  const suite = spawn(node, ['node_modules/jest/bin/jest.js', 'test/e2e'], {
    cwd: project,
    // On a server of its own: the templates on a given one, and the file of results, belong to the run that this is part of.
    env: { ...process.env, TEST_DATABASE_URL: '', JEST_RESULTS: '' },
    stdio: 'inherit',
  });
  expect(await new Promise((resolve) => suite.once('close', resolve))).toBe(0);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../src/http/problem';
import { describeProblems, problemKinds } from '../../src/http/problem-catalogue';
import { startApp, type TestApp } from '../support/app';

describe('problems', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  it('are loaded wherever they are described: by the module of their room', async () => {
    const loaded = new Set<string>(problemKinds().map(({ code }) => code));
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.problems.ts'),
    );
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      // What is not loaded yet would be entered only now.
      const described = Object.values((await import(join(process.cwd(), 'src', file))) as Record<string, object>);
      const codes = described.flatMap((kinds) => Object.keys(kinds));
      expect([file, codes.length > 0, codes.filter((code) => !loaded.has(code))]).toEqual([file, true, []]);
    }
  });

  it('have a code, a status, a title and an example of their own', () => {
    const kinds = problemKinds();
    for (const { code, status, title, example } of kinds) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect([code, status]).toEqual([code, expect.any(Number)]);
      expect([code, title]).toEqual([code, expect.stringMatching(/^\p{Lu}.*[^.]$/u)]);
      expect([code, example.detail]).toEqual([code, expect.stringMatching(/^\S.*\S$/s)]);
    }
    for (const part of ['code', 'title'] as const)
      expect(new Set(kinds.map((kind) => kind[part])).size).toBe(kinds.length);
    expect(new Set(kinds.map(({ example }) => example.detail)).size).toBe(kinds.length);
  });

  it('are told at the address that is their type', async () => {
    for (const { code, status, title } of problemKinds()) {
      const { type } = new ProblemError(code, 'x').toProblem();
      const answer = await t.request('GET', type.slice(1), { token: null });
      expect([answer.status, answer.body]).toEqual([200, { code, status, title }]);
    }
    for (const nothing of ['nothing', 'toString', '__proto__'])
      expect((await t.request('GET', `problems/${nothing}`)).status).toBe(404);
  });

  it('stand in the document with their examples', () => {
    const { components } = JSON.parse(readFileSync('openapi.json', 'utf8'));
    expect(components.schemas.ProblemBody.properties.code.enum).toEqual(problemKinds().map(({ code }) => code));
    for (const { code, status, title, example } of problemKinds()) {
      const { examples } = components.responses[`Problem${status}`].content['application/problem+json'];
      expect(examples[code]).toEqual({
        summary: title,
        value: { type: `/problems/${code}`, code, status, title, instance: expect.any(String), ...example },
      });
    }
  });

  it('do not compile without a description, and are described once', () => {
    // @ts-expect-error -- nobody describes it
    const unknown = new ProblemError('made_up', 'x');
    expect(() => unknown.status).toThrow('made_up');
    // @ts-expect-error -- a title and an example are missing
    expect(() => describeProblems({ not_found: { status: 404 } })).toThrow('not_found');
  });
});

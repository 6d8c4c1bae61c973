import fc from 'fast-check';
import { startApp, type TestApp } from '../support/app';
import { TestStory } from '../support/story';

let t: TestApp;
let projectId: string;
let episodeId: string;

beforeAll(async () => {
  t = await startApp();
  projectId = (await t.newProject()).id;
  episodeId = (await t.newEpisode(projectId)).id;
});
afterAll(() => t.close());

/** One change of a tree; the numbers choose among what is there. */
type Edit =
  | { kind: 'insert' | 'move' | 'copy'; one: number; to: number; at: number | undefined; shots: number }
  | { kind: 'delete' | 'restore'; one: number };

const place = fc.nat(1000);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('insert', 'insert', 'insert', 'move', 'move', 'copy'),
    one: place,
    to: place,
    at: fc.option(fc.nat(4), { nil: undefined }),
    shots: fc.nat(2),
  }),
  fc.record({ kind: fc.constantFrom('delete', 'restore'), one: place }),
);

it('after any edits the numbers are those of a depth-first walk, and every shot has its scenelet’s; undoing a deletion is the identity', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 14 }), async (edits) => {
      const story = await TestStory.create(t, { projectId, episodeId });
      await story.addShots(await story.add(null), 1);
      const trash: string[] = [];
      for (const change of edits) {
        const live = await story.scenelets();
        const one = live[change.one % Math.max(1, live.length)];
        if (change.kind === 'restore') {
          const id = trash.splice(change.one % Math.max(1, trash.length), 1)[0];
          if (id !== undefined)
            expect([200, 409]).toContain((await t.request('POST', `/scenelets/${id}/restore`)).status);
        } else if (change.kind === 'delete') {
          if (!one) continue;
          const before = await story.state();
          expect((await t.request('DELETE', `/scenelets/${one.id}`)).status).toBe(204);
          expect(await story.faults()).toEqual([]);
          expect((await t.request('POST', `/scenelets/${one.id}/restore`)).status).toBe(200);
          expect(await story.state()).toEqual(before);
          expect((await t.request('DELETE', `/scenelets/${one.id}`)).status).toBe(204);
          trash.push(one.id);
        } else if ('to' in change) {
          const parent = live[change.to % Math.max(1, live.length)];
          const siblings = live.filter(({ parent_id }) => parent && parent_id === parent.id);
          const position = change.at === undefined ? {} : { position: 1 + (change.at % (siblings.length + 1)) };
          const body = { parent_id: parent?.id ?? null, ...(parent && position) };
          if (change.kind === 'insert')
            await story.addShots(await story.add(body.parent_id, position), change.shots || 1);
          else if (one && parent)
            expect([200, 201, 400]).toContain(
              (await t.request('POST', `/scenelets/${one.id}/${change.kind}`, { body })).status,
            );
        }
        expect(await story.faults()).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

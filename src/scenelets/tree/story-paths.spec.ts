import fc from 'fast-check';
import { writableTrees } from '../../../test/support/story-arbitraries';
import { storyPaths } from './story-paths';
import { growStoryTree } from './story-tree';
import type { Route } from './tree.dto';

/** In bytes of JSON, each text with its comma. */
const sizeOf = ({ scenelets, choices }: Route): number =>
  [...scenelets, ...choices].reduce((size, text) => size + Buffer.byteLength(JSON.stringify(text)) + 1, 0);

it('counts all ways, and lists the first of them, up to a limit and a size', () => {
  fc.assert(
    fc.property(writableTrees, fc.integer({ min: 1, max: 6 }), fc.nat(300), (scenelets, limit, most) => {
      const tree = growStoryTree(scenelets);
      const all = storyPaths(tree, 1000);
      const { routes, listed, ...rest } = storyPaths(tree, limit, most);
      expect({ ...all, routes: [], listed: 0 }).toEqual({ ...rest, routes: [], listed: 0 });
      expect([all.routes.length, all.listed]).toEqual([all.count, all.count]);
      let size = 0;
      const fitting = all.routes
        .slice(0, limit)
        .filter((route, index) => (size += sizeOf(route)) <= most || index === 0);
      expect(routes).toEqual(fitting);
      expect(listed).toBe(fitting.length);
    }),
    { numRuns: 300 },
  );
});

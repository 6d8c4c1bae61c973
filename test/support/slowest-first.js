const { existsSync } = require('node:fs');
const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The files that take longest, the longest first: one that began last would keep a single core busy at the end. What is
 * missing here costs time and nothing else; `JEST_RESULTS=file npx jest` writes down how long each took.
 */
const SLOWEST = ['test/properties/shots-belong-to-projects.spec.ts', 'test/migrations/restore.spec.ts'];

const root = join(__dirname, '../..');
for (const path of SLOWEST)
  if (!existsSync(join(root, path))) throw new Error(`test/support/slowest-first.js names ${path}, which is gone.`);

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = SLOWEST.findIndex((slow) => path === join(root, slow));
      return found === -1 ? SLOWEST.length : found;
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};

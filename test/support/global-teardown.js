const { rmSync } = require('node:fs');

module.exports = async function globalTeardown() {
  await globalThis.testPostgres?.leave();
  if (globalThis.testDataDir) rmSync(globalThis.testDataDir, { recursive: true, force: true });
};

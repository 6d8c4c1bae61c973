const { spawnSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * Starts one PostgreSQL for the run (or uses TEST_DATABASE_URL) and migrates a template that every test file clones; a copy
 * is kept at each migration, for tests that begin at an older schema. Runs the built program, as an administrator would.
 */
module.exports = async function globalSetup() {
  const build = spawnSync(process.execPath, [join(__dirname, '../../scripts/build-when-stale.mjs')], {
    stdio: 'inherit',
  });
  if (build.status !== 0) throw new Error('dist/ could not be built, and the tests run the built program');
  require('reflect-metadata');
  const { Client } = require('pg');
  const { EmbeddedPostgres } = require('../../dist/src/database/embedded/embedded-postgres');
  const { migrations } = require('../../dist/migrations');
  const { SchemaChanges } = require('../../dist/src/migrator/run/schema-changes');
  let server = process.env.TEST_DATABASE_URL;
  if (!server) {
    globalThis.testDataDir = mkdtempSync(join(tmpdir(), 'continuity-test-'));
    globalThis.testPostgres = await EmbeddedPostgres.join({
      dataDir: globalThis.testDataDir,
      durable: false,
      maxConnections: 200,
    });
    server = globalThis.testPostgres.url;
  }
  const admin = new Client({ connectionString: server });
  await admin.connect();
  // Copies files instead of writing every page to the log: a third of the time.
  const { rows } = await admin.query(`select current_setting('server_version_num')::int >= 150000 as since_15`);
  const strategy = rows[0].since_15 ? 'strategy file_copy' : '';
  const create = async (name, template) => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name} template ${template} ${strategy}`);
  };
  await create('continuity_test_template', 'template0');
  const url = new URL(server);
  url.pathname = '/continuity_test_template';
  for (const { name } of migrations) {
    await new SchemaChanges(url.href, migrations).migrate(name);
    await create(`continuity_test_at_${name.replace(/\d{13}$/, '').toLowerCase()}`, 'continuity_test_template');
  }
  await admin.end();
  process.env.CONTINUITY_TEST_SERVER = server;
};

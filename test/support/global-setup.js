const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * Starts one PostgreSQL for the run (or uses TEST_DATABASE_URL) and migrates a template that every test file clones.
 * Runs the built program, as an administrator would.
 */
module.exports = async function globalSetup() {
  require('reflect-metadata');
  const { Client } = require('pg');
  const { migrations } = require('../../dist/migrations');
  const { EmbeddedPostgres } = require('../../dist/src/database/embedded/embedded-postgres');
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
  await admin.query('drop database if exists continuity_test_template with (force)');
  await admin.query('create database continuity_test_template template template0');
  await admin.end();
  const url = new URL(server);
  url.pathname = '/continuity_test_template';
  await new SchemaChanges(url.href, migrations).migrate();
  process.env.CONTINUITY_TEST_SERVER = server;
};

/**
 * Writes what is generated from the program: openapi.json, the typed client's schema, docs/permissions.md, docs/schema.md,
 * migrations/schema.sql. With --check nothing is written, and a difference is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import openapiTS, { astToString } from 'openapi-typescript';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { createApplication } = require('../dist/src/application.js');
const { readSettings, settingsSchema } = require('../dist/src/config/settings.js');
const { createOpenApiDocument } = require('../dist/src/http/openapi.js');
const { permissionsDocument } = require('../dist/src/access/permissions-document.js');
const { schemaMarkdown, schemaSql } = await import('./generate-schema-documents.mjs');

const settings = readSettings({ LOG_LEVEL: 'silent' });
const app = await createApplication(settings, 'postgres://nowhere', require('pino')({ level: 'silent' }), true);
const document = createOpenApiDocument(app);

/** The README with its table of settings as the program reads them. */
function readme() {
  const rows = Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const byDefault = schema.safeParse(undefined);
    const shown = { DATA_DIR: '.data', TRUST_PROXY: '' }[name] ?? (byDefault.success ? (byDefault.data ?? '') : '');
    return `| \`${name}\` | ${shown === '' ? '' : `\`${shown}\``} | ${schema.description} |`;
  });
  const table = ['| setting | default | what |', '|---|---|---|', ...rows].join('\n');
  return readFileSync('README.md', 'utf8').replace(
    /(<!-- settings[^>]*-->)[^]*(<!-- \/settings -->)/,
    `$1\n\n${table}\n\n$2`,
  );
}

const generated = {
  'README.md': readme(),
  'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'clients/typescript/src/schema.ts': `// Generated from openapi.json by: npm run generate\n${astToString(await openapiTS(structuredClone(document)))}`,
  'docs/permissions.md': permissionsDocument(),
  'docs/schema.md': await schemaMarkdown(),
  'migrations/schema.sql': await schemaSql(),
};

const check = process.argv.includes('--check');
const stale = [];
for (const [path, text] of Object.entries(generated)) {
  let before = '';
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    // Not there yet: the same as different.
  }
  if (before === text) continue;
  stale.push(path);
  if (!check) writeFileSync(path, text);
}
await app.close();
if (check && stale.length > 0) {
  process.stderr.write(`Not what the program gives: ${stale.join(', ')}. Run: npm run generate\n`);
  process.exit(1);
}
process.stdout.write(stale.length === 0 ? 'Generated documents are up to date.\n' : `Written: ${stale.join(', ')}\n`);
process.exit(0);

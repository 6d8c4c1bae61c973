import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS, RULES_OF_LEVEL, type ValidationRules } from './rules';

it('docs/datasets.md names every rule, with what it is at each level', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/datasets.md'), 'utf8');
  const section = page.slice(page.indexOf('## Validating'), page.indexOf('## Exporting'));
  const rows = [...section.matchAll(/^\| `(\w+)` +\|[^|]*\| ([^|]+?) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)];
  const documented = rows.map(([, rule, ...values]) => [rule, values.map((value) => JSON.parse(value) as unknown)]);
  const names = Object.keys(RULES_OF_LEVEL.basic) as (keyof ValidationRules)[];
  const rules = names.filter((name) => name !== 'level' && name !== 'version');
  expect(Object.fromEntries(documented) as unknown).toEqual(
    Object.fromEntries(rules.map((rule) => [rule, LEVELS.map((level) => RULES_OF_LEVEL[level][rule])])),
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS, RULES_OF_LEVEL } from './rules';

it('docs/datasets.md names every rule, with what it is at each level', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/datasets.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\|[^|]*\| ([^|]+?) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)];
  const documented = Object.fromEntries(
    rows.map(([, rule, ...values]) => [rule, values.map((value) => JSON.parse(value) as unknown)]),
  );
  const { level: _level, version: _version, ...rules } = RULES_OF_LEVEL.basic;
  expect(documented).toEqual(
    Object.fromEntries(
      Object.keys(rules).map((rule) => [
        rule,
        LEVELS.map((level) => RULES_OF_LEVEL[level][rule as keyof typeof rules]),
      ]),
    ),
  );
});

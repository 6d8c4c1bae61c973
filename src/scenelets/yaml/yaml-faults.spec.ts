import fc from 'fast-check';
import { readTreeYaml, TreeYamlError } from './tree-yaml-reader';

async function refusalOf(text: string): Promise<TreeYamlError> {
  const error = await readTreeYaml(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TreeYamlError);
  return error as TreeYamlError;
}

/** As `line path message`. */
const faultsOf = async (text: string) =>
  (await refusalOf(text)).faults.map(({ line, path, message }) => `${String(line)} ${path} ${message}`);

const one = (number: number, fields = '') => `- scenelet-${String(number)}: {${fields}}\n`;
const long = (count: number) => 'x'.repeat(count);

describe('YAML that is no story is refused:', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', '', /null {2}must be a list of scenelets; it is empty/],
    ['nothing but a mark', '---\n...\n', /must be a list of scenelets; it is empty/],
    ['no list', '\nscenelet-1: {}', /^2 {2}must be a list of scenelets, each with a dash before it: "- scenelet-1:"$/],
    ['no YAML', '- scenelet-1: {"', /^1 /],
    ['an unknown item', '- scene-1: {}', /^1 scene-1 must be scenelet-N or branching-point-N$/],
    ['two keys in one item', '- scenelet-1: {}\n  scenelet-2: {}', /^1 {2}must be one scenelet-N or branching-point-N/],
    ['a name without a colon', one(1) + '- scenelet-2\n', /^2 {2}must be one .* such as "- scenelet-1:"$/],
    [
      'text for fields',
      '- scenelet-1: At the gate',
      /^1 scenelet-1 must have .* such as \{description: "At the gate"\}$/,
    ],
    ['a list for fields', '- scenelet-1: [a]', /^1 scenelet-1 must have .* such as \{description: "At the gate"\}$/],
    ['a number that is left out', `${one(1)}${one(3)}`, /^2 scenelet-3 stands where scenelet-2 must/],
    ['an id twice', `${one(1)}${one(1)}`, /^2 scenelet-1 stands where scenelet-2 must/],
    ['brackets without end', `- scenelet-1: ${'['.repeat(100_000)}`, /is nested too deeply/],
    ['dashes without end', `- scenelet-1:\n    ${'- '.repeat(50_000)}x`, /is nested too deeply/],
    ['a field twice', '- scenelet-1:\n    role: root\n    role: root\n', /^3 scenelet-1.role stands twice$/],
    [
      'a field twice, beside the name',
      '- scenelet-1:\n  dialogue:\n  - {character: A, line: x,\n     line: y}\n',
      /^4 scenelet-1.dialogue.0.line stands twice$/,
    ],
    ['an item of megabytes', `- scenelet-1: {description: "${long(2_100_000)}"}`, /^1 {2}is too large to be read/],
    [
      'a list as a key',
      '- scenelet-1:\n    role: root\n    ? [a]\n    : x\n',
      /^3 scenelet-1 must have text for its keys$/,
    ],
    ['an anchor', '- scenelet-1: &x {}\n', /^1 scenelet-1 anchors, aliases and tags/],
    ['an alias', '- scenelet-1: {description: &x a}\n- scenelet-2: *x\n', /^2 scenelet-2 anchors, aliases and tags/m],
    ['a tag', '- scenelet-1:\n    description: !!js/function "x"\n', /^2 scenelet-1.description anchors, alias/],
  ])('%s', async (_what, text, says) => {
    expect((await faultsOf(text)).join('\n')).toMatch(says);
  });

  it.each<[string, string, number]>([
    ['after ---', '- scenelet-1:\n---\n- scenelet-2:\n', 2],
    ['after ...', '---\n- scenelet-1:\n...\n\n- scenelet-2:\n', 5],
    ['after ... and ---', '- scenelet-1:\n...\n---\n- scenelet-2:\n', 3],
    ['that is empty', '- scenelet-1:\n---\n', 2],
    ['far down', `${Array.from({ length: 1500 }, (_, index) => one(index + 1)).join('')}---\n- scenelet-1:\n`, 1501],
    ['on the line of a block', '- scenelet-1:\n    description: | ---\n', 2],
    ['in flow style', '[{scenelet-1: {}}]\n---\n[]\n', 2],
  ])('another document %s', async (_where, text, line) => {
    expect(await faultsOf(text)).toEqual([`${String(line)}  must be one document; another begins here`]);
  });
});

describe('faults of YAML', () => {
  const items = (count: number, fields: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => one(index + 1, fields(index))).join('');

  it('are told in the order of their lines, a hundred of them, and how many there are', async () => {
    const { faults, message } = await refusalOf(items(1200, () => 'mood: x'));
    expect(faults.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(message).toMatch(/^Line 1: scenelet-1.mood: .*\. And 1199 more, of which the first 99 are listed\.$/);
    expect(await faultsOf(items(1200, (index) => (index === 1100 ? 'mood: x' : '')))).toEqual([
      expect.stringMatching(/^1101 scenelet-1101.mood /),
    ]);
    const { message: two } = await refusalOf(items(2, () => 'mood: x'));
    expect(two).toMatch(/\. And 1 more\.$/);
  });

  it('are told of every piece, wherever another is broken', async () => {
    const text = items(1200, (index) => (index === 1100 ? 'mood: x' : index === 3 ? 'role: &r root' : ''));
    expect(await faultsOf(text)).toEqual([
      expect.stringMatching(/^4 scenelet-4.role anchors/),
      expect.stringMatching(/^1101 scenelet-1101.mood /),
    ]);
  });

  it('make no long answer, however many and long they are', async () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `    k${String(index)}: x\n`).join('');
    const wide = await refusalOf(`- scenelet-1:\n${keys}`);
    expect([wide.faults.length, wide.faults[99]?.line]).toEqual([100, 101]);
    expect(wide.message).toMatch(/And 99999 more, of which the first 99 are listed\.$/);
    for (const name of [long(900_000), `scenelet-${'9'.repeat(900_000)}`])
      for (const text of [
        `- scenelet-1: {${name}: x}`,
        `- ${name}: {}`,
        `- scenelet-1: {role: *${name}}`,
        `- "${name}`,
      ]) {
        const { faults, message } = await refusalOf(text);
        expect(JSON.stringify([faults, message]).length).toBeLessThan(2000);
      }
  });

  it('have a line of the text and a message, whatever the text is', async () => {
    const sign = fc.constantFrom(
      ...[
        '\n',
        '\n',
        '\r',
        '\t',
        ' ',
        '\0',
        '\ufeff',
        '\u00a0',
        '---',
        '...',
        '%YAML 1.2',
        '# c',
        '- ',
        '? ',
        ': ',
        ',',
        '|',
        '>',
      ],
      ...['{', '}', '[', ']', '"', "'", '&a', '*a', '!!str', '<<: x', '__proto__: x', 'x: y', '\\ud800'],
      ...[
        '- scenelet-1:',
        '    role: root',
        '    dialogue:',
        '      - ',
        '- branching-point-1:',
        '    choices: ',
        '-2',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(sign, { maxLength: 14 }), async (signs) => {
        const text = signs.join('');
        const faults = await readTreeYaml(text).then(
          () => [],
          (error: unknown) => {
            if (error instanceof TreeYamlError) return error.faults;
            throw error;
          },
        );
        const lines = text.split(/\r\n|\n|\r/).length;
        for (const { line, message } of faults) {
          expect(message).not.toBe('');
          if (line !== null) expect(line >= 1 && line <= lines).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

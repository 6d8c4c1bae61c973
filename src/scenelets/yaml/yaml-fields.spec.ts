import { readTreeYaml, type TreeYamlError } from './tree-yaml-reader';

/** As `line path message`; none for a text that is read. */
const faultsOf = (text: string) =>
  readTreeYaml(text).then(
    () => [],
    (error: unknown) =>
      (error as TreeYamlError).faults.map(({ line, path, message }) => `${String(line)} ${path} ${message}`),
  );

const one = (number: number, fields = '') => `- scenelet-${String(number)}: {${fields}}\n`;
const branching = (choices: string, fields = 'choice_prompt: x') =>
  `- branching-point-1: {${fields}, choices: [${choices}]}\n`;
const to = (number: number, label = 'a') => `{label: ${label}, leads_to: scenelet-${String(number)}}`;
const long = (count: number) => 'x'.repeat(count);

describe('a field of YAML is refused, with its own line:', () => {
  it.each<[string, string, string | RegExp]>([
    [
      'an unknown one',
      '- scenelet-1:\n    role: root\n    colour: red\n',
      /^3 scenelet-1.colour "colour" is no field of a scenelet, which has role, terminal, parent, choice_label, description, dialogue and shot_suggestions$/,
    ],
    [
      'an unknown one of a line',
      '- scenelet-1:\n    dialogue:\n      - character: A\n        line: x\n        mood: y\n',
      /^5 scenelet-1.dialogue.0.mood "mood" is no field of a line, which has character and line$/,
    ],
    [
      'an unknown one of a choice',
      `${one(1)}- branching-point-1:\n    choice_prompt: x\n    choices:\n      - label: a\n        leads_to: scenelet-2\n        to: b\n`,
      /^7 branching-point-1.choices.0.to "to" is no field of a choice, which has label and leads_to$/,
    ],
    [
      'an unknown one of a branching point',
      `${one(1)}- branching-point-1:\n    question: x\n    choice_prompt: x\n    choices: []\n`,
      /^3 branching-point-1.question "question" is no field of a branching point, which has choice_prompt and choices$/,
    ],
    ['an inherited name', '- scenelet-1: {__proto__: {a: b}, constructor: x}\n', /__proto__.*\n.*constructor/],
    [
      'a list for text',
      '- scenelet-1:\n    dialogue:\n      - character: A\n        line: x\n      - character: B\n        line: [b]\n',
      '6 scenelet-1.dialogue.1.line must be text; put it in quotes',
    ],
    [
      'a colon in a text',
      '- scenelet-1:\n    shot_suggestions:\n      - wide\n      - wide: the gate\n',
      '4 scenelet-1.shot_suggestions.1 must be text; put it in quotes',
    ],
    [
      'one that is missing',
      '- scenelet-1:\n    dialogue:\n      - character: A\n        line: x\n      - character: B\n',
      '5 scenelet-1.dialogue.1.line is missing',
    ],
    [
      'a branching point without fields',
      `${one(1)}- branching-point-1:\n`,
      '2 branching-point-1.choice_prompt is missing\n2 branching-point-1.choices is missing',
    ],
    [
      'text for a list',
      '- scenelet-1:\n    description: x\n    shot_suggestions: wide\n',
      '3 scenelet-1.shot_suggestions must be a list, with "- " before each, or [] for none',
    ],
    [
      'text for a line',
      '- scenelet-1:\n    dialogue:\n      - Hello\n',
      '3 scenelet-1.dialogue.0 must have character and line, such as {character: "Mara", line: "Who is there?"}',
    ],
    [
      'fields beside the name',
      '- scenelet-1:\n  role: root\n  colour: red\n',
      /^3 scenelet-1.colour "colour" is no field/,
    ],
    ['a wrong role', '- scenelet-1:\n    role: hero\n', '2 scenelet-1.role must be root, branch, linear or terminal'],
    [
      'a first that is no root',
      '- scenelet-1:\n    role: terminal\n',
      '2 scenelet-1.role is terminal, but the first scenelet is the root',
    ],
    [
      'a second root',
      `${one(1)}- scenelet-2:\n    role: root\n`,
      '3 scenelet-2.role is root, but only the first scenelet is',
    ],
    [
      'a branch without a choice',
      `${one(1)}- scenelet-2:\n    role: branch\n`,
      '3 scenelet-2.role is branch, but no choice leads here',
    ],
    [
      'a choice that is linear',
      `${one(1)}${branching(to(2))}- scenelet-2:\n    role: linear\n`,
      '4 scenelet-2.role is linear, but a choice of branching-point-1 leads here',
    ],
    [
      'terminal beside a role',
      `${one(1)}- scenelet-2:\n    terminal: "true"\n`,
      '3 scenelet-2.terminal is for the first scenelet only; here, write "role: terminal"',
    ],
    [
      'a NUL',
      '- scenelet-1:\n    description: a\n    dialogue:\n      - character: "\\0"\n        line: "\\u0000"\n',
      '4 scenelet-1.dialogue.0.character contains a NUL or an unpaired surrogate\n5 scenelet-1.dialogue.0.line contains a NUL or an unpaired surrogate',
    ],
    [
      'a NUL as it is',
      '- scenelet-1:\n    description: a\0b\n',
      '2 scenelet-1.description contains a NUL or an unpaired surrogate',
    ],
    [
      'half a surrogate pair',
      '- scenelet-1:\n    shot_suggestions:\n      - "\\uD800"\n',
      '3 scenelet-1.shot_suggestions.0 contains a NUL or an unpaired surrogate',
    ],
    [
      'half a surrogate pair in a label and a prompt',
      `${one(1)}- branching-point-1:\n    choice_prompt: "\\uDFFF"\n    choices:\n      - label: "\\uD83D"\n        leads_to: scenelet-2\n${one(2)}`,
      '3 branching-point-1.choice_prompt contains a NUL or an unpaired surrogate\n5 branching-point-1.choices.0.label contains a NUL or an unpaired surrogate',
    ],
    [
      'a NUL in a name',
      '- scenelet-1:\n    "a\\0\\uD800": x\n',
      /^2 scenelet-1.a\ufffd\ufffd "a\ufffd\ufffd" is no field/,
    ],
    ['a NUL in an item', '- "scenelet-1\\0": {}\n', /^1 scenelet-1\ufffd must be scenelet-N/],
    [
      'a label that is too long',
      `${one(1)}- branching-point-1:\n    choice_prompt: x\n    choices:\n      - leads_to: scenelet-2\n        label: ${long(1001)}\n${one(2)}`,
      '6 branching-point-1.choices.0.label must have at most 1000 characters',
    ],
    [
      'a prompt that is too long',
      `${one(1)}- branching-point-1:\n    choices: []\n    choice_prompt: ${long(10_001)}\n`,
      '4 branching-point-1.choice_prompt must have at most 10000 characters',
    ],
    [
      'a label where nothing branches',
      `${one(1)}- scenelet-2:\n    choice_label: Go\n`,
      '3 scenelet-2.choice_label would be lost: no choice leads here',
    ],
    [
      'a label of the first',
      '- scenelet-1:\n    choice_label: Go\n',
      '2 scenelet-1.choice_label would be lost: no choice leads here',
    ],
    [
      'another label than its choice has',
      `${one(1)}${branching(to(2))}- scenelet-2:\n    choice_label: b\n`,
      '4 scenelet-2.choice_label is not the label of the choice of branching-point-1 that leads here',
    ],
  ])('%s', async (_what, text, says) => {
    const faults = (await faultsOf(text)).join('\n');
    if (typeof says === 'string') expect(faults).toBe(says);
    else expect(faults).toMatch(says);
  });
});

describe('a place of YAML is refused, with the line of what says so:', () => {
  const parent = (number: number, of: number) => `- scenelet-${String(number)}:\n    parent: scenelet-${String(of)}\n`;
  it.each<[string, string, string]>([
    ['a parent that is not there', one(1) + parent(2, 77), '3 scenelet-2.parent is scenelet-77, which is not there'],
    ['itself as parent', one(1) + parent(2, 2), '3 scenelet-2.parent is scenelet-2 itself'],
    [
      'a parent that comes later',
      one(1) + parent(2, 3) + one(3),
      '3 scenelet-2.parent is scenelet-3, which comes later; a parent stands before what hangs from it',
    ],
    [
      'a circle of parents',
      one(1) + parent(2, 3) + parent(3, 2),
      '3 scenelet-2.parent is scenelet-3, which comes later; a parent stands before what hangs from it',
    ],
    [
      'a parent of the first',
      parent(1, 2) + one(2),
      '2 scenelet-1.parent is scenelet-2, but the first scenelet hangs from none',
    ],
    [
      'a parent beside a choice',
      one(1) + one(2) + one(3) + `- branching-point-1: {choice_prompt: x, choices: [${to(4)}]}\n` + parent(4, 2),
      '6 scenelet-4.parent is scenelet-2, but a choice of branching-point-1 leads here, so it hangs from scenelet-3',
    ],
    [
      'a parent whose choices lead elsewhere',
      one(1) + branching(to(2)) + one(2) + parent(3, 1),
      '5 scenelet-3.parent is scenelet-1, but no choice of branching-point-1 leads here',
    ],
    [
      'no choice',
      one(1) + branching('') + one(2),
      '3 scenelet-2 hangs from none: it stands after branching-point-1, but no choice of it leads here',
    ],
    [
      'a choice that leads nowhere',
      `${one(1)}- branching-point-1:\n    choice_prompt: x\n    choices:\n      - label: a\n        leads_to: scenelet-2\n      - label: b\n        leads_to: scenelet-9\n${one(2)}`,
      '8 branching-point-1.choices.1.leads_to is scenelet-9, which is not there',
    ],
    [
      'two choices that lead to one',
      one(1) + branching(`${to(2)}, ${to(2, 'b')}`) + one(2),
      '2 branching-point-1.choices.1.leads_to is scenelet-2, where another choice leads already',
    ],
    [
      'a choice that leads to the first',
      one(1) + one(2) + branching(to(1)),
      '3 branching-point-1.choices.0.leads_to is scenelet-1, which does not come after scenelet-2, where the choice is',
    ],
    [
      'a choice that leads to itself',
      one(1) + one(2) + branching(to(2)),
      '3 branching-point-1.choices.0.leads_to is scenelet-2, which does not come after scenelet-2, where the choice is',
    ],
    ['choices before any scenelet', branching(''), '1 branching-point-1 must stand after the scenelet that branches'],
    [
      'choices twice',
      one(1) + branching('') + branching('').replace('point-1', 'point-2'),
      '3 branching-point-2 must stand after its own scenelet; scenelet-1 has choices already',
    ],
    [
      'another number of choices',
      `${one(1)}${branching(to(2)).replace('point-1', 'point-7')}${one(2)}`,
      '2 branching-point-7 stands where branching-point-1 must: branching points are numbered in their order, from 1',
    ],
    [
      'numbers that are not depth first',
      one(1) + branching(`${to(3, 'b')}, ${to(2)}`) + one(2) + one(3),
      '4 scenelet-3 is number 2 of the tree, depth first, so it must be called and stand as scenelet-2',
    ],
  ])('%s', async (_what, text, says) => {
    expect(await faultsOf(text)).toEqual([says]);
  });
});

import fc from 'fast-check';
import type { TreeScenelet } from '../../src/scenelets/tree/story-tree';

/** What people write, and what breaks formats. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  fc.constantFrom(
    '',
    ' ',
    '# no comment',
    'a: b',
    '- item',
    '"quoted"',
    "it's",
    'two\nlines',
    'three\n\nlines\n',
    '  led by spaces\nnext',
    'ends in spaces  \nnext',
    'tab\tinside\n\ttab before',
    'CR\r\nLF',
    'lone\rCR',
    '\u2028line\u2029separators\u0085',
    '\ufeffBOM',
    '情况 café 👩‍👩‍👧 é',
    '---\n...',
    '| > & * ! %',
    'null',
    'yes',
    '1e3',
    '{{ x }}',
    'x\n y\n  z',
  ),
);

const content = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      description: anyText,
      dialogue: fc.array(fc.record({ character: anyText, line: anyText }), { maxLength: 2 }),
      shot_suggestions: fc.array(anyText, { maxLength: 2 }),
    }),
  },
  fc.jsonValue() as fc.Arbitrary<never>,
);

const label = anyText.map((text) => text.trim() || 'a choice');

interface Shape {
  content: unknown;
  label: string;
  prompt: string;
  branches: boolean;
  ends: boolean;
  /** Chooses the parent among the scenelets before it. */
  parent: number;
}

/** Trees of which a YAML can be written: every branch point asks and has a choice, every choice has words. */
export const writableTrees: fc.Arbitrary<TreeScenelet[]> = fc
  .array(
    fc.record<Shape>({
      content,
      label,
      prompt: label,
      branches: fc.boolean(),
      ends: fc.boolean(),
      parent: fc.nat(1000),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((shapes) => {
    const scenelets = shapes.map((shape, index): TreeScenelet => {
      const parent = index === 0 ? null : shape.parent % index;
      return {
        id: `id-${String(index)}`,
        parent_id: parent === null ? null : `id-${String(parent)}`,
        position: shapes.slice(1, index + 1).filter((other, at) => other.parent % (at + 1) === parent).length || 1,
        choice_label_from_parent: shape.label,
        choice_prompt: shape.prompt,
        content: shape.content,
        is_branch_point: shape.branches,
        is_terminal_node: shape.ends,
        branch_audio_file_path: null,
      };
    });
    // A branch point without a choice has no YAML.
    for (const one of scenelets)
      if (!scenelets.some(({ parent_id }) => parent_id === one.id)) one.is_branch_point = false;
    return scenelets;
  });

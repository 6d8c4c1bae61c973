import { setImmediate as turn } from 'node:timers/promises';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, visit } from 'yaml';
import { z } from 'zod';
import { displayId, growStoryTree, type SceneletContent } from './story-tree';
import { yamlDocuments, YamlTooDeepError } from './yaml-document';

/** A scenelet that was read from YAML. */
export interface YamlScenelet {
  display_id: string;
  /** The parent's display id, which comes before. */
  parent: string | null;
  position: number;
  choice_label: string | null;
  choice_prompt: string | null;
  is_branch_point: boolean;
  is_terminal_node: boolean;
  content: SceneletContent;
}

/** One fault of a YAML text. */
export interface YamlFault {
  /** From 1; null: in the text as a whole. */
  line: number | null;
  /** Where, such as `scenelet-3.dialogue.0.line`. */
  path: string;
  message: string;
}

/** The text is no story tree. */
export class TreeYamlError extends Error {
  override name = 'TreeYamlError';
  constructor(readonly faults: readonly YamlFault[]) {
    const [first] = faults;
    const line = first?.line ? `Line ${String(first.line)}: ` : '';
    const more = faults.length > 1 ? ` And ${String(faults.length - 1)} more.` : '';
    super(`${line}${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}.${more}`);
  }
}

/** So many faults are told; who has more mends these first. */
const MOST_FAULTS = 50;
/** So much is parsed before other work gets its turn: items, and characters. */
const MOST_ITEMS = 500;
const MUCH_TEXT = 200_000;
/** What is parsed at once, an item or a list that cannot be cut, has so many characters at most. */
const MOST_TEXT = 2_000_000;

/** What a plain list, map or text has. */
const KNOWN_TAGS = new Set(['str', 'seq', 'map'].map((kind) => `tag:yaml.org,2002:${kind}`));

const id = z.string().regex(/^scenelet-[1-9]\d{0,8}$/, 'must be the id of a scenelet, such as scenelet-3');
const sceneletFields = z.strictObject({
  role: z.enum(['root', 'branch', 'linear', 'terminal'], 'must be root, branch, linear or terminal').optional(),
  terminal: z.enum(['true', 'false'], 'must be true or false').optional(),
  parent: id.optional(),
  choice_label: z.string('must be text').optional(),
  description: z.string('must be text').default(''),
  dialogue: z
    .array(z.strictObject({ character: z.string('must be text'), line: z.string('must be text') }), 'must be a list')
    .default([]),
  shot_suggestions: z.array(z.string('must be text'), 'must be a list').default([]),
});
const branchingFields = z.strictObject({
  choice_prompt: z.string('must be text'),
  choices: z.array(z.strictObject({ label: z.string('must be text'), leads_to: id }), 'must be a list'),
});

type SceneletFields = z.infer<typeof sceneletFields>;
interface SceneletItem extends SceneletFields {
  id: string;
  line: number;
  branching?: z.infer<typeof branchingFields>;
}

/**
 * Reads a story's tree, as `writeTreeYaml` writes it or by hand. Lets other work have its turn meanwhile.
 *
 * @returns the scenelets in the order of the tree, parents first
 * @throws TreeYamlError that names every fault, up to fifty
 */
export async function readTreeYaml(text: string): Promise<YamlScenelet[]> {
  const faults: YamlFault[] = [];
  const items = await readItems(text, faults);
  refuse(faults);
  const scenelets = placed(items, faults);
  refuse(faults);
  return scenelets;
}

/** The items of the list, piece by piece: a list that is written line by line can be cut before any of its dashes. */
async function readItems(text: string, faults: YamlFault[]): Promise<SceneletItem[]> {
  const items: SceneletItem[] = [];
  for (const { piece, line } of piecesOf(text)) {
    if (piece.length > MOST_TEXT)
      faults.push({
        line: line + 1,
        path: '',
        message: 'is too large to be read at once; write the list line by line',
      });
    else readPiece(piece, line, items, faults);
    if (faults.length >= MOST_FAULTS) break;
    await turn();
  }
  if (items.length === 0 && faults.length === 0)
    faults.push({ line: null, path: '', message: 'must be a list of scenelets; it is empty' });
  return items;
}

function* piecesOf(text: string): Generator<{ piece: string; line: number }> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const isLineByLine = lines.every((line) => line === '' || /^(?:- |\s|#)/.test(line));
  if (!isLineByLine) {
    yield { piece: lines.join('\n'), line: 0 };
    return;
  }
  let [from, count, size] = [0, 0, 0];
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('- ') && (count >= MOST_ITEMS || size > MUCH_TEXT)) {
      yield { piece: lines.slice(from, index).join('\n'), line: from };
      [from, count, size] = [index, 0, 0];
    }
    if (line.startsWith('- ')) count++;
    size += line.length;
  }
  yield { piece: lines.slice(from).join('\n'), line: from };
}

function readPiece(piece: string, before: number, items: SceneletItem[], faults: YamlFault[]): void {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number | undefined) => before + lineCounter.linePos(offset ?? 0).line;
  const fault = (offset: number | undefined, message: string, path = '') =>
    faults.push({ line: lineAt(offset), path, message });
  let documents: Document[];
  try {
    documents = yamlDocuments(piece, lineCounter);
  } catch (error) {
    if (!(error instanceof YamlTooDeepError)) throw error;
    fault(error.offset, 'is nested too deeply');
    return;
  }
  const [document, another] = documents;
  if (another) fault(another.range?.[0], 'must be one document; another begins here');
  for (const { message, pos } of documents.flatMap(({ errors }) => errors))
    fault(pos[0], (message.split('\n')[0] ?? '').replace(/ at line.*$/, ''));
  if (!document || faults.length > 0) return;
  visit(document, (_key, node) => {
    if (!isNode(node)) return;
    if (isAlias(node) || node.anchor !== undefined || (node.tag !== undefined && !KNOWN_TAGS.has(node.tag)))
      fault(node.range?.[0], 'anchors, aliases and tags are not read here');
    if (!isMap(node)) return;
    const keys = new Set<string>();
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (keys.has(name)) fault(node.range?.[0], 'stands twice', name);
      keys.add(name);
    }
  });
  if (faults.length > 0) return;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && (contents.value === null || contents.value === ''))) return;
  if (!isSeq(contents)) {
    faults.push({ line: lineAt(contents.range?.[0]), path: '', message: 'must be a list of scenelets' });
    return;
  }
  for (const item of contents.items) {
    const line = lineAt(isNode(item) ? item.range?.[0] : undefined);
    const [[key, fields] = ['', undefined], ...beside] = isMap(item)
      ? Object.entries(item.toJSON() as Record<string, unknown>)
      : [];
    // Some writers put the fields beside the name, not under it.
    const isBeside = beside.length > 0 && (fields === null || fields === '') && /-\d+$/.test(key);
    if (key === '' || (beside.length > 0 && !isBeside)) {
      faults.push({ line, path: '', message: 'must be one scenelet-N or branching-point-N with its fields' });
      continue;
    }
    readItem(key, isBeside ? Object.fromEntries(beside) : fields, line, items, faults);
  }
}

function readItem(key: string, fields: unknown, line: number, items: SceneletItem[], faults: YamlFault[]): void {
  const fault = (path: string, message: string) => faults.push({ line, path, message });
  const checked = <T>(schema: z.ZodType<T>): T | undefined => {
    const read = schema.safeParse(fields);
    for (const issue of read.error?.issues ?? []) fault([key, ...issue.path].join('.'), issue.message);
    return read.data;
  };
  if (/^scenelet-\d+$/.test(key)) {
    const expected = `scenelet-${String(items.length + 1)}`;
    if (key !== expected) fault(key, `stands where ${expected} must: scenelets are numbered depth first, from 1`);
    const read = checked(sceneletFields);
    // A fault does not make all that follow wrong.
    items.push({ id: expected, line, description: '', dialogue: [], shot_suggestions: [], ...read });
    return;
  }
  if (!/^branching-point-\d+$/.test(key)) {
    fault(key, 'must be scenelet-N or branching-point-N');
    return;
  }
  const scenelet = items.at(-1);
  const read = checked(branchingFields);
  if (!scenelet) fault(key, 'must stand after the scenelet that branches');
  else if (scenelet.branching) fault(key, `must stand after its own scenelet; ${scenelet.id} has choices already`);
  else if (read) scenelet.branching = read;
}

/** Finds everybody's parent and place. */
function placed(items: readonly SceneletItem[], faults: YamlFault[]): YamlScenelet[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const chosen = new Map<string, { from: SceneletItem; label: string; place: number }>();
  for (const from of items)
    for (const [index, { label, leads_to }] of (from.branching?.choices ?? []).entries()) {
      const fault = (message: string) =>
        faults.push({ line: from.line, path: `${from.id}.choices.${String(index)}`, message });
      if (!byId.has(leads_to)) fault(`leads to ${leads_to}, which is not there`);
      else if (chosen.has(leads_to)) fault(`leads to ${leads_to}, where another choice leads already`);
      else chosen.set(leads_to, { from, label, place: index + 1 });
    }
  const children = new Map<string, number>();
  const scenelets = items.map((item, index): YamlScenelet => {
    const choice = chosen.get(item.id);
    const fault = (message: string) => faults.push({ line: item.line, path: item.id, message });
    const parent = choice?.from.id ?? item.parent ?? (index === 0 ? null : (items[index - 1]?.id ?? null));
    if (index === 0 && parent !== null) fault('is the first, so nothing can lead to it');
    if (choice && item.parent !== undefined && item.parent !== parent)
      fault(`a choice of ${choice.from.id} leads to it, so its parent is not ${item.parent}`);
    if (!choice && parent !== null && byId.get(parent)?.branching)
      fault(`nothing leads to it: ${parent} branches, and no choice of it leads here`);
    if (choice && item.choice_label !== undefined && item.choice_label.trim() !== choice.label.trim())
      fault(`its choice_label is not that of the choice of ${choice.from.id}`);
    if (index === 0 && item.role !== undefined && item.role !== 'root')
      fault(`is the first, so its role is root, not ${item.role}`);
    if (index > 0 && item.role === 'root') fault('only the first scenelet has the role root');
    if (index > 0 && item.role === 'branch' && !choice) fault('has the role branch, but no choice leads to it');
    if (index > 0 && item.terminal !== undefined)
      fault('only the first scenelet says terminal; another has the role terminal');
    const place = choice?.place ?? (children.get(parent ?? '') ?? 0) + 1;
    children.set(parent ?? '', place);
    return {
      display_id: item.id,
      parent,
      position: place,
      choice_label: choice ? choice.label.trim() : null,
      choice_prompt: item.branching?.choice_prompt.trim() ?? null,
      is_branch_point: item.branching !== undefined,
      is_terminal_node: item.role === 'terminal' || item.terminal === 'true',
      content: {
        description: item.description.trim(),
        dialogue: item.dialogue,
        shot_suggestions: item.shot_suggestions,
      },
    };
  });
  const [root] = scenelets;
  if (root && items[0]?.terminal === undefined && !root.is_branch_point && !children.has(root.display_id))
    root.is_terminal_node = true;
  if (faults.length === 0) refuseOtherOrder(scenelets, items, faults);
  return scenelets;
}

function refuseOtherOrder(
  scenelets: readonly YamlScenelet[],
  items: readonly SceneletItem[],
  faults: YamlFault[],
): void {
  const tree = growStoryTree(
    scenelets.map(({ display_id, parent, ...rest }) => ({
      ...rest,
      id: display_id,
      parent_id: parent,
      choice_label_from_parent: rest.choice_label,
      branch_audio_file_path: null,
    })),
  );
  const wrong = tree.nodes.find((node) => node.scenelet.id !== displayId(node));
  if (wrong)
    faults.push({
      line: items.find(({ id: own }) => own === wrong.scenelet.id)?.line ?? null,
      path: wrong.scenelet.id,
      message: `is number ${String(wrong.number)} of the tree, depth first, so it must be called and stand as ${displayId(wrong)}`,
    });
  else if (tree.unreachable.length > 0)
    faults.push({ line: null, path: tree.unreachable[0]?.id ?? '', message: 'hangs from itself' });
}

function refuse(faults: readonly YamlFault[]): void {
  if (faults.length > 0) throw new TreeYamlError(faults.slice(0, MOST_FAULTS));
}

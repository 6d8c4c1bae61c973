import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter } from 'yaml';
import { yamlDocuments, YamlTooDeepError } from './yaml-document';
import { shown, type YamlFaults } from './yaml-faults';
import { isNothing, keyOf, offsetOf, pathOf, YamlItem, type YamlPath } from './yaml-item';
import type { YamlPiece } from './yaml-pieces';

/** What a plain list, map or text has. */
const KNOWN_TAGS = new Set(['str', 'seq', 'map'].map((kind) => `tag:yaml.org,2002:${kind}`));

/** So much of a sentence of the YAML library is told: it may cite what it read. */
const MOST_SENTENCE = 200;

/** A place in characters, a path and a message. */
type Told = (offset: number | undefined, message: string, path?: YamlPath) => void;

/**
 * The items of a piece; null for one that is no item.
 *
 * @returns undefined where the piece cannot be read at all, of which the faults tell
 */
export function yamlItems({ text, before }: YamlPiece, faults: YamlFaults): (YamlItem | null)[] | undefined {
  const lineCounter = new LineCounter();
  const lineAt = (offset = 0) => before + lineCounter.linePos(offset).line;
  const tell: Told = (offset, message, path = []) => {
    faults.add(() => ({ line: lineAt(offset), path: pathOf(path), message }));
  };
  const document = read(text, lineCounter, tell);
  if (!document) return undefined;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && isNothing(contents.value))) return [];
  if (!isSeq(contents)) {
    tell(offsetOf(contents), 'must be a list of scenelets, each with a dash before it: "- scenelet-1:"');
    return undefined;
  }
  // All of them, so that every fault is told.
  const plain = contents.items.map((item) => isPlain(item, [], tell));
  if (!isBare(contents, [], tell) || plain.includes(false)) return undefined;
  return contents.items.map((node) => {
    const item = isMap(node) ? new YamlItem(node, lineAt) : undefined;
    if (item?.isOne) return item;
    tell(
      offsetOf(node),
      'must be one scenelet-N or branching-point-N with a colon and its fields, such as "- scenelet-1:"',
    );
    return null;
  });
}

function read(text: string, lineCounter: LineCounter, tell: Told): Document | undefined {
  try {
    const [document, another] = yamlDocuments(text, lineCounter);
    const errors = [...(document?.errors ?? []), ...(another?.errors ?? [])];
    for (const { message, pos } of errors) {
      const [sentence = ''] = message.split('\n');
      tell(pos[0], shown(sentence.replace(/ at line \d.*$/, ''), MOST_SENTENCE));
    }
    if (errors.length > 0) return undefined;
    // What follows the sign of a block, on its line, is another document to the library, and no error.
    if (another) tell(another.range?.[0], 'must be one document; another begins here');
    return another ? undefined : document;
  } catch (error) {
    if (!(error instanceof YamlTooDeepError)) throw error;
    tell(error.offset, 'is nested too deeply');
    return undefined;
  }
}

/** Is all of it plain lists, maps and texts? Keys that stand twice are told of, too. Recurses: a document is shallow. */
function isPlain(node: unknown, path: YamlPath, tell: Told): boolean {
  let isAll = isBare(node, path, tell);
  if (isMap(node)) {
    const keys = new Set<string>();
    for (const [index, pair] of node.items.entries()) {
      const key = keyOf(pair);
      // Fields may stand beside the name of their item.
      const [first] = path.length === 0 && index > 0 ? node.items : [];
      const own = first ? [keyOf(first), key] : [...path, key];
      if (isScalar(pair.key) && keys.has(key)) tell(offsetOf(pair.key), 'stands twice', own);
      keys.add(key);
      if (!isScalar(pair.key) && !isAlias(pair.key)) {
        tell(offsetOf(pair.key), 'must have text for its keys', path);
        isAll = false;
      }
      isAll = isPlain(pair.key, own, tell) && isAll;
      isAll = isPlain(pair.value, own, tell) && isAll;
    }
  } else if (isSeq(node))
    for (const [index, item] of node.items.entries()) isAll = isPlain(item, [...path, index], tell) && isAll;
  return isAll;
}

function isBare(node: unknown, path: YamlPath, tell: Told): boolean {
  if (!isNode(node)) return true;
  if (!isAlias(node) && node.anchor === undefined && (node.tag === undefined || KNOWN_TAGS.has(node.tag))) return true;
  tell(offsetOf(node), 'anchors, aliases and tags are not read here', path);
  return false;
}

/** An element of a document that was read; `text` is all text inside. */
export class XmlElement {
  readonly children: XmlElement[] = [];
  text = '';

  constructor(
    readonly name: string,
    readonly attributes: Readonly<Record<string, string>>,
  ) {}

  /** All elements of a name inside, in no special order. */
  all(name: string): XmlElement[] {
    const found: XmlElement[] = [];
    const waiting: XmlElement[] = [this];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next.name === name) found.push(next);
      waiting.push(...next.children);
    }
    return found;
  }
}

const NAME = '[A-Za-z_][\\w.-]*';
const REFERENCE = '&(?:amp|lt|gt|quot|#\\d+|#x[\\da-fA-F]+);';
const TOKEN = new RegExp(
  [
    `(?<end></${NAME}>)`,
    `(?<start><${NAME}(?: ${NAME}="(?:[^<&"]|${REFERENCE})*")* ?/?>)`,
    `(?<text>(?:[^<&]|${REFERENCE})+)`,
  ].join('|'),
  'uy',
);
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const decoded = (text: string): string =>
  text.replace(/&(#?\w+);/g, (_, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? '';
    const character = String.fromCodePoint(Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1)));
    if (!ALLOWED.test(character)) throw new Error(`no character of XML: ${name}`);
    return character;
  });

/**
 * Reads the part of XML 1.0 that pictures are written in: elements, attributes, text; no comments, CDATA or DTD.
 *
 * @throws Error where the document is not well-formed, or uses anything else
 */
export function readXml(document: string): XmlElement {
  if (!ALLOWED.test(document)) throw new Error('a character that XML 1.0 does not allow');
  const start = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(document)?.[0].length ?? 0;
  const outside = new XmlElement('', {});
  const open = [outside];
  const source = document.trimEnd();
  TOKEN.lastIndex = start;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(source)?.groups;
    if (!groups) throw new Error(`not well-formed at ${at}: ${source.slice(at, at + 60)}`);
    const inside = open.at(-1)!;
    if (groups.end) {
      if (groups.end !== `</${inside.name}>`) throw new Error(`${groups.end} closes <${inside.name}> at ${at}`);
      open.pop();
    } else if (groups.start) {
      const element = startOf(groups.start);
      inside.children.push(element);
      if (!groups.start.endsWith('/>')) open.push(element);
    } else {
      if (groups.text!.includes(']]>')) throw new Error(`]]> in text at ${at}`);
      inside.text += decoded(groups.text!);
    }
    if (open.length === 1 && outside.text !== '') throw new Error(`text outside of the document's element at ${at}`);
    if (open.length === 0) throw new Error(`more is closed than was opened at ${at}`);
  }
  if (open.length !== 1 || outside.children.length !== 1)
    throw new Error('not exactly one element, closed, at the top');
  return outside.children[0]!;
}

function startOf(tag: string): XmlElement {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of tag.matchAll(new RegExp(` (${NAME})="([^"]*)"`, 'g'))) {
    if (name in attributes) throw new Error(`${name} twice in ${tag}`);
    attributes[name] = decoded(value);
  }
  return new XmlElement(new RegExp(NAME).exec(tag)?.[0] ?? '', attributes);
}

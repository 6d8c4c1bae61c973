import { Parser } from 'htmlparser2';

/** Characters; a longer snippet is cut. */
const LONGEST_SNIPPET = 20_000;

const NOT_SHOWN = new Set(['script', 'style', 'template']);
const APART = /^(?:br|p|div|li|tr|td|th|dd|dt|h[1-6])$/;

/** What a snippet of HTML shows as text, on one line, and the first address that it links to, as it stands there. */
export function htmlText(html: string): { text: string; link?: string } {
  let text = '';
  let link: string | undefined;
  /** The element that is not shown, and how many of its name are open inside it. */
  let hidden: { name: string; depth: number } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (hidden) {
        if (hidden.name === name) hidden.depth++;
        return;
      }
      if (NOT_SHOWN.has(name) || /display\s*:\s*none/i.test(attributes.style ?? '')) hidden = { name, depth: 1 };
      if (name === 'a') link ??= attributes.href;
      if (APART.test(name)) text += ' ';
    },
    onclosetag(name) {
      if (hidden?.name === name && --hidden.depth === 0) hidden = undefined;
      if (APART.test(name)) text += ' ';
    },
    ontext(data) {
      if (!hidden) text += data;
    },
  });
  parser.end(html.slice(0, LONGEST_SNIPPET));
  const line = text.replace(/\s+/g, ' ').trim();
  return link === undefined ? { text: line } : { text: line, link };
}

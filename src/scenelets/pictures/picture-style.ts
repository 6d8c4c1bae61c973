interface Colours {
  page: string;
  ink: string;
  soft: string;
  card: string;
  border: string;
  line: string;
  prompt: string;
  /** Of what a scenelet is: its outline, its ground. */
  kinds: Readonly<Record<'start' | 'ending' | 'branch', readonly [outline: string, ground: string]>>;
  /** Of what is amiss. */
  marks: Readonly<Record<'no-shots' | 'no-media' | 'error' | 'warning', string>>;
}

const LIGHT: Colours = {
  page: '#ffffff',
  ink: '#0f172a',
  soft: '#475569',
  card: '#ffffff',
  border: '#64748b',
  line: '#64748b',
  prompt: '#ede9fe',
  kinds: { start: ['#1d4ed8', '#eff6ff'], ending: ['#15803d', '#f0fdf4'], branch: ['#6d28d9', '#faf8ff'] },
  marks: { 'no-shots': '#b45309', 'no-media': '#0e7490', error: '#b91c1c', warning: '#a16207' },
};

const DARK: Colours = {
  page: '#0b1220',
  ink: '#f1f5f9',
  soft: '#a3b1c6',
  card: '#172033',
  border: '#7c8ba3',
  line: '#8b9ab1',
  prompt: '#2e2157',
  kinds: { start: ['#7db0ff', '#14264a'], ending: ['#6ee79b', '#10301f'], branch: ['#c0a6ff', '#211a3d'] },
  marks: { 'no-shots': '#fbb454', 'no-media': '#58d3ec', error: '#ff8d8d', warning: '#f2cf4a' },
};

const FORMS = [
  ['text', "font-family: system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-size: 12px"],
  ['.name', 'font-size: 22px; font-weight: 700'],
  ['.counts', 'font-size: 13px'],
  ['.number', 'font-size: 15px; font-weight: 700'],
  ['.faint', 'font-style: italic'],
  ['.asks, .shots', 'font-weight: 700'],
  ['.asked', 'font-style: italic'],
  ['.choice', 'font-size: 11px; font-weight: 600'],
  ['.word', 'font-size: 10.5px; font-weight: 600; stroke: none'],
  ['.shots', 'font-size: 11px; font-weight: 400'],
  ['.body', 'stroke-width: 1.2'],
  ['.line', 'fill: none; stroke-width: 1.4'],
  ['.hollow, .stroke, .cut', 'fill: none; stroke-width: 1.5'],
] as const;

const colouring = (c: Colours): (readonly [string, string])[] => [
  ['.page', `fill: ${c.page}`],
  ['text', `fill: ${c.ink}`],
  ['.faint, .counts, .shots', `fill: ${c.soft}`],
  ['.body', `fill: ${c.card}; stroke: ${c.border}`],
  ['.line', `stroke: ${c.line}`],
  ['.tip', `fill: ${c.line}`],
  ['.prompt', `fill: ${c.prompt}`],
  ['.label rect', `fill: ${c.page}; stroke: ${c.line}`],
  ...Object.entries(c.kinds).flatMap(([kind, [outline, ground]]): (readonly [string, string])[] => [
    [`.${kind} > .body`, `fill: ${ground}; stroke: ${outline}`],
    [`.${kind} > .bar`, `fill: ${outline}`],
    [`.mark.${kind} path, .mark.${kind} rect, .mark.${kind} text`, `fill: ${outline}`],
  ]),
  ...Object.entries(c.marks).flatMap(([mark, colour]): (readonly [string, string])[] => [
    [`.${mark} path, .${mark} text`, `fill: ${colour}`],
    [`.${mark} .hollow, .${mark} .stroke`, `fill: none; stroke: ${colour}`],
    [`.${mark} .cut`, `fill: none; stroke: ${c.page}`],
  ]),
];

const sheet = (rules: readonly (readonly [selectors: string, declarations: string])[]): string =>
  rules
    .map(([selectors, declarations]) => {
      const bound = selectors.split(', ').map((selector) => `.story-tree ${selector}`);
      return `${bound.join(', ')} { ${declarations} }`;
    })
    .join('\n');

/**
 * The one style sheet of a picture. Every rule is bound to the picture, which may stand inside a page. No custom
 * properties: what turns SVG into paper (librsvg, Inkscape) does not know them. Printed, the picture is light.
 */
export const PICTURE_STYLE = `${sheet(FORMS)}
${sheet(colouring(LIGHT))}
@media screen and (prefers-color-scheme: dark) {
${sheet(colouring(DARK))}
}`.replace(/>/g, '&gt;');

/** How often values of one check were found. */
export interface Histogram {
  title: string;
  /** In ascending order; `to` of one is `from` of the next. */
  bins: readonly { from: number; to: number; count: number }[];
  /** The value at which pictures pass or fail, when there is one; it is drawn as a line. */
  threshold?: number | null;
}

const COLUMNS = 3;
const PANEL = { width: 280, height: 190 };
const MARGIN = { left: 46, right: 12, top: 30, bottom: 24 };
const HEADING = 36;

const STYLE = `text{font:11px sans-serif;fill:#212121}.heading{font-size:16px}.name{font-size:13px}.bar{fill:#3f6fb5}
.axis{stroke:#757575;stroke-width:1}.limit{stroke:#c62828;stroke-width:1.5;stroke-dasharray:4 3}.end{text-anchor:end}.mid{text-anchor:middle}`;

/**
 * Histograms side by side, as the text of an SVG 1.1 picture: no scripts, nothing from elsewhere; it says for those who do not
 * see it what each bar stands for.
 *
 * @param what is counted, in the plural: "pictures" when absent
 */
export function histogramsSvg(title: string, histograms: readonly Histogram[], what = 'pictures'): string {
  const width = PANEL.width * Math.max(1, Math.min(COLUMNS, histograms.length));
  const height = HEADING + PANEL.height * Math.max(1, Math.ceil(histograms.length / COLUMNS));
  const panels = histograms.map((histogram, at) => {
    const [x, y] = [(at % COLUMNS) * PANEL.width, HEADING + Math.floor(at / COLUMNS) * PANEL.height];
    return `<g transform="translate(${x} ${y})">${panelOf(histogram, what)}</g>`;
  });
  const none = `<text x="12" y="${HEADING + 24}">Nothing has been measured yet.</text>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${xmlText(title)}</title><style>${STYLE}</style><rect width="${width}" height="${height}" fill="#ffffff"/>
<text class="heading" x="12" y="24">${xmlText(title)}</text>
${histograms.length > 0 ? panels.join('\n') : none}
</svg>
`;
}

function panelOf({ title, bins, threshold = null }: Histogram, what: string): string {
  const [across, down] = [PANEL.width - MARGIN.left - MARGIN.right, PANEL.height - MARGIN.top - MARGIN.bottom];
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const most = bins.reduce((greatest, { count }) => Math.max(greatest, count), 0);
  // Within the panel, whatever the bins say.
  const xOf = (value: number) => {
    const part = (value - from) / (to - from);
    return MARGIN.left + (Number.isFinite(part) ? Math.min(1, Math.max(0, part)) * across : 0);
  };
  const base = MARGIN.top + down;
  const bars = bins.map((bin) => {
    const tall = most > 0 ? (bin.count / most) * down : 0;
    const place = `x="${short(xOf(bin.from))}" y="${short(base - tall)}" width="${short(Math.max(0.5, xOf(bin.to) - xOf(bin.from) - 1))}" height="${short(tall)}"`;
    return `<rect class="bar" ${place}><title>${xmlText(`${short(bin.from)} to ${short(bin.to)}: ${short(bin.count)} ${what}`)}</title></rect>`;
  });
  const isDrawn = threshold !== null && threshold >= from && threshold <= to;
  const limit = isDrawn
    ? `<line class="limit" x1="${short(xOf(threshold))}" y1="${MARGIN.top}" x2="${short(xOf(threshold))}" y2="${base}"><title>Limit: ${short(threshold)}</title></line>`
    : '';
  return [
    `<title>${xmlText(title)}</title><text class="name" x="${MARGIN.left}" y="20">${xmlText(title)}</text>`,
    ...bars,
    `<line class="axis" x1="${MARGIN.left}" y1="${base}" x2="${MARGIN.left + across}" y2="${base}"/>`,
    `<line class="axis" x1="${MARGIN.left}" y1="${MARGIN.top}" x2="${MARGIN.left}" y2="${base}"/>`,
    limit,
    `<text class="end" x="${MARGIN.left - 4}" y="${MARGIN.top + 8}">${short(most)}</text>`,
    `<text class="end" x="${MARGIN.left - 4}" y="${base}">0</text>`,
    `<text class="mid" x="${MARGIN.left}" y="${base + 15}">${short(from)}</text>`,
    `<text class="mid" x="${MARGIN.left + across}" y="${base + 15}">${short(to)}</text>`,
  ].join('');
}

/** A number as short as it can be shown; what is no number, or beyond all measure, is 0. */
const short = (value: number): string =>
  Number.isFinite(value * 1000) ? String(Math.round(value * 1000) / 1000 || 0) : '0';

/** What XML 1.0 does not allow, not even as a reference (its production Char). */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const xmlText = (text: string): string =>
  text.replace(NOT_IN_XML, '\uFFFD').replace(/[&<>"\r]/g, (character) => ESCAPED[character] ?? character);

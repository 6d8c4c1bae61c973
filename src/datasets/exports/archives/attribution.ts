import type { ExportedPicture } from './exported-picture';

/** How ATTRIBUTION.md begins. */
export const ATTRIBUTION_HEAD = `# Attribution

Who made each picture, under which licence it was found, and where. What is not named here was not named there: it is then
not known to be free. Look at the page before you publish a picture.

`;

/** A picture's line in ATTRIBUTION.md: its file, title, author, licence and page, as far as they are known. */
export function attributionLine(path: string, picture: ExportedPicture): string {
  const { title, author, licence, licence_url, attribution, source_page, original_url } = picture;
  const parts = [
    ...(title === null ? [] : [`“${plain(title)}”`]),
    author === null ? 'author not known' : `by ${plain(author)}`,
    licence === null && licence_url === null
      ? 'licence not known'
      : `licence ${linked(licence ?? licence_url ?? '', licence_url)}`,
    ...(attribution === null ? [] : [plain(attribution)]),
    source_page === null
      ? `from ${linked(original_url, original_url)}`
      : `found on ${linked(source_page, source_page)}`,
  ];
  return `- \`${path}\`: ${parts.join('; ')}\n`;
}

/** Text of strangers as nothing but text: on one line, and no Markdown or HTML. */
export function plain(text: string): string {
  return (
    text
      // Line ends, control characters, and what turns the direction of writing.
      .replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .trim()
      .replace(/[\\`*_{}[\]<>#!|~&]/g, '\\$&')
  );
}

function linked(text: string, address: string | null): string {
  const safe = addressOf(address);
  return safe === undefined ? plain(text) : `[${plain(text)}](<${safe}>)`;
}

/** An address of the web in a form that ends nothing early; undefined for every other. */
function addressOf(address: string | null): string | undefined {
  if (address === null || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.href.replace(/[<>\\`"\s]/g, (character) => encodeURIComponent(character));
}

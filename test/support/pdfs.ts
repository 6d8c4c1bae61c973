import { deflateSync } from 'node:zlib';

/** A page to write: its dictionary's entries (`/MediaBox[0 0 612 792] /Rotate 90`), and what is drawn on it. */
export interface WrittenPage {
  entries: string;
  content?: string | Buffer;
  /** Entries of the content's stream, such as its filter. */
  stream?: string;
}

/** Objects of a PDF: numbers from 1 on, without "obj" and "endobj". */
type Objects = (string | Buffer)[];

const OBJECT = (number: number, body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${number} 0 obj\n`), Buffer.from(body), Buffer.from('\nendobj\n')]);

const stream = (content: string | Buffer, entries = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`<</Length ${Buffer.byteLength(content)} ${entries}>>stream\n`),
    Buffer.from(content),
    Buffer.from('\nendstream'),
  ]);

/** A rectangle filled in a colour (red, green, blue from 0 to 1), in the page's own coordinates, which count upwards. */
export const filled = (
  [x, y, width, height]: readonly [number, number, number, number],
  [red, green, blue]: readonly [number, number, number] = [0, 0, 0],
): string => `${red} ${green} ${blue} rg ${x} ${y} ${width} ${height} re f\n`;

/** The catalogue is object 1, the page tree 2; each page has two objects, itself and its content. */
function objectsOf(pages: readonly WrittenPage[]): Objects {
  const kids = pages.map((_, at) => `${3 + 2 * at} 0 R`).join(' ');
  return [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`,
    ...pages.flatMap(({ entries, content = '', stream: kind }, at) => [
      `<</Type/Page/Parent 2 0 R/Resources<<>>${entries}/Contents ${4 + 2 * at} 0 R>>`,
      stream(content, kind),
    ]),
  ];
}

/**
 * The bytes of a PDF of these pages, with a table of cross-references.
 *
 * @param further objects with the next numbers, and entries of the trailer that may refer to them
 */
export function pdf(pages: readonly WrittenPage[], further: { objects?: Objects; trailer?: string } = {}): Buffer {
  const objects = [...objectsOf(pages), ...(further.objects ?? [])];
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let at = 9;
  const table = objects.map((body, index) => {
    const written = OBJECT(index + 1, body);
    pieces.push(written);
    const line = `${String(at).padStart(10, '0')} 00000 n \n`;
    at += written.length;
    return line;
  });
  pieces.push(
    Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table.join('')}`),
    Buffer.from(`trailer<</Size ${objects.length + 1}/Root 1 0 R${further.trailer ?? ''}>>\n`),
    Buffer.from(`startxref\n${at}\n%%EOF\n`),
  );
  return Buffer.concat(pieces);
}

/** The same as {@link pdf}, as newer programs write it: dictionaries compressed in an object stream, with a stream of references. */
export function compressedPdf(pages: readonly WrittenPage[]): Buffer {
  const objects = objectsOf(pages);
  const inStream = objects.flatMap((body, index) => (typeof body === 'string' ? [{ number: index + 1, body }] : []));
  const [streams, references] = [objects.length + 1, objects.length + 2];
  let offset = 0;
  const heads = inStream.map(({ number, body }) => {
    const head = `${number} ${offset}`;
    offset += body.length + 1;
    return head;
  });
  const head = `${heads.join(' ')}\n`;
  const bodies = inStream.map(({ body }) => body).join('\n');
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const rows: number[][] = [[0, 0, 0]];
  let at = 9;
  const put = (number: number, body: string | Buffer) => {
    rows[number] = [1, at, 0];
    const written = OBJECT(number, body);
    pieces.push(written);
    at += written.length;
  };
  for (const [index, body] of objects.entries()) if (typeof body !== 'string') put(index + 1, body);
  put(
    streams,
    stream(deflateSync(head + bodies), `/Type/ObjStm/N ${inStream.length}/First ${head.length}/Filter/FlateDecode`),
  );
  for (const [index, { number }] of inStream.entries()) rows[number] = [2, streams, index];
  rows[references] = [1, at, 0];
  const table = Buffer.concat(
    rows.map(([kind = 0, place = 0, index = 0]) => {
      const row = Buffer.alloc(7);
      row.writeUInt8(kind, 0);
      row.writeUInt32BE(place, 1);
      row.writeUInt16BE(index, 5);
      return row;
    }),
  );
  const start = at;
  put(references, stream(table, `/Type/XRef/Size ${references + 1}/W[1 4 2]/Root 1 0 R`));
  pieces.push(Buffer.from(`startxref\n${start}\n%%EOF\n`));
  return Buffer.concat(pieces);
}

/** A PDF that says it is encrypted, with a password that nobody knows (the standard handler, 40 bits). */
export const encryptedPdf = (handler = 'Standard'): Buffer =>
  pdf([{ entries: '/MediaBox[0 0 100 100]' }], {
    objects: [`<</Filter/${handler}/V 1/R 2/P -4/O<${'5a'.repeat(32)}>/U<${'a5'.repeat(32)}>>>`],
    trailer: `/Encrypt 5 0 R/ID[<${'00'.repeat(16)}><${'00'.repeat(16)}>]`,
  });

/** A stream that is small, and `bytes` large once it is inflated, by the filter as often as it is asked for. */
export function bomb(bytes: number, times = 1): Pick<WrittenPage, 'content' | 'stream'> {
  let content: Buffer = Buffer.alloc(bytes, ' ');
  for (let round = 0; round < times; round++) content = deflateSync(content, { level: 9 });
  return { content, stream: `/Filter[${'/FlateDecode'.repeat(times)}]` };
}

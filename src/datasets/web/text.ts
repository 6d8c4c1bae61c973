import { TextDecoder } from 'node:util';

/** So many bytes are looked at for a declaration of the encoding (WHATWG HTML, "prescan a byte stream"). */
const PRESCANNED = 1024;

/**
 * The text of a page or of an answer in whatever encoding it says it has: by its byte order mark, the charset of its
 * content type, its `meta` element or XML declaration; otherwise UTF-8. What is no character of it becomes U+FFFD. It is
 * decoded as it comes, so that no turn of the event loop takes longer than a piece.
 */
export async function decodedText(body: AsyncIterable<Uint8Array>, contentType: string | undefined): Promise<string> {
  const parts: string[] = [];
  let start = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of body) {
    if (decoder !== undefined) {
      parts.push(decoder.decode(chunk, { stream: true }));
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < PRESCANNED) continue;
    decoder = decoderFor(start, contentType);
    parts.push(decoder.decode(start, { stream: true }));
  }
  if (decoder === undefined) return decoderFor(start, contentType).decode(start);
  parts.push(decoder.decode());
  return parts.join('');
}

function decoderFor(start: Buffer, contentType: string | undefined): TextDecoder {
  const said = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1];
  return decoderOf(byteOrderMark(start)) ?? decoderOf(said) ?? decoderOf(declared(start)) ?? new TextDecoder();
}

function decoderOf(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined; // no encoding that anybody knows
  }
}

function byteOrderMark(start: Buffer): string | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : undefined;
}

/** A declaration that can be read as ASCII is not one of UTF-16, whatever it says. */
function declared(start: Buffer): string | undefined {
  const text = start.subarray(0, PRESCANNED).toString('latin1');
  const [, label] =
    /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(text) ??
    /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text) ??
    [];
  return label?.toLowerCase().startsWith('utf-16') ? 'utf-8' : label;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem';
import type { ContentStore } from './content-store';
import { requestedRange } from './range';

/** A file of the content store as it is to be sent. */
export interface StoredAnswer {
  sha256: string;
  /** Bytes. */
  size: number;
  contentType: string;
  fileName: string;
  /** `inline`: to be shown, where it is harmless; `attachment`: to be kept. */
  disposition: 'inline' | 'attachment';
}

/** A reader that takes nothing for so long is gone. */
const STALLED_MS = 60_000;

/**
 * Sends a file, or the part that the request asks for (RFC 9110, 14): 200, 206 with `Content-Range`, 304 when the client has
 * it, 416. Bytes of one hash never change, so the hash is the strong ETag.
 *
 * @throws ProblemError 404 when the store has no such file · 416
 */
export async function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  store: ContentStore,
  { sha256, size, contentType, fileName, disposition }: StoredAnswer,
): Promise<void> {
  const etag = `"${sha256}"`;
  if (namesTag(request.headers['if-none-match'], etag)) {
    void reply.status(304).header('etag', etag).send();
    return;
  }
  // A part of another version than the client has would be worth nothing (RFC 9110, 13.1.5).
  const ifRange = request.headers['if-range'];
  const range =
    ifRange === undefined || ifRange === etag
      ? requestedRange(request.headers.range, size)
      : ({ kind: 'whole' } as const);
  if (range.kind === 'unsatisfiable')
    throw new ProblemError('range_not_satisfiable', `The file has ${String(size)} bytes, and no such part.`, [], {
      'content-range': `bytes */${String(size)}`,
    });
  const stream = await store.open(sha256, range.kind === 'part' ? { start: range.start, end: range.end } : undefined);
  if (!stream) throw new ProblemError('not_found', 'The file is not in the store any more.');
  void reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  });
  void reply.header('content-type', contentType);
  if (range.kind === 'part')
    void reply
      .status(206)
      .header('content-range', `bytes ${String(range.start)}-${String(range.end)}/${String(size)}`)
      .header('content-length', range.end - range.start + 1);
  else void reply.status(200).header('content-length', size);
  reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  reply.raw.once('close', () => stream.destroy());
  void reply.send(stream);
}

function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

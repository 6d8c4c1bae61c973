import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import type { Export } from './exporter';

/** A reader that takes nothing for so long is gone; the connection behind an export is needed by others. */
const STALLED_MS = 60_000;

/** Answers an import with its report, as it grows. */
export function sendReport(reply: FastifyReply, report: Readable): void {
  send(reply, report, 'application/x-ndjson; charset=utf-8');
}

/** Answers with an export, and lets go of a reader that has stalled. */
export function sendExport(reply: FastifyReply, file: Export): void {
  reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  sendFile(reply, file);
}

/** Answers with a file to be kept. */
export function sendFile(reply: FastifyReply, { stream, contentType, fileName }: Export): void {
  void reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
  send(reply, stream, contentType);
}

function send(reply: FastifyReply, stream: Readable, type: string): void {
  void reply.status(200).header('content-type', type).send(stream);
}

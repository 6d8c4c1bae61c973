import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { Consumes } from '../http/handlers';
import type { Export } from './exporter';
import type { Upload } from './importer';

/** A reader that takes nothing for so long is gone; the connection behind an export is needed by others. */
const STALLED_MS = 60_000;

const FILE = { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } };

const REPORT = {
  description:
    'A line for every row (`{line, status, id?, note?, problem?}`, where `note` is `skipped` or `unchanged`), sent when its batch is committed; then `{summary, rejects_url, problem?}`. A `problem` there says why the import broke off.',
  content: { 'application/x-ndjson': { schema: { type: 'string' } } },
};

/**
 * A handler that imports: it takes {@link UploadedRows} and answers with a report. `@HttpCode(200)` stands beside it, where
 * Swagger's compiler plug-in looks for it.
 *
 * @param rows what stands in them, for the document
 */
export function TakesRows(rows: string): MethodDecorator {
  return applyDecorators(
    Consumes('text/csv', 'application/x-ndjson'),
    ApiBody({ description: rows, schema: { type: 'string' } }),
    ApiOkResponse(REPORT),
  );
}

/** A handler that answers with a file of rows. @param description of the rows, for instance their order */
export function GivesRows(description: string): MethodDecorator {
  return ApiOkResponse({ description, content: FILE });
}

/** The file of an import, for a handler's parameter: an {@link Upload}. */
export const UploadedRows = createParamDecorator((_: unknown, context: ExecutionContext): Upload => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return { bytes: body as Readable, format: headers['content-type']?.startsWith('text/csv') ? 'csv' : 'ndjson' };
});

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

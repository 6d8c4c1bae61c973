import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { Consumes } from '../http/decorators';
import type { Upload } from './importer';

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

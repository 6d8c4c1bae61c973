import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { ListFormat } from '../sources/address-list';

/** A file of addresses on its way in. */
export interface AddressList {
  bytes: Readable;
  format: ListFormat;
}

/** The file of a request, for a handler's parameter. */
export const UploadedAddresses = createParamDecorator((_: unknown, context: ExecutionContext): AddressList => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const type = headers['content-type'] ?? '';
  return {
    bytes: body as Readable,
    format: type.startsWith('text/csv') ? 'csv' : type.startsWith('text/plain') ? 'text' : 'ndjson',
  };
});

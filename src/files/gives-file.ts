import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiNotModifiedResponse, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import { Refuses } from '../http/refuses';

const ETAG = {
  ETag: { description: 'Of these very bytes, for If-None-Match and If-Range.', schema: { type: 'string' as const } },
};

/** A handler that answers by {@link sendStored}. @param types media types that the file may have */
export function GivesFile(types: readonly string[]): MethodDecorator {
  const content = Object.fromEntries(
    types.map((type) => [type, { schema: { type: 'string' as const, format: 'binary' } }]),
  );
  return applyDecorators(
    ApiHeader({ name: 'Range', required: false, description: 'A part, as in `bytes=0-1023`.' }),
    ApiOkResponse({ description: 'The whole file.', content, headers: ETAG }),
    ApiResponse({ status: 206, description: 'The part that was asked for.', content, headers: ETAG }),
    ApiNotModifiedResponse({ description: 'You have it already.', headers: ETAG }),
    Refuses(416),
  );
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem';
import { ofHandler, Refuses } from './refuses';

/**
 * The version that `If-Match` asks for: the part of the ETag before the dot (the part after it is the project's version,
 * which only matters to readers). Absent or `*`: undefined, any version. RFC 9110, 13.1.1.
 *
 * @throws ProblemError 412 when the header names no version that could ever match
 */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = header.split(',').map((tag) => /^"(\d{1,9})(\.\d{1,9})?"$/.exec(tag.trim())?.[1]);
  if (tags.length === 1 && tags[0] !== undefined) return Number(tags[0]);
  throw new ProblemError(
    'stale_version',
    `If-Match must be the ETag of the item, one strong tag like "3.1"; ${header.slice(0, 100)} is none, so nothing was changed.`,
  );
}

/** Does `If-None-Match` name this ETag, so that 304 is the answer? Weak comparison, RFC 9110, 13.1.2. */
export function isNotModified(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** The version named by `If-Match`, for a handler's parameter. */
export const IfMatch = createParamDecorator(
  (_: unknown, context: ExecutionContext): number | undefined =>
    expectedVersion(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
  [
    ofHandler(
      Refuses(412),
      ApiHeader({
        name: 'If-Match',
        required: false,
        description: 'The ETag of the item as you know it; 412 when it has changed since.',
      }),
    ),
  ],
);

/** @throws ProblemError 412 unless the row still has the expected version (undefined: any will do) */
export function refuseStale(expected: number | undefined, actual: number, what: string): void {
  if (expected !== undefined && expected !== actual)
    throw new ProblemError(
      'stale_version',
      `The ${what} has version ${String(actual)}, not ${String(expected)}: somebody changed it meanwhile. Read it again, then repeat the change.`,
    );
}

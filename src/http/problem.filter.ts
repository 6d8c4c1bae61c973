import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withoutValues } from '../database/errors';
import { LOGGER, type Logger } from '../database/logger';
import { problemOfFrameworkError, sendProblem } from './door';
import { ProblemError } from './problem';

/**
 * Renders every refusal as problem+json. Knows problems and what the framework itself throws; anything else is a mistake of
 * ours: 500 with the request's id, which is in the log.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    sendProblem(request, reply, rendered(thrown) ?? this.unexpected(thrown, request));
  }

  private unexpected(thrown: unknown, request: FastifyRequest): ProblemError {
    this.logger.error(
      { err: withoutValues(thrown), requestId: request.id, route: request.routeOptions.url },
      'unexpected error',
    );
    return new ProblemError(
      'internal',
      `This is a fault of the service, not of your request. Tell an administrator the request id ${request.id}.`,
    );
  }
}

function rendered(thrown: unknown): ProblemError | undefined {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof HttpException) return problemOfHttp(thrown);
  return thrown instanceof Error ? problemOfFrameworkError(thrown) : undefined;
}

/** What Nest throws itself. */
function problemOfHttp(error: HttpException): ProblemError | undefined {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const detail = error.message;
  switch (error.getStatus()) {
    case 400:
      return cause?.code?.startsWith('FST_')
        ? problemOfFrameworkError({ code: cause.code, statusCode: 400, message: cause.message ?? detail })
        : new ProblemError('malformed_request', detail.endsWith('.') ? detail : `${detail}.`);
    case 404:
      return new ProblemError('not_found', 'There is nothing at this address. The list of addresses is at /docs.');
    case 413:
      return new ProblemError('body_too_large', 'The body is larger than this service takes. Send less at once.');
    case 415:
      return problemOfFrameworkError({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', message: detail });
    default:
      return undefined;
  }
}

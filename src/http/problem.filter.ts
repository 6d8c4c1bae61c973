import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../database/database.service';
import { withoutValues } from '../database/errors';
import { LOGGER, type Logger } from '../database/logger';
import { sendProblem } from './door';
import { ProblemError } from './problem';
import { problemOf } from './problem-of';

/** Renders every refusal as problem+json. What is nobody's input answers 500 with the request's id, which is in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    sendProblem(request, reply, (await this.problemOf(thrown)) ?? this.unexpected(thrown, request));
  }

  /** As {@link problemOf}, with the database at hand. */
  async problemOf(thrown: unknown): Promise<ProblemError | undefined> {
    return problemOf(thrown, (sql, values) => this.database.readOne('constraint.row_in_the_way', sql, values));
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

import fastifyHelmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { AppModule } from './app.module';
import type { Settings } from './config/settings';
import { type Logger, NestLogger } from './database/logger';
import {
  answerClientError,
  closeConnectionsOnStop,
  guardTheDoor,
  problemOfFrameworkError,
  requestIdOf,
  sendProblem,
} from './http/door';
import { serveDocuments } from './http/openapi';
import { ProblemError } from './http/problem';

/** The base path of everything but health, metrics and documents. */
const UNPREFIXED = ['health/live', 'health/ready', 'metrics', 'problems/:code'];

/**
 * The whole service, ready to listen.
 *
 * @param databaseUrl where PostgreSQL is; the schema is not touched
 * @param preview builds the module graph only, without a database: for the OpenAPI document
 */
export async function createApplication(
  settings: Settings,
  databaseUrl: string,
  logger: Logger,
  preview = false,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: settings.MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 200 },
    trustProxy: settings.TRUST_PROXY.length > 0 ? settings.TRUST_PROXY : false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(
        request,
        reply,
        problemOfFrameworkError(error) ?? new ProblemError('malformed_request', 'This is not a valid request.'),
      );
    },
    clientErrorHandler: answerClientError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, databaseUrl, logger), adapter, {
    bodyParser: false,
    preview,
    logger: new NestLogger(logger),
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
  });
  app.setGlobalPrefix('api/v1', { exclude: UNPREFIXED });
  if (preview) return app;
  const fastify = adapter.getInstance<FastifyInstance>();
  guardTheDoor(fastify, logger);
  closeConnectionsOnStop(fastify);
  await app.register(fastifyHelmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  serveDocuments(app);
  await app.init();
  await fastify.ready();
  return app;
}

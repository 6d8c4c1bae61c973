import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { Logger } from '../database/logger';
import { requestDuration } from '../database/metrics';
import { newId } from '../database/new-id';
import { requestContext } from '../database/request-context';
import { jsonParser } from './json-body';
import { type ProblemCode, ProblemError } from './problem';

/** Deepest nesting of a JSON body: PostgreSQL's own parser gives up far below what JSON.parse takes. */
const MAX_DEPTH = 64;

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,100}$/;

/** The id that a proxy or client gave, when it is harmless in a log; a new one otherwise. */
export function requestIdOf(headers: Record<string, string | string[] | undefined>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
}

/**
 * What Fastify lets through by default is stopped here, before Nest: media types, character sets, depth, NUL,
 * ill-formed Unicode, bodies that are no object. Also the request's id, its log line and its duration.
 */
export function guardTheDoor(fastify: FastifyInstance, logger: Logger): void {
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  fastify.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    jsonParser(fastify),
  );
  // All else is handed on as a stream; the guard knows which routes take it.
  fastify.addContentTypeParser('*', (_request, payload, done) => {
    done(null, payload);
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
      done(new ProblemError('unsupported_media_type', `Bodies are read as UTF-8; ${charset.slice(0, 40)} is not.`));
      return;
    }
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const body = request.body;
    if (body === undefined || isStream(body)) done();
    else done(faultOf(body));
  });
  fastify.addHook('preHandler', (request, _reply, done) => {
    requestContext.run({ requestId: request.id }, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const { method } = request;
    requestDuration.observe({ route, method, status: reply.statusCode }, reply.elapsedTime / 1000);
    if (logger.isLevelEnabled('info') && !route.startsWith('/health') && route !== '/metrics')
      logger.info(
        {
          requestId: request.id,
          method,
          path: request.url.split('?', 1)[0],
          status: reply.statusCode,
          milliseconds: Math.round(reply.elapsedTime),
        },
        'request',
      );
    done();
  });
}

/**
 * Lets a stop end: connections that were busy when it began are closed as soon as they are idle. Otherwise clients that
 * keep theirs open would hold the process for as long as they like.
 */
export function closeConnectionsOnStop(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const closing = setInterval(() => {
      fastify.server.closeIdleConnections();
    }, 50);
    fastify.server.once('close', () => {
      clearInterval(closing);
    });
    done();
  });
}

/** Writes a problem with the framework's own reply; for refusals that never reach Nest. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  void reply
    .status(problem.status)
    .headers({
      ...problem.headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': request.id,
    })
    .send(JSON.stringify(problem.toProblem(request.url.split('?', 1)[0], request.id)));
}

/** Fastify's own errors, from the router or from a parser, as problems. */
export function problemOfFrameworkError(error: {
  code?: string;
  statusCode?: number;
  message: string;
}): ProblemError | undefined {
  switch (error.code) {
    case 'FST_ERR_BAD_URL':
      return new ProblemError(
        'malformed_request',
        'The address contains an escape sequence that is not valid UTF-8. Encode it again.',
      );
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ProblemError('uri_too_long', 'A part of the path is too long.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('body_too_large', 'The body is larger than this service takes. Send less at once.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError('unsupported_media_type', 'The Content-Type is no media type, like application/json.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new ProblemError('malformed_request', 'The body is empty, although its media type says JSON.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ProblemError('malformed_request', 'The body is not as long as Content-Length says.');
    default:
      return error.statusCode === 400
        ? new ProblemError('malformed_request', `The body is not valid JSON: ${error.message.slice(0, 200)}.`)
        : undefined;
  }
}

/** Answers what Node's HTTP parser refuses, when there is no request yet. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code: ProblemCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'malformed_request';
  const problem = new ProblemError(
    code,
    code === 'headers_too_large' ? 'The address or the headers are too large.' : 'This is not a valid HTTP request.',
  );
  const body = JSON.stringify(problem.toProblem());
  socket.end(
    `HTTP/1.1 ${String(problem.status)} ${problem.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
      `content-type: application/problem+json; charset=utf-8\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function';
}

/** Walks a parsed body without recursion. Text that PostgreSQL would refuse or change silently is refused here. */
export function faultOf(body: unknown): ProblemError | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return new ProblemError('malformed_request', 'The body must be a JSON object.');
  const open: { value: object; path: string; depth: number }[] = [{ value: body, path: '', depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth > MAX_DEPTH)
      return refused(next.path.slice(0, 200), `is nested deeper than ${String(MAX_DEPTH)} levels`);
    for (const [key, value] of Object.entries(next.value) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) {
        open.push({ value, path: `${next.path}/${escaped(key)}`, depth: next.depth + 1 });
        if (!Array.isArray(next.value) && !isText(key))
          return refused(next.path, 'has a key with a NUL or an unpaired surrogate');
      } else if (typeof value === 'string' && !isText(value))
        return refused(`${next.path}/${escaped(key)}`, 'contains a NUL or an unpaired surrogate');
      else if (typeof value === 'number' && !Number.isFinite(value))
        return refused(`${next.path}/${escaped(key)}`, 'is a number too large to be kept');
      else if (!Array.isArray(next.value) && !isText(key))
        return refused(next.path, 'has a key with a NUL or an unpaired surrogate');
    }
  }
  return undefined;
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed();
}

function refused(pointer: string, detail: string): ProblemError {
  return new ProblemError('invalid_input', `The value at "${pointer}" ${detail}.`, [{ pointer, detail }]);
}

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Answer } from './answer';
import { isNotModified } from './etag';

/** Writes an {@link Answer} to the wire: status, headers, JSON text as it is; 304 when the client has it already. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!(answer instanceof Answer)) return answer;
        const http = context.switchToHttp();
        const reply = http.getResponse<FastifyReply>();
        void reply.headers(answer.headers);
        const request = http.getRequest<FastifyRequest>();
        if (
          request.method === 'GET' &&
          answer.headers.etag &&
          isNotModified(request.headers['if-none-match'], answer.headers.etag)
        ) {
          void reply.status(304);
          return undefined;
        }
        void reply.status(answer.status);
        if (answer.json === null) return undefined;
        void reply.header('content-type', 'application/json; charset=utf-8');
        return answer.json;
      }),
    );
  }
}

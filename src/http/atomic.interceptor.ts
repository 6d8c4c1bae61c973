import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { createHmac } from 'node:crypto';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { SIGNING_KEY } from '../config/signing-key';
import { Database } from '../database/database.service';
import { requestContext } from '../database/request-context';
import { Answer } from './answer';
import { NOT_IDEMPOTENT } from './metadata';
import { ProblemError } from './problem';

/** How long a stored response is replayed. */
const REPLAY = `interval '24 hours'`;

/** Each stored response makes room for itself: so many that are out of date go with it. */
const FORGOTTEN_AT_ONCE = 5;

interface StoredResponse {
  same: boolean;
  status: number;
  headers: Record<string, string>;
  response: string | null;
}

/**
 * Retry around one transaction around the idempotency record around the handler: one unit, so that a key and what it
 * stands for are stored together or not at all.
 */
@Injectable()
export class AtomicInterceptor implements NestInterceptor {
  constructor(
    private readonly database: Database,
    private readonly reflector: Reflector,
    @Inject(SIGNING_KEY) private readonly key: Uint8Array,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    const handle = () => lastValueFrom(next.handle() as Observable<unknown>);
    if (key === undefined) return from(this.database.atomic(handle));
    if (this.reflector.get<boolean>(NOT_IDEMPOTENT, context.getHandler()))
      throw new ProblemError(
        'malformed_request',
        'Idempotency-Key is not taken here: the response holds a secret that is not stored.',
      );
    if (typeof key !== 'string' || key.length < 1 || key.length > 255)
      throw new ProblemError('malformed_request', 'Idempotency-Key must have 1 to 255 characters.');
    return from(this.database.atomic(() => this.once(request, key, handle)));
  }

  private async once(request: FastifyRequest, key: string, handle: () => Promise<unknown>): Promise<unknown> {
    const caller = requestContext.getStore()?.callerId;
    // Keyed: a body may hold a password, whose plain hash could be guessed.
    const fingerprint = createHmac('sha256', this.key)
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest();
    const [lock] = await this.database.write<{ locked: boolean }>(
      'idempotency.lock',
      'select pg_try_advisory_xact_lock(hashtextextended($1, 42)) as locked',
      [`${String(caller)}:${key}`],
    );
    if (!lock?.locked)
      throw new ProblemError(
        'idempotency_in_progress',
        'A request with this Idempotency-Key is still running. Wait for it, then send it again.',
        [],
        { 'retry-after': '1' },
      );
    const [stored] = await this.database.write<StoredResponse>(
      'idempotency.find',
      `select fingerprint = $3 as same, status, headers, response from idempotency_keys
        where user_id = $1 and key = $2 and created_at > now() - ${REPLAY}`,
      [caller, key, fingerprint],
    );
    if (stored) {
      if (!stored.same)
        throw new ProblemError(
          'idempotency_mismatch',
          'This Idempotency-Key was used for a different request. Take a new key for a new request.',
        );
      return new Answer(stored.status, stored.response, { ...stored.headers, 'idempotency-replayed': 'true' });
    }
    const answer = await handle();
    if (!(answer instanceof Answer)) throw new Error('an atomic handler must give an Answer');
    await this.database.write(
      'idempotency.store',
      `insert into idempotency_keys (user_id, key, fingerprint, status, headers, response) values ($1, $2, $3, $4, $5, $6)
        on conflict (user_id, key) do update set fingerprint = excluded.fingerprint, status = excluded.status,
          headers = excluded.headers, response = excluded.response, created_at = now()`,
      [caller, key, fingerprint, answer.status, JSON.stringify(answer.headers), answer.json],
    );
    await this.database.write(
      'idempotency.forget',
      `with old as (select user_id, key from idempotency_keys where created_at < now() - ${REPLAY}
          order by created_at limit ${String(FORGOTTEN_AT_ONCE)} for update skip locked)
        delete from idempotency_keys k using old where k.user_id = old.user_id and k.key = old.key`,
    );
    return answer;
  }
}

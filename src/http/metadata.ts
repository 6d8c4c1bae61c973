declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types that the handler takes as a stream; JSON when absent. */
    consumes?: readonly string[];
  }
}

/** Route metadata: the response holds a secret, so it is never stored for replay. */
export const NOT_IDEMPOTENT = 'continuity:not-idempotent';
/** Route metadata: what the caller must be allowed to do; see access/permissions. */
export const PERMISSION = 'continuity:permission';
/** Route metadata: everyone may call, signed in or not. */
export const PUBLIC = 'continuity:public';

/** Extension of an operation, until the OpenAPI document is done: as a POST it takes an `Idempotency-Key`. */
export const TAKES_KEY = 'x-takes-idempotency-key';

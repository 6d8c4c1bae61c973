import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request that the running code serves. */
export interface RequestContext {
  requestId: string;
  /** The caller's profile, once the guard knows it. */
  callerId?: string;
}

/** Follows a request through awaits, so that a log line or an activity entry can name it. Absent on the command line. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

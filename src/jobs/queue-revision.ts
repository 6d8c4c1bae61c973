/** The revision of graphile-worker's schema that this version works with; a migration brings it, never a worker. */
export const QUEUE_REVISION = 19;

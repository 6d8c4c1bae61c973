import type { ConnectedDatabase } from '../../command-line/command';
import type { SchemaChanges } from '../run/schema-changes';

/** Injection token of the way to a database and its schema changes: connects, runs, leaves. */
export const WITH_CHANGES = Symbol('WITH_CHANGES');
export type WithChanges = <T>(
  work: (database: ConnectedDatabase & { changes: SchemaChanges }) => Promise<T>,
) => Promise<T>;

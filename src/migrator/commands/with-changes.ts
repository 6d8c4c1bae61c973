import type { ConnectedDatabase } from '../../command-line/command';
import type { SchemaChanges } from '../run/schema-changes';

/** The way to a database and its schema changes: connects, runs, leaves. */
export type WithChanges = <T>(
  work: (database: ConnectedDatabase & { changes: SchemaChanges }) => Promise<T>,
) => Promise<T>;

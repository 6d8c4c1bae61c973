import { type CommandFailure, EXIT } from '../../command-line/exit';
import { shortName } from '../declaration';
import type { SchemaChanges } from '../run/schema-changes';

/** The command needs a schema that the database does not have yet. */
export class SchemaPendingError extends Error implements CommandFailure {
  override name = 'SchemaPendingError';
  readonly exitCode = EXIT.pending;
}

/** @throws SchemaPendingError when the database lacks a migration that this version knows */
export async function refusePending(changes: SchemaChanges): Promise<void> {
  const pending = (await changes.states()).filter(({ applied }) => !applied).map(({ name }) => shortName(name));
  if (pending.length > 0)
    throw new SchemaPendingError(
      `The database schema lacks ${pending.join(', ')}. Nothing was done; run first: continuity migrate`,
    );
}

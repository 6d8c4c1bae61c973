import { catalogOfEntities, type Entities } from '../check/entity-catalog';
import { SchemaDifference } from '../check/schema-difference';
import { readCatalog } from '../check/schema-text';
import { withSession } from '../run/session';
import type { StepSources } from './scaffold-sources';

/**
 * Source of the steps that lead from a migrated database to what entities describe.
 *
 * @param url of a role that may create another database, for a moment
 */
export async function stepsFromEntities(url: string, entities: Entities): Promise<StepSources> {
  const present = await withSession(url, (session) => readCatalog((sql) => session.query(sql)));
  return new SchemaDifference(present, await catalogOfEntities(url, entities)).write();
}

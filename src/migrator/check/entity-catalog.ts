import { randomBytes } from 'node:crypto';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { type CatalogEntry, readCatalog } from './schema-text';
import { withSession } from '../run/session';

/** Classes that TypeORM has been told a table of. */
export type Entities = readonly (new () => ObjectLiteral)[];

/**
 * The catalog that entities describe, as PostgreSQL writes it: read from a scratch database, which is dropped again.
 *
 * @param url a database of the server, on which the role may create another
 */
export async function catalogOfEntities(url: string, entities: Entities): Promise<CatalogEntry[]> {
  const name = `continuity_scratch_${randomBytes(6).toString('hex')}`;
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  return withSession(url, async (session) => {
    await session.query(`create database ${name} template template0`);
    try {
      const dataSource = await new DataSource({
        type: 'postgres',
        url: scratch.href,
        uuidExtension: 'pgcrypto',
        installExtensions: false,
        entities: [...entities] as EntityTarget<ObjectLiteral>[] as never,
      }).initialize();
      try {
        await dataSource.synchronize();
      } finally {
        await dataSource.destroy();
      }
      return await withSession(scratch.href, (inside) => readCatalog((sql) => inside.query(sql)));
    } finally {
      await session.query(`drop database ${name} with (force)`);
    }
  });
}

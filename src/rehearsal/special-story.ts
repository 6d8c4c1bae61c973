import { chunks, type Portion } from './clean-data';
import { cleanRow } from './clean-row';
import { insertRows, PARENT, type LegacyTable } from './legacy-tables';
import type { Seed } from './seed';
import { sceneletColumns, STORY_SHAPES, storyShotColumns } from './story-shapes';

/** One scenelet in so many has a shot, the root first. */
const SCENELETS_PER_SHOT = 10;

/**
 * A story of an extreme shape, in a project and an episode of its own, as statements.
 *
 * @param size how many scenelets it has
 */
export function* specialStory(seed: Seed, shape: keyof typeof STORY_SHAPES, size: number): Generator<Portion> {
  const id = (table: LegacyTable, ordinal = '1') => seed.id(table, `'${shape}.' || ${ordinal}`);
  for (const table of ['profiles', 'projects', 'episodes', 'stories'] as const) {
    const parent = PARENT[table];
    const columns = {
      id: id(table),
      ...cleanRow(table, seed.vary('1'), `'${shape} of ${size}'`),
      ...(parent && { [parent.column]: id(parent.table) }),
    };
    yield { table, sql: insertRows(table, columns, 'generate_series(1, 1)') };
  }
  const story = id('stories');
  const scenelet = (place: string) => id('scenelets', `(${place})`);
  const scenelets = sceneletColumns(STORY_SHAPES[shape], { story, id: scenelet, n: seed.vary('1') });
  const shots = {
    id: id('shots', 'p'),
    ...cleanRow('shots', seed.vary('p'), 'null'),
    episode_id: id('episodes'),
    ...storyShotColumns({ story, scenelet: scenelet('p'), place: 'p', index: '1' }),
  };
  for (const [from, to] of chunks(1, size)) {
    const places = `(select p, ${size} as m from generate_series(${from}, ${to}) p) place`;
    yield { table: 'scenelets', sql: insertRows('scenelets', scenelets, places) };
    yield { table: 'shots', sql: insertRows('shots', shots, `${places} where p % ${SCENELETS_PER_SHOT} = 1`) };
  }
}

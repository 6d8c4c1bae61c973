import { cleanRow } from './clean-row';
import type { LegacySizes } from './legacy-sizes';
import { insertRows, PARENT, type LegacyTable } from './legacy-tables';
import type { Seed } from './seed';
import { sceneletColumns, STORY_SHAPES, storyShotColumns } from './story-shapes';

/** A statement that inserts rows of one table, few enough that PostgreSQL needs little memory for it. */
export interface Portion {
  table: LegacyTable;
  sql: string;
}

/** How many ordinals one statement covers. */
const CHUNK = 50_000;

/** How many shots a scenelet has in a clean story, as long as shots are left. */
const SHOTS_PER_SCENELET = 2;

/** What clean rows are called, by their ordinal `n`. */
const LABELS: Record<Exclude<LegacyTable, 'scenelets'>, string> = {
  profiles: `'person.' || n`,
  projects: `(array['The Long Cut', '長片計畫', 'Große Fahrt', 'Nuit d’été', 'Ночной поезд'])[1 + n % 5] || ' ' || n`,
  episodes: `'Episode ' || n`,
  stories: `'The Lamp, part ' || n`,
  shots: `'SQ' || lpad((n / 100)::text, 6, '0') || '_SH' || lpad((n % 100 * 10)::text, 4, '0')`,
  crawl_jobs: `'Harbours ' || n`,
  images: `'picture-' || n || '.jpg'`,
  activity_logs: `'resource-' || n`,
  drawings: `'drawing-' || n`,
  components: `(array['G', 'B', 'C', 'PL'])[1 + n % 4] || n`,
};

/**
 * The rows that break no rule, as statements in an order in which parents come first. Children are spread evenly over
 * their parents, each parent's in a row. Stories grow: the first has one scenelet, the last twice the average.
 */
export function* cleanData(seed: Seed, sizes: LegacySizes): Generator<Portion> {
  for (const table of ['profiles', 'projects', 'episodes', 'stories'] as const) yield* plain(seed, sizes, table);
  yield* storyContent(seed, sizes);
  yield* plain(seed, sizes, 'shots', storyShots(sizes));
  for (const table of ['crawl_jobs', 'images', 'activity_logs', 'drawings', 'components'] as const)
    yield* plain(seed, sizes, table);
}

function storyShots(sizes: LegacySizes): number {
  return Math.min(sizes.shots, sizes.scenelets * SHOTS_PER_SCENELET);
}

/** The rows of one table after the first `done`. */
function* plain(
  seed: Seed,
  sizes: LegacySizes,
  table: Exclude<LegacyTable, 'scenelets'>,
  done = 0,
): Generator<Portion> {
  const parent = PARENT[table];
  const columns = {
    id: seed.id(table, 'n'),
    ...cleanRow(table, seed.vary('n'), LABELS[table]),
    ...(parent && { [parent.column]: seed.id(parent.table, spread('n', sizes[table], sizes[parent.table])) }),
  };
  for (const [from, to] of chunks(done + 1, sizes[table]))
    yield { table, sql: insertRows(table, columns, `generate_series(${from}::bigint, ${to}) n`) };
}

/** Scenelets with their shots, so many stories at a time. */
function* storyContent(seed: Seed, sizes: LegacySizes): Generator<Portion> {
  if (sizes.stories === 0) return;
  // The number of scenelets before the story with the ordinal n: one for each story, and the rest in growing steps.
  const before = (n: string) =>
    `(${n} - 1 + div(${sizes.scenelets - sizes.stories}::numeric * (${n} - 1) * ${n}, ${sizes.stories}::numeric * ${sizes.stories + 1}))::bigint`;
  const story = seed.id('stories', 'n');
  const scenelet = (place: string) => seed.id('scenelets', `(before + ${place})`);
  const scenelets = sceneletColumns(STORY_SHAPES.branching, { story, id: scenelet, n: seed.vary('n') });
  const ordinal = `((before + p - 1) * ${SHOTS_PER_SCENELET} + x)`;
  const shots = {
    id: seed.id('shots', ordinal),
    ...cleanRow('shots', seed.vary(ordinal), 'null'),
    episode_id: seed.id('episodes', spread('n', sizes.stories, sizes.episodes)),
    ...storyShotColumns({ story, scenelet: scenelet('p'), place: 'p', index: 'x' }),
  };
  const perStatement = Math.max(1, Math.floor((CHUNK * sizes.stories) / sizes.scenelets / 2));
  for (const [from, to] of chunks(1, sizes.stories, perStatement)) {
    const relation = `(select n, ${before('n')} as before, ${before('(n + 1)')} - ${before('n')} as m
      from generate_series(${from}::bigint, ${to}) n) story, generate_series(1, m) p`;
    yield { table: 'scenelets', sql: insertRows('scenelets', scenelets, relation) };
    const within = `${relation}, generate_series(1, ${SHOTS_PER_SCENELET}) x where ${ordinal} <= ${storyShots(sizes)}`;
    yield { table: 'shots', sql: insertRows('shots', shots, within) };
  }
}

/** The ordinal of the parent of the child `n`, both from 1: as many children for each parent, one parent after another. */
function spread(n: string, children: number, parents: number): string {
  return `(1 + (${n} - 1) * ${parents} / ${children})`;
}

/** First and last ordinal of each portion. */
export function* chunks(from: number, to: number, size = CHUNK): Generator<[number, number]> {
  for (let start = from; start <= to; start += size) yield [start, Math.min(to, start + size - 1)];
}

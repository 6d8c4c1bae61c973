// Pictures that look alike among many hashes: the program's own search on its own tables and indexes, against a statement
// that compares every pair.
import QueryStream from 'pg-query-stream';
import { randomBytes } from 'node:crypto';
import { inTurns, row } from '../comparison.mjs';
import { elapsed } from './crawl.mjs';

/** Bits in which hashes that count as near may differ: what a validation takes when nothing is said, and the most. */
const DISTANCES = [6, 10];
/** Of so many pictures a round asks which others are near; an all-pairs scan of all of them would take an hour. */
const ASKED = { 6: 2000, 10: 500 };
const SCANNED = 100;
/** One of so many hashes is another's with a few bits changed. */
const NEAR_EVERY = 20;

export async function near(bench) {
  const { options, client, build, processor, progress } = bench;
  const count = options.hashes;
  progress(`storing ${count.toLocaleString('en')} hashes`);
  const crawlJobId = await hashedCrawl(bench, count);
  const { NearPictures } = build.load('near-pictures.js');
  const { PositionGroups } = build.load('position-groups.js');
  const rows = [];
  for (const distance of DISTANCES) {
    // Places at equal distances, as each pair is looked for once, from its later place.
    const [asked, scanned] = [ASKED[distance], SCANNED].map((most) => Math.min(most, count / 4));
    const [askedStep, scannedStep] = [asked, scanned].map((of) => Math.floor(count / of));
    const found = {};
    const turns = {
      service: {
        turn: async () => {
          const database = new Directly(client);
          const seconds = await elapsed(() =>
            new NearPictures(database).join(new PositionGroups(count), {
              crawlJobId,
              rule: { distance, mirrored: false, min_quality: 50 },
              isMember: (position) => position % askedStep === 0,
              write: (work) => database.atomic(work),
              signal: new AbortController().signal,
            }),
          );
          found.service = database.pairs.filter(([later]) => later % scannedStep === 0);
          return (seconds * 1000 * scanned) / asked;
        },
      },
      reference: {
        turn: async () =>
          1000 *
          (await elapsed(async () => {
            const { rows: pairs } = await client.query(
              `select i.position as later, n.position as earlier from images i join images n on n.crawl_job_id = i.crawl_job_id and n.position < i.position
                where i.crawl_job_id = $1 and i.position % $2 = 0 and bit_count((n.perceptual_hash # i.perceptual_hash)::bit(64)) <= $3`,
              [crawlJobId, scannedStep, distance],
            );
            found.reference = pairs.map(({ later, earlier }) => [later, earlier]);
          })),
      },
    };
    const measured = await inTurns(turns, { unit: 'ms', rounds: Math.min(options.rounds, 3), processor });
    refuseDifferentPairs(found);
    progress(`near duplicates within ${distance} bits: ${found.reference.length} pairs`);
    rows.push(
      row({
        what: `near duplicates of ${scanned} pictures among ${count.toLocaleString('en')} hashes, within ${distance} bits`,
        ...measured,
        reference: { what: 'every pair, compared by one statement' },
        target: 0.1,
        atMost: true,
      }),
    );
  }
  return { rows };
}

/** What the search needs of the program's Database, on one session. */
class Directly {
  pairs = [];

  constructor(client) {
    this.client = client;
  }

  async read(name, text, values) {
    const { rows } = await this.client.query({ name, text, values });
    if (name === 'images.near') for (const { later, earlier } of rows) this.pairs.push([later, earlier]);
    return rows;
  }

  async write(name, text, values) {
    return (await this.client.query({ name, text, values })).rows;
  }

  async stream(_name, text, values) {
    return this.client.query(new QueryStream(text, values));
  }

  async atomic(work) {
    await this.client.query('begin');
    try {
      return await work();
    } finally {
      await this.client.query('commit');
    }
  }
}

/** A comparison of different answers would say nothing. */
function refuseDifferentPairs(found) {
  const sorted = (pairs) => JSON.stringify(pairs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
  if (sorted(found.service) !== sorted(found.reference))
    throw new Error(`The search found ${found.service.length} pairs, the scan ${found.reference.length}.`);
}

/** A crawl job whose pictures have hashes: any, and of some copies with one to ten bits changed. */
async function hashedCrawl({ client, data }, count) {
  const { rows } = await client.query(
    `insert into crawl_jobs (project_id, name, keywords, status, total_images) values ($1, 'Hashes', '[]', 'completed', $2) returning id`,
    [data.projectId, count],
  );
  const hashes = new BigInt64Array(randomBytes(count * 8).buffer.slice(0, count * 8));
  for (let at = 0; at < count; at++)
    if (at % NEAR_EVERY === 0 && at > 1) {
      hashes[at] = hashes[((at * 48_271) % 2_147_483_647) % (at - 1)];
      for (let bits = 1 + (Math.floor(at / NEAR_EVERY) % 10); bits > 0; bits--)
        hashes[at] ^= 1n << BigInt((at * 31 + bits * 17) % 64);
    }
  await client.query(
    `insert into images (crawl_job_id, project_id, original_url, filename, position, host, outcome, perceptual_hash, hash_quality)
      select $1, $2, 'https://example.org/' || n, n || '.jpg', n - 1, 'example.org', 'downloaded', h, 90
        from unnest($3::bigint[]) with ordinality g(h, n)`,
    [rows[0].id, data.projectId, Array.from(hashes, String)],
  );
  await client.query('vacuum analyze images');
  return rows[0].id;
}

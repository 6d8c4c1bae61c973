import fc from 'fast-check';
import { Database } from '../../src/database/database.service';
import { newId } from '../../src/database/new-id';
import { hammingDistance, signedHash } from '../../src/datasets/validation/engine';
import { NearPictures } from '../../src/datasets/validation/near-pictures';
import { PositionGroups } from '../../src/datasets/validation/position-groups';
import { startApp, type TestApp } from '../support/app';
import { runs } from '../support/arbitraries';

interface Picture {
  hash: bigint;
  quality: number;
  isMember: boolean;
}

const LEAST_QUALITY = 50;

/** Pictures near to a few others: some of the very same hash, some with a few bits turned, more than are searched for among them. */
const pictures = fc
  .tuple(
    fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 6 }),
    fc.array(
      fc.record({
        base: fc.nat(5),
        turned: fc.uniqueArray(fc.nat(63), { maxLength: 13 }),
        quality: fc.constantFrom(100, 100, 100, LEAST_QUALITY, LEAST_QUALITY - 1),
        isMember: fc.constantFrom(true, true, true, true, false),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map(([bases, copies]) =>
    copies.map(({ base, turned, ...rest }): Picture => ({
      ...rest,
      hash: turned.reduce((hash, bit) => hash ^ (1n << BigInt(bit)), bases[base % bases.length] ?? 0n),
    })),
  );

describe('pictures that look alike', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  const crawlOf = async (all: readonly Picture[]): Promise<string> => {
    const id = newId();
    const { id: project } = await t.newProject();
    await t.sql(`insert into crawl_jobs (id, project_id, name, keywords) values ($1, $2, 'hashes', '[]')`, [
      id,
      project,
    ]);
    await t.sql(
      `insert into images (crawl_job_id, project_id, original_url, filename, position, perceptual_hash, hash_quality)
        select $1, $2, 'https://example.org/' || place, 'picture', place - 1, hash, quality
          from unnest($3::bigint[], $4::int[]) with ordinality g(hash, quality, place)`,
      [id, project, all.map(({ hash }) => String(signedHash(hash))), all.map(({ quality }) => quality)],
    );
    return id;
  };

  const found = async (crawlJobId: string, all: readonly Picture[], distance: number): Promise<number[]> => {
    const database = t.app.get(Database);
    const groups = new PositionGroups(all.length);
    await t.app.get(NearPictures).join(groups, {
      ...{ crawlJobId, validationJobId: newId(), rule: { distance, mirrored: false, min_quality: LEAST_QUALITY } },
      isMember: (position) => all[position]?.isMember === true,
      write: (work) => database.atomic(work),
      signal: new AbortController().signal,
    });
    return all.map((_, position) => groups.firstOf(position));
  };

  /** Every picture compared with every other one. */
  const expected = (all: readonly Picture[], distance: number): number[] => {
    const groups = new PositionGroups(all.length);
    const counts = ({ quality, isMember }: Picture) => quality >= LEAST_QUALITY && isMember;
    all.forEach((one, place) => {
      all.slice(0, place).forEach((other, before) => {
        if (counts(one) && counts(other) && hammingDistance(one.hash, other.hash) <= distance)
          groups.join(place, before);
      });
    });
    return all.map((_, position) => groups.firstOf(position));
  };

  it('are grouped as if all had been compared with each other, and again when other pictures count', () =>
    fc.assert(
      fc.asyncProperty(
        pictures,
        fc.nat(10),
        fc.nat(10),
        fc.infiniteStream(fc.boolean()),
        async (all, distance, next, members) => {
          const crawl = await crawlOf(all);
          expect(await found(crawl, all, distance)).toEqual(expected(all, distance));
          const others = all.map((picture) => ({ ...picture, isMember: members.next().value }));
          expect(await found(crawl, others, next)).toEqual(expected(others, next));
        },
      ),
      runs,
    ));
});

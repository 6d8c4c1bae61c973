import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { hashOf, type NearDuplicateRule, partDistance, probes, signedHash } from './engine';
import type { PositionGroups } from './position-groups';

/** Whose pictures are compared. */
export interface Comparison {
  crawlJobId: string;
  /** Whose results have the hashes of mirrored and rotated pictures. */
  validationJobId: string;
  rule: NearDuplicateRule;
  /** Which places take part. */
  isMember: (position: number) => boolean;
  /** Runs a transaction that writes. @throws when it is no longer wanted */
  write: (work: () => Promise<unknown>) => Promise<unknown>;
  signal: AbortSignal;
}

interface HashedRow {
  position: number;
  hash: string;
  variants: string[] | null;
}

/** Hashes that one statement looks for. */
const HASHES = 64;
/** Rows of one change. */
const CHANGES = 1000;

/** SQL: the parts of a hash, as the four indexes have them. */
const partOf = (hash: string, shift: number) => `((${hash} >> ${String(shift)}) & 65535)`;

const NEIGHBOURS = [48, 32, 16, 0]
  .map(
    (
      shift,
    ) => `select n.position, n.perceptual_hash from images n where n.crawl_job_id = $1 and n.perceptual_hash is not null
      and not n.is_hash_twin and n.hash_quality >= $6 and ${partOf('n.perceptual_hash', shift)} = ${partOf('i.hash', shift)} # mask`,
  )
  .join(' union all ');

/**
 * Finds pictures that look alike: exactly those within the rule's distance (at most ten bits), by multi-index hashing on four
 * b-trees. Of pictures with the very same hash only the first stands in the indexes; the others join it without a search.
 */
@Injectable()
export class NearPictures {
  constructor(private readonly database: Database) {}

  /** Joins the groups of pictures that are near to each other. May be begun again. */
  async join(groups: PositionGroups, comparison: Comparison): Promise<void> {
    const twins = await this.joinTwins(groups, comparison);
    const masks = probes(0, partDistance(comparison.rule.distance));
    let last = -1;
    for (;;) {
      comparison.signal.throwIfAborted();
      const rows = await this.hashes(comparison, last);
      if (rows.length === 0) return;
      last = rows.at(-1)?.position ?? last;
      const hashed = rows
        .filter(({ position }) => comparison.isMember(position) && twins[position] === 0)
        .flatMap(({ position, hash, variants }) => {
          const all = variants?.map((variant) => String(signedHash(hashOf(variant)))) ?? [hash];
          return [...new Set(all)].map((value) => ({ position, value }));
        });
      for (let from = 0; from < hashed.length; from += HASHES)
        for (const { later, earlier } of await this.pairs(comparison, hashed.slice(from, from + HASHES), masks))
          if (comparison.isMember(earlier)) groups.join(later, earlier);
    }
  }

  /** Joins those with the very same hash, and takes all but the first of them out of the indexes. @returns 1 for these */
  private async joinTwins(groups: PositionGroups, comparison: Comparison): Promise<Uint8Array> {
    const twins = new Uint8Array(groups.size);
    let changed: { position: number; isTwin: boolean }[] = [];
    const flush = async () => {
      const changes = changed;
      changed = [];
      if (changes.length > 0) await comparison.write(() => this.mark(comparison.crawlJobId, changes));
    };
    const rows = (await this.database.stream(
      'images.hashes_in_order',
      `select position, perceptual_hash::text as hash, is_hash_twin as marked from images
        where crawl_job_id = $1 and perceptual_hash is not null and hash_quality >= $2 and position is not null and deleted_at is null
        order by perceptual_hash, position`,
      [comparison.crawlJobId, comparison.rule.min_quality],
    )) as AsyncIterable<{ position: number; hash: string; marked: boolean }>;
    let first: { position: number; hash: string } | undefined;
    for await (const { position, hash, marked } of rows) {
      if (!comparison.isMember(position)) continue;
      const isTwin = first?.hash === hash;
      if (first && isTwin) {
        groups.join(first.position, position);
        twins[position] = 1;
      } else first = { position, hash };
      if (isTwin !== marked) changed.push({ position, isTwin });
      if (changed.length >= CHANGES) await flush();
    }
    await flush();
    return twins;
  }

  private async mark(crawlJobId: string, changes: readonly { position: number; isTwin: boolean }[]): Promise<void> {
    await this.database.write(
      'images.mark_twins',
      `with changed as (select i.id, g.is_twin from images i join unnest($2::int[], $3::boolean[]) g(position, is_twin) on g.position = i.position
          where i.crawl_job_id = $1 order by i.id for no key update of i)
        update images i set is_hash_twin = c.is_twin, updated_at = now() from changed c where i.id = c.id`,
      [crawlJobId, changes.map(({ position }) => position), changes.map(({ isTwin }) => isTwin)],
    );
  }

  private async hashes({ crawlJobId, validationJobId, rule }: Comparison, after: number): Promise<HashedRow[]> {
    const [variants, join] = rule.mirrored
      ? [
          `r.facts->'hash'->'variants'`,
          'join validation_results r on r.validation_job_id = $4::uuid and r.image_id = i.id',
        ]
      : ['null::jsonb', ''];
    return this.database.read<HashedRow>(
      'images.hashes',
      `select i.position, i.perceptual_hash::text as hash, ${variants} as variants from images i ${join}
        where i.crawl_job_id = $1 and i.position > $2 and i.perceptual_hash is not null and i.hash_quality >= $3 and i.deleted_at is null
        order by i.position limit 500`,
      [crawlJobId, after, rule.min_quality, ...(rule.mirrored ? [validationJobId] : [])],
    );
  }

  private async pairs(
    { crawlJobId, rule }: Comparison,
    hashed: readonly { position: number; value: string }[],
    masks: readonly number[],
  ): Promise<{ later: number; earlier: number }[]> {
    return this.database.atomic(async () => {
      // Of a table that was filled a moment ago there are no statistics to choose the indexes by.
      await this.database.write('images.by_index', PLANNED_BY_INDEX);
      return this.database.read(
        'images.near',
        `select distinct i.position as later, n.position as earlier
          from unnest($2::int[], $3::bigint[]) i(position, hash) cross join unnest($4::bigint[]) mask cross join lateral (${NEIGHBOURS}) n
          where n.position < i.position and bit_count((n.perceptual_hash # i.hash)::bit(64)) <= $5`,
        [
          crawlJobId,
          hashed.map(({ position }) => position),
          hashed.map(({ value }) => value),
          masks,
          rule.distance,
          rule.min_quality,
        ],
      );
    });
  }
}

const PLANNED_BY_INDEX = `select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true)`;

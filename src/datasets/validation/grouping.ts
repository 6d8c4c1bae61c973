import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import type { ValidationRules } from './engine';
import { failedByItself, GROUP_CHECKS, type GroupCheck } from './group-checks';
import { NearPictures } from './near-pictures';
import { PositionGroups } from './position-groups';

interface GroupedJob {
  crawl_job_id: string;
  rules: ValidationRules;
  /** The places of the crawl job: one more than the last. */
  places: number;
}

/** What is known of a place. */
export const MEMBER = 1;
export const VALID = 2;
export const PLACEHOLDER = 4;

/** Requirement D12: so many addresses of one host answer with one picture, or lead to one. */
const PLACEHOLDER_ADDRESSES = 5;

/** Places that are read, and written, together. */
const PAGE = 5000;
const SLICE = 1000;

/** What is to be said of one place. */
interface Mark {
  position: number;
  /** The place of the picture that stands for the group; null without a group. */
  keeper: number | null;
  failed: GroupCheck | null;
}

/**
 * Compares the pictures of a job with each other: the same bytes, pictures that look alike, and one picture that a site
 * answers with for all that it no longer has. In memory are a few bytes for each place; what is written can be written again.
 */
@Injectable()
export class Grouping {
  constructor(
    private readonly database: Database,
    private readonly near: NearPictures,
  ) {}

  /** The task of one chunk, when every picture was judged by itself. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const job = await this.job(run.chunk.job_id);
    if (!job) return { done: true };
    const states = await this.states(run, job);
    const same = new PositionGroups(job.places);
    if (job.rules.exact_duplicates || job.rules.placeholders) await this.readFiles(run, job, states, same);
    if (job.rules.placeholders) await this.readDestinations(run, job, states);
    const alike = new PositionGroups(same);
    if (job.rules.near_duplicates)
      await this.near.join(alike, {
        crawlJobId: job.crawl_job_id,
        validationJobId: run.chunk.job_id,
        rule: job.rules.near_duplicates,
        isMember: (position) => isOf(states, position, MEMBER),
        write: (work) => run.write(work),
        signal: run.signal,
      });
    await this.markAll(run, job, marksOf(states, same, alike));
    return { done: true };
  }

  private async job(id: string): Promise<GroupedJob | undefined> {
    return this.database.readOne<GroupedJob>(
      'validation_jobs.grouped',
      `select j.crawl_job_id, j.validation_rules as rules, coalesce((select i.position from images i
          where i.crawl_job_id = j.crawl_job_id and i.position is not null order by i.position desc limit 1), -1) + 1 as places
        from validation_jobs j where j.id = $1 and j.status = 'running' and j.deleted_at is null`,
      [id],
    );
  }

  /** Which places have a picture with a result, and which of them pass by themselves. */
  private async states(run: ChunkRun, job: GroupedJob): Promise<Uint8Array> {
    const states = new Uint8Array(job.places);
    let last = -1;
    for (;;) {
      run.signal.throwIfAborted();
      const rows = await this.database.read<{ position: number; valid: boolean }>(
        'validation_results.states',
        `select i.position, not ${failedByItself('r.checks')} as valid from images i
            join validation_results r on r.validation_job_id = $1 and r.image_id = i.id
          where i.crawl_job_id = $2 and i.position > $3 and i.deleted_at is null order by i.position limit ${String(PAGE)}`,
        [run.chunk.job_id, job.crawl_job_id, last],
      );
      for (const { position, valid } of rows) states[position] = valid ? MEMBER | VALID : MEMBER;
      last = rows.at(-1)?.position ?? last;
      if (rows.length < PAGE) return states;
    }
  }

  /** Joins pictures of the same bytes, and finds those that many addresses of one host answer with. */
  private async readFiles(run: ChunkRun, job: GroupedJob, states: Uint8Array, same: PositionGroups): Promise<void> {
    const rows = await this.stream<{ sha256: string; host: string | null }>(
      'images.files_in_order',
      `select position, sha256, host from images where crawl_job_id = $1 and sha256 is not null and position is not null and deleted_at is null
        order by sha256, host, position`,
      job,
    );
    const served = new Repeated(states);
    let first: { position: number; sha256: string } | undefined;
    for await (const { position, sha256, host } of rows) {
      run.signal.throwIfAborted();
      if (!isOf(states, position, MEMBER)) continue;
      if (first?.sha256 !== sha256) first = { position, sha256 };
      else if (job.rules.exact_duplicates) same.join(first.position, position);
      if (job.rules.placeholders && host !== null) served.add(`${sha256} ${host}`, position);
    }
  }

  /** Finds pictures to which many addresses are redirected. */
  private async readDestinations(run: ChunkRun, job: GroupedJob, states: Uint8Array): Promise<void> {
    const rows = await this.stream<{ destination: string }>(
      'images.destinations_in_order',
      `select position, provenance->>'final_address' as destination from images
        where crawl_job_id = $1 and sha256 is not null and position is not null and deleted_at is null
          and jsonb_typeof(provenance->'redirects') = 'array' and provenance->'redirects' <> '[]' and provenance->>'final_address' <> original_url
        order by 2, position`,
      job,
    );
    const led = new Repeated(states);
    for await (const { position, destination } of rows) {
      run.signal.throwIfAborted();
      if (isOf(states, position, MEMBER)) led.add(destination, position);
    }
  }

  private async stream<Row>(name: string, sql: string, job: GroupedJob) {
    return (await this.database.stream(name, sql, [job.crawl_job_id])) as AsyncIterable<Row & { position: number }>;
  }

  private async markAll(run: ChunkRun, job: GroupedJob, marks: Iterable<Mark>): Promise<void> {
    let slice: Mark[] = [];
    let from = 0;
    const write = async () => {
      run.signal.throwIfAborted();
      await run.write(() => this.mark(run.chunk.job_id, job, slice, from));
      slice = [];
      from += SLICE;
    };
    for (const mark of marks) {
      while (mark.position >= from + SLICE) await write();
      slice.push(mark);
    }
    while (from < job.places) await write();
  }

  /** Says of a slice of places what the comparison has found; of those without a mark, that it was nothing. */
  private async mark(jobId: string, job: GroupedJob, marks: readonly Mark[], from: number): Promise<void> {
    await this.database.write(
      'validation_results.mark',
      `with touched as (select i.id, r.id as result_id, r.checks, r.facts->>'verdict' as decoded, k.id as keeper_id, k.filename as keeper_name, g.failed
          from images i join validation_results r on r.validation_job_id = $1 and r.image_id = i.id
            left join unnest($5::int[], $6::int[], $7::text[]) g(position, keeper, failed) on g.position = i.position
            left join images k on k.crawl_job_id = $2 and k.position = g.keeper
          where i.crawl_job_id = $2 and i.position >= $3 and i.position < $4 and i.deleted_at is null
            and (g.position is not null or i.duplicate_group is not null or r.verdict in ('duplicate', 'placeholder'))
          order by i.id for no key update of i),
        checked as (select t.*, c.checks as all_checks, c.failures, ${failedByItself('t.checks')} as failed_by_itself
          from touched t cross join lateral (select jsonb_agg(e.judged order by e.place) as checks,
              (count(*) filter (where not (e.judged->>'passed')::boolean))::int as failures
            from (select place, case when c->>'check' <> all($8::text[]) then c
                when c->>'check' = t.failed then jsonb_build_object('check', t.failed, 'passed', false, 'detail', ${SENTENCE})
                else jsonb_build_object('check', c->>'check', 'passed', true) end as judged
              from jsonb_array_elements(t.checks) with ordinality a(c, place)) e) c),
        said as (select c.*, case when c.failed = 'placeholders' then 'placeholder'
            when c.decoded in ('corrupt', 'unsupported') then c.decoded
            when c.failed is not null then 'duplicate' when c.failed_by_itself then 'rejected' else c.decoded end as verdict from checked c),
        judged as (update validation_results r set checks = s.all_checks, checks_failed = s.failures,
            checks_passed = jsonb_array_length(s.all_checks) - s.failures, is_valid = s.failures = 0, verdict = s.verdict, version = r.version + 1,
            updated_at = now(), issues = (select coalesce(jsonb_agg(o order by place), '[]') from jsonb_array_elements(r.issues) with ordinality a(o, place)
                where o->>'check' <> all($8::text[]))
              || case when s.failed is null then '[]' else jsonb_build_array(jsonb_build_object('check', s.failed, 'detail', (${sentenceOf('s')}))) end
          from said s where r.id = s.result_id)
        update images i set verdict = s.verdict, is_valid = s.failures = 0, duplicate_group = s.keeper_id, version = i.version + 1, updated_at = now()
          from said s where i.id = s.id`,
      [
        jobId,
        job.crawl_job_id,
        from,
        from + SLICE,
        marks.map(({ position }) => position),
        marks.map(({ keeper }) => keeper),
        marks.map(({ failed }) => failed),
        GROUP_CHECKS,
      ],
    );
  }
}

/** SQL: why a picture fails a check, by the row `of` with `failed`, `keeper_id` and `keeper_name`. */
function sentenceOf(of: string): string {
  const other = `'"' || ${of}.keeper_name || '" (image ' || ${of}.keeper_id || ')'`;
  return `case ${of}.failed when 'placeholders' then 'The site answers with this one picture at several addresses.'
    when 'exact_duplicates' then 'The bytes are the same as those of ' || ${other} || '.'
    else 'The picture looks like ' || ${other} || ', or like others that do.' end`;
}
const SENTENCE = sentenceOf('t');

/** Marks places as placeholders whose key, of which equal ones follow each other, comes often. */
class Repeated {
  private key: string | undefined;
  private waiting: number[] = [];
  private count = 0;

  constructor(private readonly states: Uint8Array) {}

  add(key: string, position: number): void {
    if (key !== this.key) {
      this.key = key;
      this.waiting = [];
      this.count = 0;
    }
    this.count++;
    this.waiting.push(position);
    if (this.count < PLACEHOLDER_ADDRESSES) return;
    for (const place of this.waiting) this.states[place] = (this.states[place] ?? 0) | PLACEHOLDER;
    this.waiting = [];
  }
}

function isOf(states: Uint8Array, position: number, state: number): boolean {
  return ((states[position] ?? 0) & state) !== 0;
}

/**
 * What is to be said of each place that is in a group or is a placeholder, in the order of the places. For a group stands its
 * first picture that passes by itself and is no placeholder, else its first.
 */
export function* marksOf(states: Uint8Array, same: PositionGroups, alike: PositionGroups): Generator<Mark> {
  const [sizes, keepers] = [new Int32Array(states.length), new Int32Array(states.length).fill(-1)];
  const isGood = (position: number) => isOf(states, position, VALID) && !isOf(states, position, PLACEHOLDER);
  for (let position = 0; position < states.length; position++) {
    if (!isOf(states, position, MEMBER)) continue;
    const first = alike.firstOf(position);
    sizes[first] = (sizes[first] ?? 0) + 1;
    const keeper = keepers[first] ?? -1;
    if (keeper === -1 || (!isGood(keeper) && isGood(position))) keepers[first] = position;
  }
  for (let position = 0; position < states.length; position++) {
    if (!isOf(states, position, MEMBER)) continue;
    const first = alike.firstOf(position);
    const keeper = (sizes[first] ?? 0) > 1 ? (keepers[first] ?? position) : null;
    const isPlaceholder = isOf(states, position, PLACEHOLDER);
    if (keeper === null && !isPlaceholder) continue;
    const isKept = keeper === null || keeper === position;
    const kind = same.firstOf(position) === same.firstOf(keeper ?? position) ? 'exact_duplicates' : 'near_duplicates';
    yield { position, keeper, failed: isPlaceholder ? 'placeholders' : isKept ? null : kind };
  }
}

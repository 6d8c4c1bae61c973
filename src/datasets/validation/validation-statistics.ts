import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { GREYEST, type ValidationRules } from './engine';

/** What a validation says of all its pictures together. */
export interface Statistics {
  images: number;
  /** How many pictures have each verdict. */
  verdicts: Record<string, number>;
  checks: { check: string; passed: number; failed: number; remarked: number }[];
  duplicates: { groups: number; images: number };
  histograms: ScoreHistogram[];
}

/** How often scores were found, in twenty bins from 0 to 1. */
export interface ScoreHistogram {
  name: string;
  /** Below it a picture fails; null where the rules ask for none. */
  threshold: number | null;
  bins: { from: number; to: number; count: number }[];
}

const BINS = 20;

/** Sums up the results of a validation. */
@Injectable()
export class ValidationStatistics {
  constructor(private readonly database: Database) {}

  /** Reads every result of the job; that is for a worker to do, not for a request. */
  async count(jobId: string): Promise<Statistics> {
    return this.database.atomic(async () => {
      // The limit is meant for requests.
      await this.database.write('validation_results.take_time', 'set local statement_timeout = 0');
      const job = await this.database.readOne<{ rules: ValidationRules }>(
        'validation_jobs.rules_of',
        'select validation_rules as rules from validation_jobs where id = $1',
        [jobId],
      );
      const verdicts = await this.database.read<{ verdict: string; count: number }>(
        'validation_results.verdicts',
        'select verdict, count(*)::int as count from validation_results where validation_job_id = $1 group by 1 order by 2 desc, 1',
        [jobId],
      );
      return {
        images: verdicts.reduce((sum, { count }) => sum + count, 0),
        verdicts: Object.fromEntries(verdicts.map(({ verdict, count }) => [verdict, count])),
        checks: await this.checks(jobId),
        duplicates: await this.duplicates(jobId),
        histograms: await this.histograms(jobId, job?.rules),
      };
    });
  }

  private checks(jobId: string): Promise<Statistics['checks']> {
    return this.database.read(
      'validation_results.checks',
      `select c->>'check' as check, (count(*) filter (where (c->>'passed')::boolean))::int as passed,
          (count(*) filter (where not (c->>'passed')::boolean))::int as failed,
          (count(*) filter (where (c->>'passed')::boolean and c ? 'detail'))::int as remarked
        from validation_results r cross join lateral jsonb_array_elements(r.checks) c where r.validation_job_id = $1 group by 1 order by 3 desc, 1`,
      [jobId],
    );
  }

  private async duplicates(jobId: string): Promise<Statistics['duplicates']> {
    const row = await this.database.readOne<Statistics['duplicates']>(
      'validation_results.groups',
      `select count(distinct i.duplicate_group)::int as groups, count(i.duplicate_group)::int as images
        from validation_results r join images i on i.id = r.image_id where r.validation_job_id = $1`,
      [jobId],
    );
    return row ?? { groups: 0, images: 0 };
  }

  /** Of every score that decoding has found, whether the rules ask for it or not, and of those that checks give. */
  private async histograms(jobId: string, rules: ValidationRules | undefined): Promise<ScoreHistogram[]> {
    const rows = await this.database.read<{ name: string; bin: number; count: number }>(
      'validation_results.histograms',
      `select s.name, least(${String(BINS - 1)}, floor(s.score * ${String(BINS)}))::int as bin, count(*)::int as count
        from validation_results r cross join lateral (
          select 'quality' as name, r.quality_score as score
          union all select key, value::float8 from jsonb_each(case jsonb_typeof(r.facts->'scores') when 'object' then r.facts->'scores' else '{}' end)
          union all select c->>'check', (c->>'score')::float8 from jsonb_array_elements(r.checks) c
            where c ? 'score' and not coalesce(r.facts->'scores' ? (c->>'check'), false)) s
        where r.validation_job_id = $1 and s.score between 0 and 1 group by 1, 2 order by 1, 2`,
      [jobId],
    );
    return [...new Set(rows.map(({ name }) => name))].map((name) => {
      const counts = new Map(rows.flatMap((row) => (row.name === name ? [[row.bin, row.count]] : [])));
      return {
        name,
        threshold: thresholdOf(name, rules),
        bins: Array.from({ length: BINS }, (_, bin) => ({
          from: bin / BINS,
          to: (bin + 1) / BINS,
          count: counts.get(bin) ?? 0,
        })),
      };
    });
  }
}

function thresholdOf(name: string, rules: ValidationRules | undefined): number | null {
  switch (name) {
    case 'dark':
    case 'bright':
    case 'low_information':
    case 'blurred':
      return rules?.[name] ?? null;
    case 'grey':
      return rules?.grey === 'refuse' ? GREYEST : null;
    default:
      return null;
  }
}

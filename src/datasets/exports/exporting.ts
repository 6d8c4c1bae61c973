import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { ContentStore, type ReceivedFile } from '../../files/content-store';
import { StoredFiles } from '../../files/stored-files';
import type { ChunkRun } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { programVersion } from '../web-client.provider';
import type { Written } from './archives/archive-writer';
import { type DatasetCounts, type DatasetDescription, Tally } from './archives/dataset-description';
import { manifestOf } from './archives/dataset-documents';
import { PictureFileError } from './archives/dataset-entries';
import type { ExportedPicture, Split } from './archives/exported-picture';
import { assertNoPairAcrossSplits, assignSplits } from './archives/splits';
import { MixedFormatsError } from './archives/webdataset';
import { fileNameOf, writeExport } from './export-file';
import { type ExportFormat, LINK_SECONDS } from './export-job.dto';
import type { ReadOptions } from './export-options';
import { Selection } from './selection';

interface Job {
  id: string;
  name: string;
  format: ExportFormat;
  export_options: ReadOptions;
  crawl_job_id: string;
  crawl_job_name: string;
  project_name: string;
  sources: unknown;
  /** Those of the last validation; null where there was none. */
  rules: { level: string; rules_version: number; validation_rules: unknown } | null;
}

/** How often it is written how far an export is, in milliseconds. */
const BEAT_MS = 1000;

/**
 * Writes the file of an export job, all of it in one go: whoever goes on after a kill begins anew, and nothing that was
 * written before counts.
 */
@Injectable()
export class Exporting {
  constructor(
    private readonly database: Database,
    private readonly store: ContentStore,
    private readonly files: StoredFiles,
  ) {}

  /** The task of the one chunk. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const job = await this.job(run.chunk.job_id);
    const selection = await Selection.read(this.database, this.store, job.crawl_job_id, job.export_options, run.signal);
    try {
      if (selection.total === 0)
        return { done: true, failure: 'No picture is selected any more: all were removed, or judged otherwise.' };
      await this.write(run, job, selection);
      return { done: true };
    } catch (error) {
      if (error instanceof PictureFileError)
        return { done: true, failure: `${error.message} Bring it back from a backup, or mark the image as excluded.` };
      if (error instanceof MixedFormatsError) return { done: true, failure: error.message };
      throw error;
    } finally {
      await selection.file.discard();
    }
  }

  private async write(run: ChunkRun, job: Job, selection: Selection): Promise<void> {
    const { splits, placeOf } = await divided(selection, job.export_options);
    const about = describe(job, selection, splits);
    const counts = new Counts();
    const pictures = this.watched(run, selection, counts, placeOf);
    const { format, export_options: options } = job;
    const order = { format, suffix: options.suffix, about, selection, pictures, signal: run.signal };
    const { file, written } = await writeExport(order, this.store);
    try {
      const fileName = fileNameOf(job.name, format);
      const described = [{ name: fileName, size: file.size, sha256: file.sha256 }];
      const manifest = { ...manifestOf(about, counts.counts(), described), ...tarOf(written) };
      await this.finish(run, { file, fileName, manifest, selection });
    } finally {
      await file.discard();
    }
  }

  /** The pictures, counted as they go by, with word about it every second. */
  private async *watched(
    run: ChunkRun,
    selection: Selection,
    counts: Counts,
    placeOf: Parameters<Selection['pictures']>[0],
  ): AsyncGenerator<ExportedPicture> {
    let told = 0;
    for await (const picture of selection.pictures(placeOf)) {
      if (Date.now() - told >= BEAT_MS) {
        await this.tell(run, selection.total, counts.pictures);
        told = Date.now();
      }
      counts.add(picture);
      yield picture;
    }
  }

  private async tell(run: ChunkRun, total: number, exported: number): Promise<void> {
    await run.write(() =>
      this.database.write(
        'export_jobs.tell',
        `update export_jobs set total_images = $2::int, exported_images = $3::int, progress = least(99, 100 * $3::int::bigint / $2::int), version = version + 1, updated_at = now() where id = $1`,
        [run.chunk.job_id, total, exported],
      ),
    );
  }

  private async finish(
    run: ChunkRun,
    what: { file: ReceivedFile; fileName: string; manifest: object; selection: Selection },
  ): Promise<void> {
    const { file, fileName, manifest, selection } = what;
    // Not while the job is locked: it may be large, and the store far away.
    await this.files.prepare([file, selection.file]);
    await run.write(async () => {
      await this.files.adopt([file, selection.file]);
      await this.database.write(
        'export_jobs.finish',
        `update export_jobs set file_sha256 = $2, file_size = $3, file_name = $4, selection_sha256 = $5, manifest = $6,
            total_images = $7::int, exported_images = $7::int, expires_at = date_trunc('second', now()) + make_interval(secs => $8),
            version = version + 1, updated_at = now() where id = $1`,
        [
          run.chunk.job_id,
          file.sha256,
          file.size,
          fileName,
          selection.file.sha256,
          JSON.stringify(manifest),
          selection.total,
          LINK_SECONDS,
        ],
      );
    });
  }

  private async job(id: string): Promise<Job> {
    const row = await this.database.readOne<Job>(
      'export_jobs.to_write',
      `select j.id, j.name, j.format, j.export_options, j.crawl_job_id, c.name as crawl_job_name, p.name as project_name,
          coalesce((select jsonb_agg(jsonb_build_object('type', s.type) || s.parameters order by s.position)
            from crawl_sources s where s.crawl_job_id = c.id), '[]') as sources,
          (select jsonb_build_object('level', v.level, 'rules_version', v.rules_version, 'validation_rules', v.validation_rules)
            from validation_jobs v where v.crawl_job_id = c.id and v.status = 'completed' order by v.completed_at desc nulls last, v.id limit 1) as rules
        from export_jobs j join crawl_jobs c on c.id = j.crawl_job_id join projects p on p.id = j.project_id where j.id = $1`,
      [id],
    );
    if (!row) throw new Error('the export job is gone');
    return row;
  }
}

/** Near duplicates together; then looks at every pair again, whatever the dividing has found. */
async function divided(
  selection: Selection,
  { splits: asked }: ReadOptions,
): Promise<{
  splits: DatasetDescription['splits'];
  placeOf: (n: number) => { split: Split; group: number } | undefined;
}> {
  if (asked === null) return { splits: null, placeOf: () => undefined };
  const { seed, ...shares } = asked;
  const assignment = await assignSplits(selection.numbers(), selection.pairs(), shares, seed);
  const placeOf = (n: number) => {
    const [split, group] = [assignment.splitOf(n), assignment.groupOf(n)];
    return split === undefined || group === undefined ? undefined : { split, group };
  };
  const proof = await assertNoPairAcrossSplits(selection.pairs(), (n) => placeOf(n)?.split);
  return {
    splits: { shares, seed, groups: assignment.groups, largest_group: assignment.largestGroup, proof },
    placeOf,
  };
}

/**
 * What the export says of itself. Nothing in it is of today or of who asked, so the same pictures make the same bytes, and
 * nobody's name leaves the service.
 */
function describe(job: Job, selection: Selection, splits: DatasetDescription['splits']): DatasetDescription {
  const { only_valid, filter, metadata } = job.export_options;
  return {
    name: job.crawl_job_name,
    description: `Pictures that the crawl job “${job.crawl_job_name}” of the project “${job.project_name}” has found.`,
    url: `urn:uuid:${job.crawl_job_id}`,
    creator: job.project_name,
    published: selection.newest ?? '1970-01-01',
    made: {
      sources: job.sources,
      filter: { only_valid, ...filter, metadata },
      validation_rules: job.rules && { level: job.rules.level, ...(job.rules.validation_rules as object) },
    },
    versions: {
      continuity: programVersion(),
      ...(job.rules && { validation_rules: String(job.rules.rules_version) }),
    },
    splits,
  };
}

/** Compressed bytes may differ from one version of zlib to the next; those of the tar file inside do not. */
function tarOf({ tarSha256 }: Written): { tar_sha256?: string } {
  return tarSha256 === undefined ? {} : { tar_sha256: tarSha256 };
}

/** What goes by, counted as the documents in an archive count it: a list has none. */
class Counts {
  pictures = 0;
  private bytes = 0;
  private readonly splits = new Tally('(none)');
  private readonly formats = new Tally('(not known)');
  private readonly verdicts = new Tally('(not checked)');
  private readonly licences = new Tally('(not known)');

  add(picture: ExportedPicture): void {
    this.pictures++;
    this.bytes += picture.size;
    this.splits.add(picture.split);
    this.formats.add(picture.format);
    this.verdicts.add(picture.verdict);
    this.licences.add(picture.licence);
  }

  counts(): DatasetCounts {
    return {
      pictures: this.pictures,
      bytes: this.bytes,
      splits: this.splits.counts(),
      formats: this.formats.counts(),
      verdicts: this.verdicts.counts(),
      licences: this.licences.counts(),
    };
  }
}

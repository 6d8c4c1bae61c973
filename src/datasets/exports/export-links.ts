import { Inject, Injectable } from '@nestjs/common';
import { SIGNING_KEY } from '../../config/signing-key';
import { Answer, type RenderedItem } from '../../http/answer';
import { ProblemError } from '../../http/problem';
import { signLink, verifyLink } from './archives/signed-link';
import type { DownloadQuery } from './export-job.dto';

/** What of a job, as it is answered, its link depends on. */
interface Linked {
  id: string;
  status: string;
  file_sha256: string | null;
  expires_at: string | null;
  download_url: string | null;
}

/** Links that lead to the file of an export until a moment, for whoever has them. They are made of the key when they are shown. */
@Injectable()
export class ExportLinks {
  constructor(@Inject(SIGNING_KEY) private readonly key: Uint8Array) {}

  /** An item with its link. */
  item({ json, etag }: RenderedItem): RenderedItem {
    return { json: JSON.stringify(this.linked(JSON.parse(json) as Linked)), etag };
  }

  /** A page whose items have their links. */
  page(answer: Answer): Answer {
    const page = JSON.parse(answer.json ?? '') as { items: Linked[] };
    return Answer.json(JSON.stringify({ ...page, items: page.items.map((item) => this.linked(item)) }));
  }

  /**
   * Lets whoever has the link pass.
   *
   * @throws ProblemError 403 for a wrong one, which says nothing of the job · 410 once it has expired
   */
  check(id: string, { expires = '', signature = '' }: DownloadQuery): void {
    const verdict = verifyLink(`${expires}.${signature}`, { purpose: 'download', id }, this.key, new Date());
    if (verdict === 'ok') return;
    if (verdict === 'expired')
      throw new ProblemError(
        'link_expired',
        `The link expired at ${new Date(Number(expires) * 1000).toISOString()}. Whoever may change the export job gets a new one from POST /api/v1/export-jobs/${id}/link.`,
      );
    throw new ProblemError(
      'link_invalid',
      'The link was not made by this service, or it was changed. Take download_url of the export job as it is.',
    );
  }

  private linked(job: Linked): Linked {
    if (job.status !== 'completed' || job.file_sha256 === null || job.expires_at === null) return job;
    const signed = signLink({ purpose: 'download', id: job.id }, new Date(job.expires_at), this.key);
    const [expires = '', signature = ''] = signed.split('.');
    return {
      ...job,
      download_url: `/api/v1/export-jobs/${job.id}/download?expires=${expires}&signature=${signature}`,
    };
  }
}

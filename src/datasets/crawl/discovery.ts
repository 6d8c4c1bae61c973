import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings';
import { Database } from '../../database/database.service';
import { type ChunkRun, RunLostError } from '../../jobs/chunk-run';
import type { ChunkOutcome } from '../../jobs/job-kinds';
import { readPage } from '../sources/page-pictures';
import { SearchFailure, type SearchProvider, type SearchState } from '../sources/search-provider';
import { SEARCH_PROVIDERS, type SearchProviderName } from '../sources/search-providers';
import { readSitemap } from '../sources/sitemap';
import { WebClient } from '../web/web-client';
import { WebFailure } from '../web/web-failure';
import { FoundImages, type NamedPicture } from './found-images';

interface SourceRow {
  id: string;
  project_id: string;
  crawl_job_id: string;
  type: 'addresses' | 'page' | 'sitemap' | 'search';
  parameters: { address?: string; follow_depth?: number; provider?: SearchProviderName; keywords?: string[] };
  state: { search: SearchState; waits?: number } | null;
  message: string | null;
}

interface PageRow {
  id: string;
  address: string;
  kind: 'page' | 'sitemap';
  depth: number;
  attempts: number;
}

/** How often a page, or a provider, is asked before it counts as failed. */
const ATTEMPTS = 4;
/** How often a provider may say "later" in a row. */
const MOST_WAITS = 20;
/** Pages that one source leads to at most. */
const MOST_PAGES = 10_000;
/** How deep sitemaps may name sitemaps. */
const DEEPEST_SITEMAP = 3;
const PAGE_BYTES = 10_000_000;
const SITEMAP_BYTES = 60_000_000;
/** Entries of a sitemap that are written together. */
const BATCH = 1000;

/** What is told when a source leads to more pages than are read. */
const TOO_MANY_PAGES = `It leads to more than ${String(MOST_PAGES)} pages; the others were not read.`;

/** Reads sources, step by step: after each, what was found and how far it came stand in one transaction. */
@Injectable()
export class Discovery {
  constructor(
    private readonly database: Database,
    private readonly images: FoundImages,
    private readonly web: WebClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The task of a chunk: one source, of which its index is the position. */
  async run(run: ChunkRun): Promise<ChunkOutcome> {
    const source = await this.source(run);
    if (!source) return { done: true };
    if (source.type === 'search') return this.search(run, source);
    await this.open(run, source);
    for (;;) {
      run.signal.throwIfAborted();
      if (await this.isFull(run)) return this.close(run, source, null);
      const page = await this.nextPage(source.id);
      if (!page) return this.close(run, source, null);
      if ('notBefore' in page) return { done: false, notBefore: page.notBefore };
      await this.readOne(run, source, page);
    }
  }

  private async source(run: ChunkRun): Promise<SourceRow | undefined> {
    return run.write(async () => {
      const [source] = await this.database.write<SourceRow>(
        'crawl_sources.begin',
        `update crawl_sources set status = 'reading', updated_at = now() where crawl_job_id = $1 and position = $2 and status in ('pending', 'reading')
          returning id, project_id, crawl_job_id, type, parameters, state, message`,
        [run.chunk.job_id, run.chunk.chunk_index],
      );
      return source;
    });
  }

  /** Where a page or a sitemap begins. */
  private async open(run: ChunkRun, { id, type, parameters }: SourceRow): Promise<void> {
    await run.write(() => this.addPages(id, [parameters.address ?? ''], type === 'sitemap' ? 'sitemap' : 'page', 0));
  }

  private async addPages(
    sourceId: string,
    addresses: readonly string[],
    kind: 'page' | 'sitemap',
    depth: number,
  ): Promise<void> {
    if (addresses.length === 0) return;
    const [row] = await this.database.write<{ over: boolean }>(
      'crawl_pages.add',
      `with room as (select greatest(0, ${String(MOST_PAGES)} - count(*)) as pages from crawl_pages where crawl_source_id = $1),
        fresh as (select a.address, row_number() over (order by a.place) as nth from unnest($2::text[]) with ordinality a(address, place)
          where not exists (select from crawl_pages p where p.crawl_source_id = $1 and md5(p.address) = md5(a.address))),
        added as (insert into crawl_pages (crawl_source_id, address, kind, depth)
          select $1, f.address, $3, $4 from fresh f, room where f.nth <= room.pages order by f.nth
          on conflict (crawl_source_id, md5(address)) do nothing)
        select exists (select from fresh f, room where f.nth > room.pages) as over`,
      [sourceId, addresses, kind, depth],
    );
    if (row?.over) await this.say(sourceId, TOO_MANY_PAGES);
  }

  /** The next page to be read, the shallowest first; or when the next one may be. */
  private async nextPage(sourceId: string): Promise<PageRow | { notBefore: Date } | undefined> {
    const page = await this.database.readOne<PageRow>(
      'crawl_pages.next',
      `select id, address, kind, depth, attempts from crawl_pages
        where crawl_source_id = $1 and status = 'waiting' and (retry_at is null or retry_at <= now()) order by depth, id limit 1`,
      [sourceId],
    );
    if (page) return page;
    const later = await this.database.readOne<{ at: Date | null }>(
      'crawl_pages.later',
      `select min(retry_at) as at from crawl_pages where crawl_source_id = $1 and status = 'waiting'`,
      [sourceId],
    );
    return later?.at ? { notBefore: later.at } : undefined;
  }

  private async readOne(run: ChunkRun, source: SourceRow, page: PageRow): Promise<void> {
    try {
      if (page.kind === 'sitemap') await this.readSitemap(run, source, page);
      else await this.readPage(run, source, page);
    } catch (error) {
      if (!(error instanceof WebFailure)) throw error;
      await this.failed(run, source, page, error);
    }
  }

  private async readPage(run: ChunkRun, source: SourceRow, page: PageRow): Promise<void> {
    const answer = await this.web.readText(page.address, {
      purpose: 'page',
      accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1',
      maxBytes: PAGE_BYTES,
      signal: run.signal,
    });
    const read = await readPage(answer.text, answer.finalAddress, { agent: 'continuity', signal: run.signal });
    const refused = read.robots.some((word) => word === 'noai' || word === 'noimageai');
    const follows = (source.parameters.follow_depth ?? 0) > page.depth && !read.robots.includes('nofollow');
    await run.advance(async () => {
      if (refused)
        await this.say(
          source.id,
          `The page ${page.address} does not want its pictures in a data set (noai), so none was taken.`,
        );
      else
        await this.images.append(
          this.jobOf(source),
          source.id,
          read.pictures.map((picture) => ({
            ...picture,
            ...(picture.licence_address === undefined &&
              read.licence_address !== undefined && { licence_address: read.licence_address }),
          })),
        );
      if (follows) await this.addPages(source.id, read.links, 'page', page.depth + 1);
      if (read.capped)
        await this.say(source.id, `The page ${page.address} has more pictures or links than are read of one.`);
      await this.mark(page.id, 'read', null);
      await this.images.cut(this.jobOf(source), true);
    });
  }

  /** A sitemap may be large: it is read as it comes in; a second reading of what was read before adds nothing. */
  private async readSitemap(run: ChunkRun, source: SourceRow, page: PageRow): Promise<void> {
    const answer = await this.web.readStream(page.address, {
      purpose: 'page',
      accept: 'application/xml,text/xml;q=0.9,text/plain;q=0.5,*/*;q=0.1',
      maxBytes: SITEMAP_BYTES,
      signal: run.signal,
    });
    let pages: string[] = [];
    let sitemaps: string[] = [];
    let pictures: NamedPicture[] = [];
    let problem: string | undefined;
    const flush = async (end: boolean) => {
      const [foundPages, foundSitemaps, foundPictures] = [pages, sitemaps, pictures];
      [pages, sitemaps, pictures] = [[], [], []];
      const write = async () => {
        await this.images.append(this.jobOf(source), source.id, foundPictures);
        await this.addPages(source.id, foundPages, 'page', page.depth + 1);
        if (page.depth < DEEPEST_SITEMAP) await this.addPages(source.id, foundSitemaps, 'sitemap', page.depth + 1);
        if (problem !== undefined) await this.say(source.id, `The sitemap ${page.address}: ${problem}`);
        if (end) await this.mark(page.id, 'read', problem ?? null);
        await this.images.cut(this.jobOf(source), true);
      };
      // Until its end it is read again from its beginning.
      await (end ? run.advance(write) : run.write(write));
    };
    for await (const entry of readSitemap(answer.body, answer.finalAddress)) {
      if (entry.kind === 'page') pages.push(entry.address);
      else if (entry.kind === 'sitemap') sitemaps.push(entry.address);
      else if (entry.kind === 'picture') pictures.push(entry.picture);
      else problem = entry.detail;
      if (pages.length + sitemaps.length + pictures.length < BATCH) continue;
      await flush(false);
      if (await this.isFull(run)) break;
    }
    await flush(true);
  }

  private async failed(run: ChunkRun, source: SourceRow, page: PageRow, failure: WebFailure): Promise<void> {
    const attempts = page.attempts + (failure.attempt ? 1 : 0);
    const again = failure.temporary && attempts < ATTEMPTS;
    await run.write(async () => {
      await this.database.write(
        'crawl_pages.failed',
        `update crawl_pages set status = case when $2 then 'waiting' else 'failed' end, attempts = $3, retry_at = $4, message = $5 where id = $1`,
        [page.id, again, attempts, again ? (failure.retryAt ?? new Date(Date.now() + 10_000)) : null, failure.message],
      );
      if (!again && page.depth === 0) await this.say(source.id, failure.message);
    });
  }

  /** Page by page of what a provider finds. */
  private async search(run: ChunkRun, source: SourceRow): Promise<ChunkOutcome> {
    const name = source.parameters.provider ?? 'openverse';
    const provider: SearchProvider = SEARCH_PROVIDERS[name];
    const settings = {
      baseAddress: name === 'openverse' ? this.settings.OPENVERSE_URL : this.settings.WIKIMEDIA_COMMONS_URL,
    };
    let state: SearchState = source.state?.search ?? provider.begin(source.parameters.keywords ?? []);
    let waits = source.state?.waits ?? 0;
    for (;;) {
      run.signal.throwIfAborted();
      if (await this.isFull(run)) return this.close(run, source, null);
      try {
        const page = await provider.next(state, this.web, settings, run.signal);
        waits = page.retryAt ? waits + 1 : 0;
        await run.advance(async () => {
          await this.images.append(this.jobOf(source), source.id, page.pictures);
          if (page.capped !== undefined) await this.say(source.id, page.capped);
          await this.remember(source.id, page.state, waits);
          await this.images.cut(this.jobOf(source), true);
        });
        if (page.state === null) return await this.close(run, source, null);
        state = page.state;
        if (page.retryAt) {
          if (waits >= MOST_WAITS)
            return await this.close(
              run,
              source,
              `${name} asks to wait again and again; what it has named so far is taken.`,
            );
          return { done: false, notBefore: page.retryAt };
        }
      } catch (error) {
        if (error instanceof RunLostError || !(error instanceof SearchFailure || error instanceof WebFailure))
          throw error;
        waits++;
        if (!error.temporary || waits >= ATTEMPTS) return this.close(run, source, error.message);
        const [again, waited] = [state, waits];
        await run.write(() => this.remember(source.id, again, waited));
        const retryAt = error instanceof WebFailure ? error.retryAt : undefined;
        return { done: false, notBefore: retryAt ?? new Date(Date.now() + 30_000) };
      }
    }
  }

  private async remember(sourceId: string, state: SearchState | null, waits: number): Promise<void> {
    await this.database.write(
      'crawl_sources.remember',
      'update crawl_sources set state = $2, updated_at = now() where id = $1',
      [sourceId, state === null ? null : JSON.stringify({ search: state, waits })],
    );
  }

  /** The source is read; with the last one, the rest of the addresses becomes a chunk. @param problem it failed, and why */
  private async close(run: ChunkRun, source: SourceRow, problem: string | null): Promise<ChunkOutcome> {
    await run.write(async () => {
      const [closed] = await this.database.write<{ found_images: number; status: string }>(
        'crawl_sources.close',
        `update crawl_sources s set updated_at = now(), message = coalesce($2, s.message),
            status = case when s.found_images = 0 and ($2 is not null or exists (select from crawl_pages p where p.crawl_source_id = s.id and p.status = 'failed')) then 'failed' else 'read' end
          where s.id = $1 returning found_images, status`,
        [source.id, problem],
      );
      const [more] = await this.database.write<{ open: boolean }>(
        'crawl_sources.open',
        `select exists (select from crawl_sources where crawl_job_id = $1 and status in ('pending', 'reading')) as open`,
        [source.crawl_job_id],
      );
      if (closed && !more?.open) await this.images.cut(this.jobOf(source), false);
    });
    return { done: true };
  }

  /** The job has as many addresses as it takes. */
  private async isFull(run: ChunkRun): Promise<boolean> {
    const row = await this.database.readOne<{ full: boolean }>(
      'crawl_jobs.is_full',
      'select total_images >= max_images as full from crawl_jobs where id = $1',
      [run.chunk.job_id],
    );
    return row?.full === true;
  }

  private async mark(pageId: string, status: 'read', message: string | null): Promise<void> {
    await this.database.write('crawl_pages.mark', 'update crawl_pages set status = $2, message = $3 where id = $1', [
      pageId,
      status,
      message,
    ]);
  }

  /** The first thing that there is to say of a source stays. */
  private async say(sourceId: string, message: string): Promise<void> {
    await this.database.write(
      'crawl_sources.say',
      'update crawl_sources set message = coalesce(message, $2) where id = $1',
      [sourceId, message],
    );
  }

  private jobOf(source: SourceRow): { id: string; project_id: string } {
    return { id: source.crawl_job_id, project_id: source.project_id };
  }
}

import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import { FileStore } from '../../files/file-store';
import { Answer } from '../../http/answer';
import { zipBundle } from './bundle-zip';
import { type Bundle, BundleRefusedError, bundleStory } from './story-bundle';
import { refuseFaults, StoryTreesService } from '../tree/story-trees.service';

/** A bundle as a file. */
export interface BundleFile {
  name: string;
  /** Begins the zip; whoever begins it must read or destroy it. */
  zip: () => Readable;
}

/** A story as players take it: `story.json`, alone or in a zip with its media (requirement 002). */
@Injectable()
export class StoryBundlesService {
  constructor(
    private readonly trees: StoryTreesService,
    private readonly files: FileStore,
  ) {}

  /** `story.json`, as it is in the zip. @throws ProblemError 404 · 409 where a player could not go on */
  async document(id: string, caller: Caller): Promise<Answer> {
    const { document } = await this.bundle(id, caller);
    return Answer.json(JSON.stringify(document));
  }

  /**
   * A zip with `story.json` and the media that are in the file store. What the file store lacks is not named in the
   * document, so every path that it names is there.
   *
   * @throws ProblemError as {@link document}
   */
  async file(id: string, caller: Caller): Promise<BundleFile> {
    const bundle = await this.bundle(id, caller);
    const name = `${bundle.document.metadata.title.replaceAll(/[^\p{L}\p{M}\p{N} ._-]/gu, '_')}.zip`;
    return { name, zip: () => zipBundle(bundle, (path) => this.files.open(path)) };
  }

  private async bundle(id: string, caller: Caller): Promise<Bundle> {
    const { story, isThere } = await this.trees.withMedia(id, caller);
    try {
      return bundleStory({ story, exportedAt: new Date(), isThere });
    } catch (error) {
      if (error instanceof BundleRefusedError) refuseFaults(error.faults);
      throw error;
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import { FileStore } from '../files/file-store';
import { Answer } from '../http/answer';
import { type Bundle, BundleRefusedError, bundleStory } from './story-bundle';
import { AUDIO_OF_STORY } from './story-trees.queries';
import { refuseFaults, StoryTreesService } from './story-trees.service';

/** A story as players take it: `story.json`, alone or in a zip with its media (requirement 002). */
@Injectable()
export class StoryBundlesService {
  constructor(
    private readonly database: Database,
    private readonly trees: StoryTreesService,
    private readonly files: FileStore,
  ) {}

  /** `story.json`, with the paths that its media have in the zip. @throws ProblemError 404 · 409 where a player could not go on */
  async document(id: string, caller: Caller): Promise<Answer> {
    const { document } = await this.bundle(id, caller, () => true);
    return Answer.json(JSON.stringify(document));
  }

  /**
   * A zip with `story.json` and the media that are in the file store, one after the other as it is read. What the file store
   * lacks is null in the document, so every path that it names is there.
   *
   * @throws ProblemError as {@link document}
   */
  async zip(id: string, caller: Caller): Promise<{ stream: Readable; fileName: string }> {
    const all = await this.bundle(id, caller, () => true);
    const there = await this.files.existing(all.assets.map(({ from }) => from));
    const { document, assets, warnings } = await this.bundle(id, caller, (path) => there.has(path));
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(`${JSON.stringify(document, null, 2)}\n`), 'story.json');
    if (warnings.length > 0) zip.addBuffer(Buffer.from(`${warnings.join('\n')}\n`), 'warnings.txt');
    const stream = zip.outputStream as Readable;
    for (const { from, to } of assets)
      zip.addReadStreamLazy(to, { compress: false }, (taken) => {
        this.files.open(from).then(
          (file) => {
            if (file) taken(null, file);
            else stream.destroy(new Error(`${from} has gone from the file store`));
          },
          (error: unknown) => stream.destroy(error as Error),
        );
      });
    zip.on('error', (error: Error) => stream.destroy(error));
    zip.end();
    return { stream, fileName: `${document.metadata.title.replaceAll(/[^\p{L}\p{M}\p{N} ._-]/gu, '_')}.zip` };
  }

  private async bundle(id: string, caller: Caller, isThere: (path: string) => boolean): Promise<Bundle> {
    const { display_name, tree } = await this.trees.grow(id, caller);
    const shots = await this.trees.shots(id);
    const [row] = await this.database.read<{ audio_design_document: unknown }>('stories.audio', AUDIO_OF_STORY, [id]);
    const story = { id, display_name, audio_design_document: row?.audio_design_document ?? null };
    try {
      return bundleStory({ story, tree, shots, exportedAt: new Date(), isThere });
    } catch (error) {
      if (error instanceof BundleRefusedError) refuseFaults(error.findings);
      throw error;
    }
  }
}

import { createHash } from 'node:crypto';
import type { Entry } from './archive-entry';
import { ATTRIBUTION_HEAD, attributionLine } from './attribution';
import { croissantOf } from './croissant';
import { type DatasetCounts, type DatasetDescription, type DescribedFile, Tally } from './dataset-description';
import { type ExportedPicture, inOrder } from './exported-picture';
import type { ArchiveLayout } from './picture-names';
import { readmeOf } from './readme';
import { ScratchFile } from './scratch-file';

/** More licences than these are named in ATTRIBUTION.md only. */
const MOST_LICENCES = 100;

/** A picture's place in an archive. */
export interface Place {
  /** Of the file in the archive that holds it: its own, or the shard's. */
  path: string;
  /** Of its own file, without folders; no other picture has it. */
  name: string;
}

/** A picture's line of JSON, without its end. */
export function lineOf(picture: ExportedPicture, { path, name }: Place): string {
  return JSON.stringify({ path, name, ...inOrder(picture) });
}

/** The documents in an archive. They grow with every picture that is written, in scratch files, and come last. */
export class DatasetDocuments {
  private pictures = 0;
  private bytes = 0;
  private readonly splits = new Tally('(none)');
  private readonly formats = new Tally('(not known)');
  private readonly verdicts = new Tally('(not checked)');
  private readonly licences = new Tally('(not known)');
  private readonly licenceUrls = new Set<string>();

  private constructor(
    private readonly about: DatasetDescription,
    private readonly layout: ArchiveLayout,
    private readonly list: ScratchFile,
    private readonly attribution: ScratchFile,
  ) {}

  /** @param scratch folder for what grows */
  static async begin(about: DatasetDescription, layout: ArchiveLayout, scratch: string): Promise<DatasetDocuments> {
    const list = await ScratchFile.in(scratch);
    const attribution = await ScratchFile.in(scratch).catch(async (error: unknown) => {
      await list.close();
      throw error;
    });
    await attribution.append(ATTRIBUTION_HEAD);
    return new DatasetDocuments(about, layout, list, attribution);
  }

  /** @param line see {@link lineOf} */
  async add(picture: ExportedPicture, place: Place, line = lineOf(picture, place)): Promise<void> {
    await this.list.append(`${line}\n`);
    await this.attribution.append(attributionLine(place.path, picture));
    this.pictures++;
    this.bytes += picture.size;
    this.splits.add(picture.split);
    this.formats.add(picture.format);
    this.verdicts.add(picture.verdict);
    this.licences.add(picture.licence);
    if (picture.licence_url !== null && this.licenceUrls.size < MOST_LICENCES && URL.canParse(picture.licence_url))
      this.licenceUrls.add(picture.licence_url);
  }

  /** The documents of the pictures that were added, as entries. manifest.json is the last and names the others. */
  async *entries(): AsyncGenerator<Entry> {
    const counts = this.counts();
    const list = await scratchEntry('pictures.ndjson', this.list);
    const attribution = await scratchEntry('ATTRIBUTION.md', this.attribution);
    const licences = [...this.licenceUrls].sort();
    const described = croissantOf(this.about, { counts, licences, list: list.described, layout: this.layout });
    const croissant = textEntry('croissant.json', json(described));
    const readme = textEntry('README.md', readmeOf(this.about, counts, this.layout));
    const documents = [list, attribution, croissant, readme];
    yield* documents.map(({ entry }) => entry);
    const manifest = manifestOf(
      this.about,
      counts,
      documents.map((document) => document.described),
    );
    yield textEntry('manifest.json', json(manifest)).entry;
  }

  async close(): Promise<void> {
    await Promise.all([this.list.close(), this.attribution.close()]);
  }

  private counts(): DatasetCounts {
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

/**
 * What manifest.json says: the pictures, each with its hash, are in `pictures.ndjson`, whose hash is here, so this stays small
 * however many they are.
 */
export function manifestOf(about: DatasetDescription, counts: DatasetCounts, files: readonly DescribedFile[]): object {
  const { name, description, url, creator, published, made, versions, splits } = about;
  return { manifest: 1, name, description, url, creator, published, counts, splits, made, versions, files };
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

interface Document {
  entry: Entry;
  described: DescribedFile;
}

function textEntry(name: string, text: string): Document {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { entry: { name, size: bytes.length, body: () => bytes }, described: { name, size: bytes.length, sha256 } };
}

async function scratchEntry(name: string, file: ScratchFile): Promise<Document> {
  const sha256 = await file.sha256();
  const { size } = file;
  const body = () => file.read();
  return { entry: { name, size, body }, described: { name, size, sha256 } };
}

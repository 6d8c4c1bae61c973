import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ContentStore, ReceivedFile } from '../../files/content-store';
import type { Written } from './archives/archive-writer';
import type { DatasetDescription } from './archives/dataset-description';
import { datasetEntries } from './archives/dataset-entries';
import type { ExportedPicture } from './archives/exported-picture';
import { writeCsv, writeJson } from './archives/picture-lists';
import { TarGzWriter, TarWriter } from './archives/tar-writer';
import { commonSuffix, webdatasetEntries } from './archives/webdataset';
import { ZipWriter } from './archives/zip-writer';
import type { ExportFormat } from './export-job.dto';
import type { Selection } from './selection';

/** What is to be written. */
export interface Order {
  format: ExportFormat;
  /** Of a webdataset. */
  suffix: string | null;
  about: DatasetDescription;
  selection: Selection;
  pictures: AsyncIterable<ExportedPicture>;
  signal: AbortSignal;
}

/**
 * Writes the file of an export into the store, through a pipe: as fast as the store takes it, and never whole in memory.
 *
 * @returns the file, which must be kept or discarded
 * @throws PictureFileError · MixedFormatsError · the signal's reason · what the store fails with
 */
export async function writeExport(
  order: Order,
  store: ContentStore,
): Promise<{ file: ReceivedFile; written: Written }> {
  const { signal } = order;
  const pipe = new PassThrough();
  let first: { error: unknown } | undefined;
  // Whichever end breaks first says why; the other one only says that it was cut off.
  const noted = <T>(end: Promise<T>) =>
    end.catch((error: unknown) => {
      first ??= { error };
      return undefined;
    });
  const [written, file] = await Promise.all([
    noted(writerOf(order, store)(pipe)),
    noted(store.receive(pipe, { maxBytes: Number.MAX_SAFE_INTEGER, signal })),
  ]);
  if (written && file) return { file, written };
  await file?.discard();
  throw first?.error instanceof Error ? first.error : new Error('the export was not written');
}

function writerOf(
  { format, suffix, about, selection, pictures, signal }: Order,
  store: ContentStore,
): (output: PassThrough) => Promise<Written> {
  // Beside what is being received: what is written here is as large in its way, and is as gone in the end.
  const scratch = dirname(selection.file.path);
  const entries = () => datasetEntries(pictures, store, about, scratch);
  switch (format) {
    case 'csv':
      return (output) => writeCsv(pictures, output, signal);
    case 'json':
      return (output) => writeJson(pictures, output, signal);
    case 'zip':
      return (output) => new ZipWriter(scratch).write(entries(), output, signal);
    case 'tar':
      return (output) => new TarWriter().write(entries(), output, signal);
    case 'tar.gz':
      return (output) => new TarGzWriter().write(entries(), output, signal);
    case 'webdataset': {
      const options = { suffix: commonSuffix(selection.formats, suffix ?? undefined), scratch, signal };
      return (output) => new TarWriter().write(webdatasetEntries(pictures, store, about, options), output, signal);
    }
  }
}

/** How the file of an export is called, for whoever keeps it. @param name of the export */
export function fileNameOf(name: string, format: ExportFormat): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${plain === '' ? 'export' : plain}.${format === 'webdataset' ? 'tar' : format}`;
}

/** The media type of the file of an export. */
export function mediaTypeOfExport(format: ExportFormat): string {
  return MEDIA_TYPES[format];
}

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  zip: 'application/zip',
  tar: 'application/x-tar',
  webdataset: 'application/x-tar',
  'tar.gz': 'application/gzip',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
};

/** Every media type that the file of an export may have, without parameters. */
export const EXPORT_MEDIA_TYPES = [...new Set(Object.values(MEDIA_TYPES).map((type) => type.replace(/;.*/, '')))];

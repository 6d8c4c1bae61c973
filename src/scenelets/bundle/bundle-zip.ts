import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Bundle } from './story-bundle';

/**
 * A zip with `story.json`, `warnings.txt` where there are some, and the media. A file is opened when the one before it has
 * been read; none stays open once the zip has ended or been destroyed.
 *
 * @param open gives a file's bytes, undefined where it has gone meanwhile: then the zip breaks off with an error, since its
 *   `story.json` names the file
 */
export function zipBundle(
  { document, assets, warnings }: Bundle,
  open: (path: string) => Promise<Readable | undefined>,
): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const breakOff = (error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  zip.on('error', breakOff);
  zip.addBuffer(Buffer.from(`${JSON.stringify(document, null, 2)}\n`), 'story.json');
  if (warnings.length > 0) zip.addBuffer(Buffer.from(`${warnings.join('\n')}\n`), 'warnings.txt');
  // yazl only pipes: it closes no file when nobody reads on, and does not hear when one cannot be read.
  let file: Readable | undefined;
  output.once('close', () => file?.destroy());
  const take = async (path: string, taken: (error: null, file: Readable) => void): Promise<void> => {
    file = await open(path);
    if (!file) throw new Error(`${path} has gone from the file store`);
    file.on('error', breakOff);
    if (output.destroyed) file.destroy();
    else taken(null, file);
  };
  for (const { from, to } of assets)
    zip.addReadStreamLazy(to, { compress: false }, (taken) => {
      take(from, taken).catch(breakOff);
    });
  zip.end();
  return output;
}

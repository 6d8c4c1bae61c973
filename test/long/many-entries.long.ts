import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { ZipWriter } from '../../src/datasets/exports/archives/zip-writer';
import { each, Kept } from '../support/archives';

it('a zip file holds more entries than 16 bits count, and gives them back', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'continuity-archives-'));
  const names = Array.from({ length: 66_000 }, (_, index) => String(index));
  const entries = names.map((name) => ({ name, size: 0, body: () => Buffer.alloc(0) }));
  const output = new Kept();
  const report = await new ZipWriter(scratch).write(each(entries), output, new AbortController().signal);
  expect(report.count).toBe(names.length);
  const zip = await fromBufferPromise(output.bytes());
  const found: string[] = [];
  for await (const entry of zip.eachEntry()) found.push(entry.fileName);
  expect(found).toEqual(names);
  rmSync(scratch, { recursive: true });
});

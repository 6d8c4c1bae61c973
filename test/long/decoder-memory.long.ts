import { readFileSync } from 'node:fs';
import { DecoderPool } from '../../src/datasets/validation/engine';
import { WRITTEN_FORMATS, encoded, photo } from '../support/pictures';

const FEW = 1000;
const MANY = 50_000;

/** Resident memory of the one process of a pool, in bytes, as it is between two pictures. */
function memoryOf(pool: DecoderPool): number {
  const { idle } = pool as unknown as { idle: { child: { pid: number } }[] };
  const pages = readFileSync(`/proc/${String(idle[0]!.child.pid)}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * 4096;
}

(process.platform === 'linux' ? it : it.skip)(
  `a decoder takes no more than 1.3 times the memory after ${MANY} pictures that it takes after ${FEW} (read from /proc, which only Linux has)`,
  async () => {
    const pictures = await Promise.all(
      WRITTEN_FORMATS.flatMap((format) => [1, 2, 3].map((seed) => encoded(photo(seed, 40 * seed, 30 * seed), format))),
    );
    // One process for all of them: what a fresh one would hide is what is looked for.
    const pool = new DecoderPool({ processes: 1, tasksPerProcess: Infinity });
    let after = NaN;
    for (let done = 1; done <= MANY; done++) {
      await pool.examine(pictures[done % pictures.length]!);
      if (done === FEW) after = memoryOf(pool);
      if (done % 10_000 === 0) console.log(`${done} pictures: ${Math.round(memoryOf(pool) / 2 ** 20)} MB`);
    }
    expect(memoryOf(pool)).toBeLessThanOrEqual(1.3 * after);
    await pool.close();
  },
);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import {
  NO_PICTURES,
  WRITTEN_FORMATS,
  type WrittenFormat,
  animated,
  blackPng,
  encoded,
  gifOfFrames,
  overwritten,
  photo,
  truncated,
} from '../../../../test/support/pictures';
import { DecoderPool } from './decoder-pool';
import { hammingDistance, hashOf } from './hash-distance';

let folder: string;
let pool: DecoderPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'continuity-pictures-'));
  pool = new DecoderPool({ processes: 2 });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

/** The same file for the same photo: that of seed 1 and 2 is asked for again and again. */
const files = new Map<string, Promise<Buffer>>();
const photoAs = (seed: number, format: WrittenFormat): Promise<Buffer> => {
  const name = `${String(seed)} ${format}`;
  const known = files.get(name) ?? encoded(photo(seed), format);
  files.set(name, known);
  return known;
};

/** The processes that a pool has now. */
const processesOf = (given: DecoderPool): number[] => {
  const { working, idle } = given as unknown as Record<'working' | 'idle', Iterable<{ child: { pid: number } }>>;
  return [...working, ...idle].map(({ child }) => child.pid);
};

/** Those that have a picture in work, and can do it. */
const beginningOf = (given: DecoderPool): number[] => {
  const { working } = given as unknown as { working: Set<{ isReady: boolean; child: { pid: number } }> };
  return [...working].flatMap(({ isReady, child }) => (isReady ? [child.pid] : []));
};

const kill = (pid = NaN) => process.kill(pid, 'SIGKILL');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(5);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a good picture', () => {
  it.each(WRITTEN_FORMATS)('in %s is ok', async (format) => {
    const bytes = await photoAs(1, format);
    const facts = await pool.examine(bytes);
    expect(facts).toMatchObject({ verdict: 'ok', reason: null, format, bytes: bytes.length });
    expect(facts).toMatchObject({ width: 400, height: 300, frames: 1, animated: false, has_alpha: false });
    expect(facts.hash).toEqual({
      value: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      quality: expect.any(Number) as number,
    });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('is read from its file, too', async () => {
    const [path, bytes] = [join(folder, 'picture'), await photoAs(1, 'png')];
    await writeFile(path, bytes);
    expect(await pool.examine(path)).toEqual(await pool.examine(bytes));
  });

  it('has the size in which it is shown, whatever its orientation', async () => {
    const turned = await photo(1).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await pool.examine(turned)).toMatchObject({ verdict: 'ok', width: 300, height: 400 });
  });

  it.each(['gif', 'webp'] as const)('that moves (%s) has its frames', async (format) => {
    const facts = await pool.examine(await animated(format, 7));
    expect(facts).toMatchObject({ verdict: 'ok', frames: 7, animated: true, width: 80, height: 60 });
  });

  it('may be of any colour space and depth, transparent, interlaced or tiny', async () => {
    const pictures = {
      cmyk: photo(1).toColourspace('cmyk').jpeg(),
      grey: photo(1).toColourspace('b-w').png(),
      deep: photo(1).toColourspace('rgb16').png(),
      palette: photo(1).png({ palette: true }),
      progressive: photo(1).jpeg({ progressive: true }),
      lossless: photo(1).webp({ lossless: true }),
      see_through: photo(1).ensureAlpha(0.5).png(),
      one_pixel: sharp(await photo(1).png().toBuffer())
        .resize(1, 1)
        .png(),
    };
    for (const [name, picture] of Object.entries(pictures)) {
      const { verdict, has_alpha } = await pool.examine(await picture.toBuffer());
      expect([name, verdict, has_alpha]).toEqual([name, 'ok', name === 'see_through']);
    }
    expect(await pool.examine(blackPng(30, 20, { interlaced: true, bits: 8 }))).toMatchObject({ verdict: 'ok' });
  });

  it('has the hashes of its mirrored pictures when they are asked for', async () => {
    const bytes = await photoAs(1, 'png');
    const { hash } = await pool.examine(bytes, { variants: true });
    const other = await pool.examine(await sharp(bytes).flop().png().toBuffer());
    expect(hash?.variants).toHaveLength(8);
    const distance = hammingDistance(hashOf(hash?.variants?.[1] ?? ''), hashOf(other.hash?.value ?? ''));
    expect(distance).toBeLessThanOrEqual(2);
  });

  it('may have a warning about something that no pixel depends on', async () => {
    const jpeg = await photoAs(1, 'jpeg');
    const strayBytes = Buffer.concat([
      jpeg.subarray(0, -2),
      Buffer.alloc(20, 0x11),
      jpeg.subarray(-2),
      Buffer.alloc(999),
    ]);
    expect(await pool.examine(strayBytes)).toMatchObject({ verdict: 'ok' });
  });
});

describe('a bad picture', () => {
  it.each(WRITTEN_FORMATS)('that was cut off (%s) is not ok, wherever it was cut', async (format) => {
    const bytes = await photoAs(2, format);
    for (const part of [0.05, 0.3, 0.6, 0.9, 0.99]) {
      const { verdict, reason } = await pool.examine(truncated(bytes, part));
      expect([part, ['recoverable', 'corrupt'].includes(verdict), reason === null]).toEqual([part, true, false]);
    }
  });

  it.each(['jpeg', 'png', 'gif'] as const)('that lost its second half (%s) can be shown in part', async (format) => {
    const facts = await pool.examine(truncated(await photoAs(2, format)));
    expect(facts).toMatchObject({
      verdict: 'recoverable',
      width: 400,
      height: 300,
      scores: expect.any(Object) as object,
    });
  });

  it('whose second half is zeros is recoverable', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const bytes = await photoAs(2, format);
      const half = Math.floor(bytes.length / 2);
      expect(await pool.examine(overwritten(bytes, half, bytes.length - half))).toMatchObject({
        verdict: 'recoverable',
      });
    }
  });

  it('that has a hole is recoverable where the format can tell', async () => {
    const png = await photoAs(2, 'png');
    expect(await pool.examine(overwritten(png, 5000, 100))).toMatchObject({ verdict: 'recoverable' });
    const jpeg = await photoAs(2, 'jpeg');
    expect(await pool.examine(overwritten(jpeg, 3000, 3000, 0xfe))).toMatchObject({
      verdict: 'recoverable',
      reason: { code: 'damaged' },
    });
  });

  it('that lost some of its frames is recoverable', async () => {
    const facts = await pool.examine(truncated(await animated('gif', 9), 0.6));
    expect(facts.verdict).toBe('recoverable');
  });

  it('without a byte is corrupt', async () => {
    expect(await pool.examine(Buffer.alloc(0))).toMatchObject({
      verdict: 'corrupt',
      bytes: 0,
      reason: { code: 'empty' },
    });
  });

  it.each(Object.entries(NO_PICTURES))('that is %s is unsupported', async (format, bytes) => {
    expect(await pool.examine(bytes)).toMatchObject({ verdict: 'unsupported', format, hash: null, scores: null });
  });

  it('of noise is unsupported, of noise under a true beginning corrupt', async () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 251));
    expect(await pool.examine(noise)).toMatchObject({ verdict: 'unsupported', format: null });
    for (const format of WRITTEN_FORMATS) {
      const start = (await photoAs(2, format)).subarray(0, 32);
      expect([format, (await pool.examine(Buffer.concat([start, noise]))).verdict]).toEqual([format, 'corrupt']);
    }
  });

  it('with more pixels, frames or bytes than the limit is not decoded', async () => {
    const small = new DecoderPool({ processes: 1, limits: { bytes: 3_000_000 } });
    expect(await small.examine(blackPng(20_000, 20_000))).toMatchObject({
      verdict: 'unsupported',
      reason: { code: 'too_many_pixels' },
      width: 20_000,
      height: 20_000,
    });
    expect(await small.examine(gifOfFrames(50_000))).toMatchObject({
      verdict: 'unsupported',
      reason: { code: 'too_many_frames' },
      frames: 50_000,
    });
    expect(await small.examine(Buffer.alloc(3_000_001, 0xff))).toMatchObject({ reason: { code: 'too_many_bytes' } });
    await small.close();
  });

  it('costs nothing but its own verdict', async () => {
    const good = await photoAs(3, 'jpeg');
    const bad = [...Object.values(NO_PICTURES), truncated(good), Buffer.alloc(0), blackPng(20_000, 20_000)];
    const mixed = Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? good : (bad[at % bad.length] ?? good)));
    const verdicts = await Promise.all(mixed.map(async (bytes) => (await pool.examine(bytes)).verdict));
    for (const [at, verdict] of verdicts.entries()) expect(verdict === 'ok').toBe(at % 2 === 0);
    expect(processesOf(pool)).toHaveLength(2);
  });
});

/** Takes a second of a processor's time, and hundreds of megabytes when it is interlaced. */
const SLOW = blackPng(7000, 7000, { bits: 16, colours: 'rgb' });
const HUNGRY = () => blackPng(8000, 8000, { bits: 16, colours: 'rgb', interlaced: true });

describe('the process that decodes', () => {
  it('is killed for a picture that takes too long, and replaced', async () => {
    const hasty = new DecoderPool({ processes: 1, limits: { seconds: 0.2 } });
    const good = await encoded(photo(4, 100, 80), 'jpeg');
    const [slow, next] = await Promise.all([hasty.examine(SLOW), hasty.examine(good)]);
    expect(slow).toMatchObject({
      verdict: 'unsupported',
      reason: { code: 'too_slow' },
      bytes: expect.any(Number) as number,
    });
    expect(next).toMatchObject({ verdict: 'ok' });
    await hasty.close();
  });

  it('is killed for a picture that takes too much memory, and replaced', async () => {
    const modest = new DecoderPool({ processes: 1, limits: { memory: 180 * 2 ** 20 } });
    const good = await encoded(photo(4, 100, 80), 'jpeg');
    const [hungry, next] = await Promise.all([modest.examine(HUNGRY()), modest.examine(good)]);
    expect(hungry).toMatchObject({ verdict: 'unsupported', reason: { code: 'too_much_memory' } });
    expect(next).toMatchObject({ verdict: 'ok' });
    await modest.close();
  });

  it('gets a picture a second try when it dies in the middle', async () => {
    const one = new DecoderPool({ processes: 1 });
    const answer = one.examine(SLOW);
    await until(() => beginningOf(one).length === 1);
    const [first] = beginningOf(one);
    kill(first);
    expect(await answer).toMatchObject({ verdict: 'ok', width: 7000 });
    expect(processesOf(one)).not.toContain(first);
    await one.close();
  });

  it('costs a picture its good name when it dies of it twice, and no other picture', async () => {
    const two = new DecoderPool({ processes: 2 });
    const good = await encoded(photo(4, 100, 80), 'jpeg');
    await two.examine(good);
    const state = { isOver: false };
    const fatal = two.examine(SLOW).finally(() => (state.isOver = true));
    const others = Array.from({ length: 6 }, () => two.examine(good));
    const rest = await Promise.all(others);
    // Only the slow picture is in work now: whatever works is killed until it is given up.
    while (!state.isOver) {
      for (const pid of beginningOf(two)) kill(pid);
      await delay(20);
    }
    expect(await fatal).toMatchObject({ verdict: 'corrupt', reason: { code: 'decoder_died' } });
    expect((await fatal).reason?.detail).toContain('SIGKILL');
    for (const { verdict } of rest) expect(verdict).toBe('ok');
    expect(await two.examine(good)).toMatchObject({ verdict: 'ok' });
    await two.close();
  });

  it('may be killed while it waits for work', async () => {
    const one = new DecoderPool({ processes: 1 });
    const good = await encoded(photo(4, 100, 80), 'jpeg');
    await one.examine(good);
    const [idle] = processesOf(one);
    kill(idle);
    expect(await one.examine(good)).toMatchObject({ verdict: 'ok' });
    expect(processesOf(one)).not.toContain(idle);
    await one.close();
  });

  it('makes room for a fresh one after so many pictures', async () => {
    const one = new DecoderPool({ processes: 1, tasksPerProcess: 3 });
    const good = await encoded(photo(4, 100, 80), 'jpeg');
    const seen = new Set<number>();
    for (let picture = 0; picture < 7; picture++) {
      const answer = one.examine(good);
      await until(() => processesOf(one).length > 0);
      for (const pid of processesOf(one)) seen.add(pid);
      expect(await answer).toMatchObject({ verdict: 'ok' });
    }
    expect(seen.size).toBe(3);
    await one.close();
  });

  it('ends with its pool, whose waiting pictures fail', async () => {
    const one = new DecoderPool({ processes: 1 });
    const answers = [one.examine(SLOW), one.examine(SLOW)].map((answer) => answer.catch(String));
    await until(() => processesOf(one).length > 0);
    const [pid] = processesOf(one);
    await one.close();
    expect(isAlive(pid ?? 0)).toBe(false);
    for (const answer of await Promise.all(answers)) expect(answer).toContain('closed');
    await expect(one.examine(Buffer.alloc(1))).rejects.toThrow('closed');
  });

  it('ends when its parent is killed, even in the middle of a picture', async () => {
    const path = join(folder, 'slow.png');
    await writeFile(path, SLOW);
    const engine = join(__dirname.replace('/src/', '/dist/src/'), 'index.js');
    expect(existsSync(engine)).toBe(true);
    const program = `const pool = new (require(${JSON.stringify(engine)}).DecoderPool)({ processes: 1 });
      pool.examine(${JSON.stringify(path)});
      for (const decoder of pool.working) console.log(decoder.child.pid);`;
    const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });

  it('says when a file is not there, which is not the fault of any picture', async () => {
    await expect(pool.examine(join(folder, 'nothing'))).rejects.toThrow('ENOENT');
  });
});

describe('a thumbnail', () => {
  it('is the picture in a box, on white', async () => {
    const seen = await pool.thumbnail(await photo(5).ensureAlpha(0).png().toBuffer(), { width: 100, height: 100 });
    expect(seen).toMatchObject({ width: 100, height: 75 });
    expect(seen?.data).toHaveLength(100 * 75 * 3);
    expect(new Set(seen?.data)).toEqual(new Set([255]));
  });

  it('is made of what is left of a damaged picture, and not at all of none', async () => {
    const box = { width: 50, height: 50 };
    expect(await pool.thumbnail(truncated(await encoded(photo(5), 'jpeg')), box)).toMatchObject({ width: 50 });
    for (const bytes of [...Object.values(NO_PICTURES), blackPng(20_000, 20_000)])
      expect(await pool.thumbnail(bytes, box)).toBeNull();
  });
});

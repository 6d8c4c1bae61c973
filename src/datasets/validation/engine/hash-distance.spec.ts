import fc from 'fast-check';
import { FINDABLE_DISTANCE, hammingDistance, hashOf, partDistance, partsOf, probes, signedHash } from './hash-distance';

const hashes = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const flipped = (hash: bigint, bits: readonly number[]) =>
  bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), hash);

const someBits = (most: number) => fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: most });

describe('the distance of two hashes', () => {
  it('is the number of bits in which they differ, signed or not', () => {
    fc.assert(
      fc.property(hashes, someBits(64), (hash, bits) => {
        const other = flipped(hash, bits);
        expect(hammingDistance(hash, other)).toBe(bits.length);
        expect(hammingDistance(signedHash(hash), signedHash(other))).toBe(bits.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('is taken of what facts hold', () => {
    expect(hammingDistance(hashOf('ffffffffffffffff'), hashOf('0000000000000000'))).toBe(64);
    expect(hammingDistance(hashOf('8000000000000001'), hashOf('0000000000000000'))).toBe(2);
  });

  it('fits a bigint column', () => {
    fc.assert(
      fc.property(hashes, (hash) => {
        const signed = signedHash(hash);
        expect(signed >= -(2n ** 63n) && signed < 2n ** 63n).toBe(true);
        expect(partsOf(signed)).toEqual(partsOf(hash));
      }),
    );
  });
});

describe('the probes of a part', () => {
  it.each([
    [0, 1],
    [1, 17],
    [2, 137],
  ])('within %i bits are %i', (distance, count) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (part) => {
        const found = probes(part, distance);
        expect(new Set(found).size).toBe(count);
        expect(found).toHaveLength(count);
        for (const probe of found) {
          expect(probe).toBe(probe & 0xffff);
          expect(hammingDistance(BigInt(probe), BigInt(part))).toBeLessThanOrEqual(distance);
        }
      }),
    );
  });

  it('find each pair of hashes that is near enough, at every distance', () => {
    fc.assert(
      fc.property(hashes, someBits(FINDABLE_DISTANCE), (hash, bits) => {
        const other = partsOf(flipped(hash, bits));
        const found = partsOf(hash).some((part, place) =>
          probes(part, partDistance(bits.length)).includes(other[place] ?? -1),
        );
        expect(found).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

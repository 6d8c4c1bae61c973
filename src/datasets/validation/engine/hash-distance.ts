/** As many bits of two hashes may differ for {@link probes} within 2 of each part to find one by the other. */
export const FINDABLE_DISTANCE = 10;

const PARTS = 4;
const PART_BITS = 16;

/** How many of the 64 bits of two hashes differ. Signed values, as a bigint column holds them, do as well. */
export function hammingDistance(a: bigint, b: bigint): number {
  const differing = BigInt.asUintN(64, a ^ b);
  return bitsOf(Number(differing & 0xffff_ffffn)) + bitsOf(Number(differing >> 32n));
}

/** The set bits of a 32-bit number, counted in pairs, nibbles and bytes at once. */
function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** The four 16-bit parts of a hash (0 to 65,535), the highest bits first. */
export function partsOf(hash: bigint): [number, number, number, number] {
  const part = (place: bigint) => Number((hash >> (place * BigInt(PART_BITS))) & 0xffffn);
  return [part(3n), part(2n), part(1n), part(0n)];
}

/**
 * All 16-bit values that differ from a part in at most so many bits, itself first: 1, 17, 137 of them for 0, 1, 2. Two hashes
 * within {@link FINDABLE_DISTANCE} bits share out at most 10 differences over four parts, so that one part has at most 2:
 * whoever looks up the probes of each part (multi-index hashing) misses no pair.
 *
 * @param part 0 to 65,535
 * @param distance 0 to 2
 */
export function probes(part: number, distance: number): number[] {
  const found = [part];
  if (distance >= 1) for (let one = 0; one < PART_BITS; one++) found.push(part ^ (1 << one));
  if (distance >= 2)
    for (let one = 1; one < PART_BITS; one++)
      for (let other = 0; other < one; other++) found.push(part ^ (1 << one) ^ (1 << other));
  return found;
}

/** How far a part may be away, at least in one of the four, when the whole hashes are within so many bits. */
export const partDistance = (distance: number): number => Math.floor(distance / PARTS);

/** A hash as facts hold it (16 hexadecimal digits) as a number. */
export const hashOf = (digits: string): bigint => BigInt(`0x${digits}`);

/** A hash as PostgreSQL's bigint holds it: the same 64 bits, signed. */
export const signedHash = (hash: bigint): bigint => BigInt.asIntN(64, hash);

/** A stream of random numbers that belongs to one seed and one item: no other item's draws move it. */
export interface RandomStream {
  /** Uniform in (0, 1), never 0 nor 1, with 52 random bits. */
  uniform(): number;
}

/**
 * The random stream of `item` under `seed` (both of 32 bits): the n-th number is a hash of n keyed with both, so that it
 * can be had without those before. Items of one seed never share a key: every step of the first word is one-to-one.
 */
export function randomStream(seed: number, item: number): RandomStream {
  const first = scramble(scramble(seed) + item);
  const second = scramble(first ^ 0x9e3779b9) ^ seed;
  let drawn = 0;
  const word = (): number => scramble(scramble(Math.imul(++drawn, 0x9e3779b1) ^ first) + second);
  return {
    uniform: () => ((word() >>> 6) * 2 ** 26 + (word() >>> 6) + 0.5) * 2 ** -52,
  };
}

/** One-to-one mixing of 32 bits: the finalizer of MurmurHash3 (Appleby, public domain). */
function scramble(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** What random numbers are for: every purpose has numbers of its own. */
export const randomStreams = {
  initialWeights: 1,
  split: 2,
  shuffle: 3,
  noise: 4,
  noisePlaces: 5,
} as const;

/**
 * Four random 32-bit words as a pure function of key and counter: Philox4x32 with ten rounds.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.
 */
export function philox(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): [number, number, number, number] {
  let [k0, k1] = key;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(0xd2511f53, c0);
    const high0 = highProduct(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    const high1 = highProduct(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** `count` random 32-bit words of a stream; `index` tells apart sequences of one stream (the epoch, for shuffling). */
export function randomWords(
  seed: number,
  stream: number,
  index: number,
  count: number,
): Uint32Array {
  const words = new Uint32Array(count);
  for (let at = 0; at < count; at += 4) {
    const block = at / 4;
    const four = philox([seed, stream], [block, Math.floor(block / 2 ** 32), index, 0]);
    for (let i = 0; i < 4 && at + i < count; i++) words[at + i] = four[i];
  }
  return words;
}

/** The numbers 0 ... count - 1 in an order that depends on seed, stream and index alone (Fisher-Yates). */
export function permutation(
  seed: number,
  stream: number,
  index: number,
  count: number,
): Uint32Array {
  const words = randomWords(seed, stream, index, count);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((words[i] / 2 ** 32) * (i + 1));
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}

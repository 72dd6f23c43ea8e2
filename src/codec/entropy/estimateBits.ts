/** 1.5 x 2^n: the middle of the numbers with n + 1 binary digits. */
const halfway = Float64Array.from({ length: 1024 }, (_, n) => 1.5 * 2 ** n);

/**
 * Roughly the bits of coding whole numbers by themselves: the entropy of sign, order of magnitude and leading binary
 * digit, plus the remaining digits. Has few classes, so that small samples do not flatter it.
 */
export function estimateBits(values: Float64Array): number {
  const counts = new Float64Array(512);
  let raw = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const size = Math.abs(value);
    let bucket = size;
    if (size >= 4) {
      const exponent = Math.floor(Math.log2(size));
      const half = size >= halfway[exponent] ? 1 : 0;
      bucket = 2 * exponent + half;
      raw += exponent - 1;
    }
    counts[value < 0 ? 256 + bucket : bucket]++;
  }
  let bits = raw;
  for (const count of counts) {
    if (count > 0) bits += count * Math.log2(values.length / count);
  }
  return bits;
}

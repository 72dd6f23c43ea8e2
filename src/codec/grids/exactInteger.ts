/** A finite float64 number as a whole multiple of 2^-1074: exact. */
export function exactInteger(value: number): bigint {
  const [word] = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer);
  const exponent = Number(word >> 52n);
  const mantissa = (word & (2n ** 52n - 1n)) + (exponent > 0 ? 2n ** 52n : 0n);
  const size = mantissa << BigInt(Math.max(0, exponent - 1));
  return value < 0 ? -size : size;
}

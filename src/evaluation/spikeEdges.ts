const bins = 5;

/**
 * Edges of five bins with `value` in the middle one, for a column that holds nothing else.
 * @param margin how far decompressed values may lie from it
 * @param smallest the smallest half width that can be told apart
 * @param limit no edge beyond ± this
 */
export function spikeEdges(
  value: number,
  margin: number,
  smallest: number,
  limit: number,
): number[] {
  const half = Math.max(value === 0 ? 0.5 : Math.abs(value) / 20, 1.5 * margin, smallest);
  const middle = Math.max(half - limit, Math.min(limit - half, value));
  return Array.from({ length: bins + 1 }, (_, i) => middle + ((2 * i - bins) / bins) * half);
}

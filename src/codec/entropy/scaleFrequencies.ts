/**
 * Whole-number frequencies, each at least 1, in proportion to `counts`, that add up to 2^scaleBits.
 * @param counts at most 2^scaleBits numbers, none negative
 */
export function scaleFrequencies(counts: Float64Array, scaleBits: number): Uint32Array {
  const total = 2 ** scaleBits;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  const scale = sum > 0 ? total / sum : 0;
  const frequencies = new Uint32Array(counts.length);
  let used = 0;
  for (let i = 0; i < counts.length; i++) {
    frequencies[i] = Math.max(1, Math.round(counts[i] * scale));
    used += frequencies[i];
  }
  while (used !== total) {
    const step = used > total ? -1 : 1;
    const order = byCostOfStep(counts, frequencies, step);
    if (order.length === 0) throw new Error("More symbols than slots in a table of frequencies.");
    for (const i of order.slice(0, Math.abs(total - used))) {
      frequencies[i] += step;
      used += step;
    }
  }
  return frequencies;
}

/** Symbols whose frequency can take the step, the one that loses the fewest bits by it first. */
function byCostOfStep(counts: Float64Array, frequencies: Uint32Array, step: number): number[] {
  const candidates: { readonly symbol: number; readonly cost: number }[] = [];
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const frequency = frequencies[symbol];
    if (frequency + step < 1) continue;
    candidates.push({ symbol, cost: -counts[symbol] * Math.log2((frequency + step) / frequency) });
  }
  candidates.sort((a, b) => a.cost - b.cost || a.symbol - b.symbol);
  return candidates.map((candidate) => candidate.symbol);
}

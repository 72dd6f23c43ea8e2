/** The golden ratio less one: multiples of it fill the unit interval evenly. */
const goldenStep = 0.6180339887498949;

/**
 * Roughly the bits that values take on their grid when a relation tells them up to `residuals`: the entropy of the residuals,
 * from the spacing of every so many of them in rising order (Vasicek 1976), over the width of a cell. Residuals are spread
 * over their cells first: those of values on a grid that follow from others on it would have no spacing.
 * @param width of the cells, in the units of the residuals
 */
export function residualBits(residuals: Float64Array, width: number): number {
  const sorted = residuals
    .map((residual, i) => residual + width * (((i * goldenStep) % 1) - 0.5))
    .sort();
  const count = sorted.length;
  const apart = Math.max(1, Math.round(Math.sqrt(count)));
  if (count <= apart) return 0;
  let bits = 0;
  for (let i = 0; i + apart < count; i++) {
    const density = ((sorted[i + apart] - sorted[i]) * count) / apart;
    bits += Math.log2(Math.max(1, density / width));
  }
  return bits / (count - apart);
}

/** Half the distance between the quartiles in units of that of a normal distribution: a width that tails do not change. */
export function robustSpread(values: Float64Array): number {
  const sorted = values.slice().sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  return (at(0.75) - at(0.25)) / 1.349;
}

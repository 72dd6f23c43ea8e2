/**
 * Pearson's r over the rows that both masks allow (1), in two passes (products about the means of just these rows); null
 * where either side is constant there.
 * @param weights with which means and products are taken; null: every row counts the same
 */
export function pearson(
  x: Float64Array,
  y: Float64Array,
  usableX: Uint8Array,
  usableY: Uint8Array,
  weights: Float64Array | null = null,
): number | null {
  let n = 0;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  let firstX = NaN;
  let firstY = NaN;
  let variesX = false;
  let variesY = false;
  for (let i = 0; i < x.length; i++) {
    if ((usableX[i] & usableY[i]) === 0) continue;
    const a = x[i];
    const b = y[i];
    if (n++ === 0) {
      firstX = a;
      firstY = b;
    }
    if (a !== firstX) variesX = true;
    if (b !== firstY) variesY = true;
    const weight = weights ? weights[i] : 1;
    total += weight;
    sumX += weight * a;
    sumY += weight * b;
  }
  if (!variesX || !variesY || !(total > 0)) return null;
  const meanX = sumX / total;
  const meanY = sumY / total;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    if ((usableX[i] & usableY[i]) === 0) continue;
    const a = x[i] - meanX;
    const b = y[i] - meanY;
    const weight = weights ? weights[i] : 1;
    xx += weight * a * a;
    yy += weight * b * b;
    xy += weight * a * b;
  }
  if (weights && !(xx > 0 && yy > 0)) return null;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

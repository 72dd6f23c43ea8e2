/**
 * Pearson's r over the rows that both masks allow (1), in two passes (products about the means of just these rows); null
 * where either side is constant there.
 */
export function pearson(
  x: Float64Array,
  y: Float64Array,
  usableX: Uint8Array,
  usableY: Uint8Array,
): number | null {
  let n = 0;
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
    sumX += a;
    sumY += b;
  }
  if (!variesX || !variesY) return null;
  const meanX = sumX / n;
  const meanY = sumY / n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    if ((usableX[i] & usableY[i]) === 0) continue;
    const a = x[i] - meanX;
    const b = y[i] - meanY;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

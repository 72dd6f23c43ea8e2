/** Values on a grid: `offset` plus whole multiples of `step`. */
export interface ValueGrid {
  readonly step: number;
  readonly offset: number;
}

/** With fewer values, or fewer of each, steps do not show in a histogram. */
const fewestValues = 100;
const fewestOfEach = 4;
/** Gaps between neighbours are multiples of the step; this quantile of them is the step itself. */
const smallGaps = 0.1;
/** Share of the values that lie on a step, to this part of it. */
const mostOf = 0.98;
const nearness = 0.02;

/**
 * The grid that values in a window lie on, where they lie on one that a histogram would show: that of a derived quantity
 * may be a stored column's in another unit. Null otherwise.
 */
export function findGrid(
  values: Float64Array,
  [from, to]: readonly [number, number],
): ValueGrid | null {
  const inside = values.filter((value) => value >= from && value <= to).sort();
  // Values of their own, stored exactly beside a grid, come once.
  const different = inside.filter(
    (value, i) => value === inside[i + 1] && (i === 0 || value !== inside[i - 1]),
  );
  if (inside.length < fewestValues || different.length < 2) return null;
  if (inside.length < fewestOfEach * different.length) return null;
  const gaps = different
    .subarray(1)
    .map((value, i) => value - different[i])
    .sort();
  const [first, last] = [different[0], different[different.length - 1]];
  const steps = Math.round((last - first) / gaps[Math.floor(smallGaps * gaps.length)]);
  const step = (last - first) / steps;
  let near = 0;
  for (const value of inside) {
    const place = (value - first) / step;
    if (Math.abs(place - Math.round(place)) < nearness) near++;
  }
  if (near < mostOf * inside.length) return null;
  return { step, offset: first - Math.round(first / step) * step };
}

/**
 * The quantile `share` (0 to 1) of ascending values, interpolated linearly between neighbours (Hyndman and Fan's type 7,
 * numpy's default); 0 where there are none.
 */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return 0;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  return low + (high - low) * (position - below);
}

/** Half the distance between the 16 % and the 84 % quantile of ascending values: a robust width. */
export function sigma68(sorted: Float64Array): number {
  return (quantile(sorted, 0.84) - quantile(sorted, 0.16)) / 2;
}

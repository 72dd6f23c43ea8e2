/**
 * Whether |restored - original| <= bound in exact arithmetic, for finite float64 numbers: where the rounded difference
 * equals the bound, its rounding error decides (Knuth's TwoSum).
 */
export function withinBound(original: number, restored: number, bound: number): boolean {
  const difference = restored - original;
  const size = Math.abs(difference);
  if (size < bound) return true;
  if (size !== bound) return false;
  const back = difference - restored;
  const error = restored - (difference - back) - (original + back);
  return difference > 0 ? error <= 0 : error >= 0;
}

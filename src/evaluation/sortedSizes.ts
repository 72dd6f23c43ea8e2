/** The absolute values of ascending numbers, ascending, written to `out`: the two signs are merged, not sorted again. */
export function sortedSizes(sorted: Float64Array, out: Float64Array): Float64Array {
  const n = sorted.length;
  let right = 0;
  while (right < n && sorted[right] < 0) right++;
  let left = right - 1;
  for (let i = 0; i < n; i++) {
    const takeLeft = right >= n || (left >= 0 && -sorted[left] < sorted[right]);
    out[i] = takeLeft ? -sorted[left--] : sorted[right++];
  }
  return out.subarray(0, n);
}

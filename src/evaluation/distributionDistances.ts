/**
 * Distances between the distributions of two samples, both ascending: Wasserstein-1 (area between the distribution
 * functions, in units of the values) and Kolmogorov–Smirnov (their largest difference). Exact, for unequal lengths too.
 * Where one sample alone is empty, the Kolmogorov–Smirnov distance is 1 and the other, undefined, is given as 0.
 */
export function distributionDistances(
  first: Float64Array,
  second: Float64Array,
): { readonly wasserstein: number; readonly kolmogorovSmirnov: number } {
  if (first.length === 0 || second.length === 0) {
    return { wasserstein: 0, kolmogorovSmirnov: first.length === second.length ? 0 : 1 };
  }
  let i = 0;
  let j = 0;
  let area = 0;
  let largest = 0;
  let at = Math.min(first[0], second[0]);
  let gap = 0;
  while (i < first.length || j < second.length) {
    const a = i < first.length ? first[i] : Infinity;
    const b = j < second.length ? second[j] : Infinity;
    const next = Math.min(a, b);
    area += gap * (next - at);
    at = next;
    while (i < first.length && first[i] === at) i++;
    while (j < second.length && second[j] === at) j++;
    gap = Math.abs(i / first.length - j / second.length);
    largest = Math.max(largest, gap);
  }
  return { wasserstein: area, kolmogorovSmirnov: largest };
}

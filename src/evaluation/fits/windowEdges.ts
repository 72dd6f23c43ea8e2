const fewestPerBin = 10;

/**
 * Edges of equal bins in a window, as many as a tenth of its entries within 53 to 199. The number is a prime: edges at
 * simple fractions of a window that people choose would lie on the steps of rounded values again and again, and rounding
 * would shift the peak.
 */
export function windowEdges(window: readonly [number, number], entries: number): Float64Array {
  const bins = [199, 151, 101].find((count) => entries >= count * fewestPerBin) ?? 53;
  const [from, to] = window;
  return Float64Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? to : from + ((to - from) * i) / bins,
  );
}

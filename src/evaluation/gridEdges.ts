const mostBins = 200;

/**
 * Edges of bins that cover `from` to `to` for values on multiples of `step`: every bin holds the same whole number of
 * grid cells, else bins and grid would beat. The edges lie at (k − 1/4) steps, a quarter step off the cells' own edges
 * (on those, original and decompressed would agree by construction).
 * @param width the bin width to come close to
 */
export function gridEdges(from: number, to: number, width: number, step: number): number[] {
  const first = Math.floor(from / step + 0.25);
  const cells = to / step + 0.25 - first;
  const perBin = Math.max(1, Math.round(width / step), Math.ceil(cells / mostBins));
  const bins = Math.max(1, Math.ceil(cells / perBin));
  return Array.from({ length: bins + 1 }, (_, i) => (first + i * perBin - 0.25) * step);
}

/**
 * The nearest edges at (k − 1/4) steps to the ones given, which must lie several steps apart.
 */
export function snapToGrid(edges: readonly number[], step: number): number[] {
  return edges.map((edge, i) => {
    const cell = edge / step + 0.25;
    // The first edge must not cut off what it held.
    return ((i === 0 ? Math.floor(cell) : Math.ceil(cell)) - 0.25) * step;
  });
}

const mostBins = 200;
/** Up to this many different whole numbers, each has its own bin. */
const oneEach = 64;

/**
 * Edges of bins for whole numbers from `from` to `to`: at k − 1/2, a whole number wide.
 * @param width the bin width to come close to
 * @param step the whole step of the decompressed values, 1 where every whole number can occur
 */
export function wholeNumberEdges(from: number, to: number, width: number, step: number): number[] {
  const low = Math.floor(from);
  const high = Math.ceil(to);
  // A quarter step off the edges of the grid's cells, as in gridEdges, brought to the next half below.
  const start =
    step === 1 ? low - 0.5 : Math.ceil((Math.floor(low / step + 0.25) - 0.25) * step) - 0.5;
  const span = high + 0.5 - start;
  const wanted = span <= oneEach ? 1 : Math.round(width / step);
  const perBin = Math.max(1, wanted, Math.ceil(span / step / mostBins));
  const bins = Math.max(1, Math.ceil(span / (perBin * step)));
  return Array.from({ length: bins + 1 }, (_, i) => start + i * perBin * step);
}

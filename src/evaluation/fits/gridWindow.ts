import type { ValueGrid } from "./findGrid.js";

/** Bins of fewer cells are counted as they are: entries cannot be shared by where they lie in them. */
const fewestShared = 8;
/** Beyond this many steps from 0 half a step means nothing any more. */
const mostSteps = 1e12;

/** Bins for values on a grid. */
export interface GridWindow {
  readonly edges: Float64Array;
  /** Whether the bins are so coarse, for the grid, that entries can only be counted in them. */
  readonly counted: boolean;
}

/**
 * Equal bins of a window for values on a grid. Each holds the same whole number of grid cells (what rounds to
 * one stored value), and all cells whose stored value lies in the window are covered, but for a rest that fills no bin:
 * other bins hold now more, now fewer stored values, and χ² would judge that comb. In bins of whole cells the likelihood
 * of stored values is that of the originals.
 * @param width the bin width to come close to
 * @returns null where the steps are too fine to matter at this distance from 0
 */
export function gridWindow(
  [from, to]: readonly [number, number],
  width: number,
  { step, offset }: ValueGrid,
): GridWindow | null {
  if (Math.max(Math.abs(from), Math.abs(to)) / step > mostSteps) return null;
  const first = Math.ceil((from - offset) / step);
  const cells = Math.floor((to - offset) / step) - first + 1;
  const perBin = Math.max(1, Math.round(width / step));
  const bins = Math.max(0, Math.floor(cells / perBin));
  return {
    edges: Float64Array.from(
      { length: bins + 1 },
      (_, i) => offset + (first + i * perBin - 0.5) * step,
    ),
    counted: perBin < fewestShared,
  };
}

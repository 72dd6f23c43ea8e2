import type { Density } from "../protocol/evaluation.js";
import { binOf } from "./fillHistogram.js";

const mostColumns = 60;

/**
 * Counts of rows in cells of (x, Δ). The cells along x are whole numbers of the histogram's bins, at most 60, so that
 * they keep off whatever grid the bins keep off. Rows outside the window are left out.
 */
export function density(
  original: Float64Array,
  delta: Float64Array,
  histogram: { readonly edges: readonly number[]; readonly logX: boolean },
  yEdges: readonly number[],
  weights: ArrayLike<number> | null = null,
): Density {
  const xEdges = coarseEdges(histogram.edges, histogram.logX);
  const columns = xEdges.length - 1;
  const rows = yEdges.length - 1;
  const counts = new Array<number>(columns * rows).fill(0);
  for (let i = 0; i < original.length; i++) {
    if (Number.isNaN(delta[i])) continue;
    const column = binOf(xEdges, original[i]);
    const row = binOf(yEdges, delta[i]);
    if (column < 0 || column >= columns || row < 0 || row >= rows) continue;
    const weight = weights === null ? 1 : weights[i];
    if (Number.isFinite(weight)) counts[row * columns + column] += weight;
  }
  return { xEdges, yEdges, counts };
}

function coarseEdges(edges: readonly number[], logarithmic: boolean): number[] {
  const bins = edges.length - 1;
  const merged = Math.ceil(bins / mostColumns);
  const coarse: number[] = [];
  for (let i = 0; i <= bins; i += merged) coarse.push(edges[i]);
  if (bins % merged !== 0) {
    // The last cell is as wide as the others, although the histogram ends within it.
    const missing = (merged - (bins % merged)) / bins;
    const first = edges[0];
    const last = edges[bins];
    coarse.push(
      logarithmic ? last * Math.pow(last / first, missing) : last + (last - first) * missing,
    );
  }
  return coarse;
}

import { symmetricEdges } from "./symmetricEdges.js";

/** Above this bound, bins that are not whole numbers wide no longer beat visibly with whole residuals. */
const largeBound = 1000;

/** What decides on the bins of Δ; all lengths in one unit. */
export interface ResidualWindow {
  readonly bound: number | null;
  /** 99.9 % quantile of |Δ|, and its largest value. */
  readonly q999: number;
  readonly maxAbs: number;
  /** Width of the column; only shown where all Δ are 0. */
  readonly sigma: number;
  /** Whether every Δ is a whole number. */
  readonly whole: boolean;
  /** The smallest width that numbers of this size can tell apart. */
  readonly quantum: number;
  /** The largest number there is: no edge lies beyond. */
  readonly limit: number;
}

/**
 * Edges of an odd number of bins (at most `bins`) of Δ, symmetric about 0, so that Δ = 0 lies within a bin. They end
 * exactly on ± the bound where there is one, else on the 99.9 % quantile of |Δ|. Whole residuals get whole bins
 * about whole numbers, which end half a step behind the last whole number within the bound.
 */
export function residualEdges(window: ResidualWindow, bins: number): number[] {
  const bounded = window.bound !== null && window.bound > 0;
  const reach = Math.min(window.limit, bounded ? window.bound : spread(window));
  if (window.whole && !(bounded && reach > largeBound)) {
    const steps = 2 * Math.floor(reach) + 1;
    const perBin = Math.ceil(steps / bins);
    const width = perBin % 2 === 0 ? perBin + 1 : perBin;
    const count = Math.max(1, Math.ceil(steps / width));
    const odd = count % 2 === 0 ? count + 1 : count;
    return symmetricEdges((odd * width) / 2, odd);
  }
  return symmetricEdges(reach, distinguishable(reach, window.quantum, bins));
}

function spread(window: ResidualWindow): number {
  if (window.q999 > 0) return window.q999;
  if (window.maxAbs > 0) return window.maxAbs;
  if (window.whole) return 2;
  return window.sigma > 0 ? 1e-3 * window.sigma : 1;
}

function distinguishable(reach: number, quantum: number, bins: number): number {
  const most = Math.min(bins, Math.floor((2 * reach) / quantum));
  return most < 2 ? 1 : most - ((most + 1) % 2);
}

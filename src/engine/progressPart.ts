import type { Progress } from "../data/fileAccess.js";

/** Progress of one part of longer work: 0 to 1 inside becomes `from` to `to` outside. */
export function partOf(progress: Progress, from: number, to: number, phase?: string): Progress {
  if (phase !== undefined) progress.report(from, phase);
  return {
    signal: progress.signal,
    report: (fraction, inner) => {
      progress.report(from + fraction * (to - from), phase ?? inner);
    },
  };
}

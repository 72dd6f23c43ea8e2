import type { Point } from "./series.js";

/**
 * Points of a step line over bins: one at the left edge of each bin and one more to close the last. They are drawn with
 * `stepped: "before"`, which holds a value until the next point. `floor` lifts empty bins onto a log axis.
 */
export function stepPoints(
  edges: readonly number[],
  counts: readonly number[],
  floor = -Infinity,
): Point[] {
  const points = counts.map((count, bin) => ({ x: edges[bin], y: Math.max(count, floor) }));
  const last = points[points.length - 1];
  if (last) points.push({ x: edges[edges.length - 1], y: last.y });
  return points;
}

/** Where an axis over bins ends and its marked under- and overflow bins stand, 3 % of the width outside. */
export interface BinAxis {
  readonly scale: "linear" | "log";
  readonly min: number;
  readonly max: number;
  readonly under: readonly [number, number];
  readonly over: readonly [number, number];
  readonly rules: readonly [number, number];
}

export function binAxis(edges: readonly number[], logX: boolean): BinAxis {
  const into = logX ? Math.log : (value: number) => value;
  const out = logX ? Math.exp : (value: number) => value;
  const low = into(edges[0]);
  const high = into(edges[edges.length - 1]);
  const margin = (high - low) * 0.03;
  return {
    scale: logX ? "log" : "linear",
    min: out(low - margin),
    max: out(high + margin),
    under: [out(low - margin), out(low - margin * 0.28)],
    over: [out(high + margin * 0.28), out(high + margin)],
    rules: [out(low - margin * 0.14), out(high + margin * 0.14)],
  };
}

/** Middle of a bin on the axis it is drawn on. */
export function binCentre(edges: readonly number[], bin: number, logX: boolean): number {
  return logX ? Math.sqrt(edges[bin] * edges[bin + 1]) : (edges[bin] + edges[bin + 1]) / 2;
}

import type { MetricRecord } from "../../src/protocol/runRecord.js";

export type TrainRecord = Extract<MetricRecord, { kind: "train" }>;
export type ValidationRecord = Extract<MetricRecord, { kind: "validation" }>;

export interface Curves {
  readonly train: readonly TrainRecord[];
  readonly validation: readonly ValidationRecord[];
  /** The record of the lowest validation loss, the first of equals. */
  readonly best: ValidationRecord | null;
  /** The curves of the other repeats, where training is repeated. */
  readonly others: readonly Pick<Curves, "train" | "validation">[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The curves of a run, and beside them those of its other repeats.
 * @param used the repeat, from 1, that is shown as the run's own
 */
export function curvesOf(metrics: readonly MetricRecord[], used = 1): Curves {
  const repeats = new Map<number, MetricRecord[]>([[used, []]]);
  for (const record of metrics) {
    const repeat = record.repeat ?? used;
    const own = repeats.get(repeat);
    if (own === undefined) repeats.set(repeat, [record]);
    else own.push(record);
  }
  const [own, ...others] = [...repeats.values()].map((records) => curvesOfOne(records));
  return { ...own, others };
}

/** Where a run was resumed, records of later steps that came before are dropped. */
function curvesOfOne(metrics: readonly MetricRecord[]): Omit<Curves, "others"> {
  const train: TrainRecord[] = [];
  const validation: ValidationRecord[] = [];
  for (const record of metrics) {
    if (record.kind === "train") train.push(record);
    else if (record.kind === "validation") validation.push(record);
    else if (record.kind === "resumed") {
      dropAfter(train, record.resumedAt);
      dropAfter(validation, record.resumedAt);
    }
  }
  let best: ValidationRecord | null = null;
  for (const record of validation) {
    if (Number.isFinite(record.loss) && (!best || record.loss < best.loss)) best = record;
  }
  return { train, validation, best };
}

/** Exponential moving average freed of its bias to the start; weight 0 gives the values back. */
export function smooth(points: readonly Point[], weight: number): Point[] {
  if (weight <= 0) return [...points];
  let sum = 0;
  let norm = 0;
  return points.map(({ x, y }) => {
    if (!Number.isFinite(y)) return { x, y };
    sum = sum * weight + y * (1 - weight);
    norm = norm * weight + (1 - weight);
    return { x, y: sum / norm };
  });
}

/**
 * Thins a curve to at most four points per bucket of equal width in x: first, lowest, highest, last. A spike of one
 * point survives at its exact value.
 */
export function thin(points: readonly Point[], buckets: number): readonly Point[] {
  if (points.length <= buckets * 4) return points;
  const start = points[0].x;
  const width = (points[points.length - 1].x - start) / buckets || 1;
  const kept: Point[] = [];
  let from = 0;
  while (from < points.length) {
    const bucket = Math.floor((points[from].x - start) / width);
    let to = from;
    let lowest = from;
    let highest = from;
    while (to + 1 < points.length && Math.floor((points[to + 1].x - start) / width) === bucket) {
      to++;
      if (points[to].y < points[lowest].y) lowest = to;
      if (points[to].y > points[highest].y) highest = to;
    }
    const indices = [...new Set([from, lowest, highest, to])].sort((a, b) => a - b);
    for (const index of indices) kept.push(points[index]);
    from = to + 1;
  }
  return kept;
}

function dropAfter(records: { readonly step: number }[], step: number): void {
  while (records.length > 0 && records[records.length - 1].step > step) records.pop();
}

import type {
  ColumnEvaluation,
  Evaluation,
  Histogram,
  SideStatistics,
} from "../../../src/protocol/evaluation.js";
import type { RunView } from "../../../src/protocol/resultsPanelMessages.js";
import type { MetricRecord, RunRecord, RunState } from "../../../src/protocol/runRecord.js";

/** Seeded numbers in [0, 1): a linear congruential generator is random enough for fixtures. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const rows = 1000;

function histogram(values: readonly number[], edges: readonly number[]): Histogram {
  const counts = new Array<number>(edges.length - 1).fill(0);
  let underflow = 0;
  let overflow = 0;
  for (const value of values) {
    if (value < edges[0]) underflow++;
    else if (value > edges[edges.length - 1]) overflow++;
    else {
      let bin = 0;
      while (bin < counts.length - 1 && value >= edges[bin + 1]) bin++;
      counts[bin]++;
    }
  }
  return { edges, counts, underflow, overflow };
}

const equalEdges = (low: number, high: number, bins: number): number[] =>
  Array.from({ length: bins + 1 }, (_, edge) => low + ((high - low) * edge) / bins);

function sideStatistics(values: readonly number[]): SideStatistics {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    entries: values.length,
    mean,
    std: Math.sqrt(square),
    min: Math.min(...values),
    max: Math.max(...values),
    nan: 0,
    infinite: 0,
    zeros: values.filter((value) => value === 0).length,
  };
}

/** A column of seeded values between 0 and `size` with errors below `bound`. */
export function smallColumn(
  name: string,
  size: number,
  bound: number | null,
  seed: number,
): ColumnEvaluation {
  const random = seededNumbers(seed);
  const original = Array.from({ length: rows }, () => size * random() ** 2);
  const reach = bound ?? size / 10;
  const residuals = original.map(() => (2 * random() - 1) * reach * 0.9999);
  const decompressed = original.map((value, row) => value + residuals[row]);
  const sorted = [...residuals].sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (rows - 1))];
  const edges = equalEdges(0, size, 20);
  const before = histogram(original, edges);
  const after = histogram(decompressed, edges);
  const side = ({ counts, underflow, overflow }: Histogram): Omit<Histogram, "edges"> => ({
    counts,
    underflow,
    overflow,
  });
  const mean = residuals.reduce((sum, value) => sum + value, 0) / rows;
  const rms = Math.sqrt(residuals.reduce((sum, value) => sum + value * value, 0) / rows);
  const response = residuals.map((residual, row) => (100 * residual) / original[row]);
  return {
    name: `event.${name}`,
    label: name,
    unit: "GeV",
    type: "float32",
    angle: false,
    bound: bound === null ? "none" : "10⁻³ of the range",
    absoluteBound: bound,
    boundKind: bound === null ? "none" : "absolute",
    original: sideStatistics(original),
    decompressed: sideStatistics(decompressed),
    beforeAfter: {
      edges,
      original: side(before),
      decompressed: side(after),
      logY: false,
      logX: false,
    },
    residual: histogram(residuals, equalEdges(-reach, reach, 10)),
    residualStatistics: {
      entries: rows,
      mean,
      meanError: rms / Math.sqrt(rows),
      median: quantile(0.5),
      rms,
      sigma68: (quantile(0.84) - quantile(0.16)) / 2,
      q999: quantile(0.999),
      maxAbs: Math.max(...residuals.map(Math.abs)),
      quantiles: [quantile(0.001), quantile(0.16), quantile(0.5), quantile(0.84), quantile(0.999)],
      outsideBound: bound === null ? null : 0,
    },
    response: {
      histogram: histogram(response, equalEdges(-5, 5, 10)),
      threshold: size / 1000,
      excluded: 0,
      mean: 0.1,
      median: 0.05,
      rms: 1.5,
      sigma68: 0.9,
    },
    profile: Array.from({ length: 5 }, (_, bin) => ({
      x: (size * (bin + 0.5)) / 5,
      from: (size * bin) / 5,
      to: (size * (bin + 1)) / 5,
      entries: rows / 5,
      mean: reach / 100,
      low: -reach / 2,
      high: reach / 2,
    })),
    density: {
      xEdges: equalEdges(0, size, 4),
      yEdges: equalEdges(-reach, reach, 3),
      counts: [10, 20, 30, 40, 0, 50, 60, 70, 1, 2, 3, 4],
    },
    wasserstein: reach / 3,
    wassersteinOverSigma: reach / size,
    ksDistance: 0.012,
  };
}

/** An evaluation of three columns; change what a test is about. */
export function smallEvaluation(changes: Partial<Evaluation> = {}): Evaluation {
  const columns = [
    smallColumn("pt", 500, 0.5, 1),
    smallColumn("mass", 200, 0.4, 2),
    smallColumn("energy", 900, 0.9, 3),
  ];
  const names = columns.map(({ name }) => name);
  return {
    format: 1,
    rows,
    columns,
    correlations: {
      columns: names,
      original: [1, 0.94, 0.2, 0.94, 1, null, 0.2, null, 1],
      decompressed: [1, 0.93, 0.2001, 0.93, 1, null, 0.2001, null, 1],
    },
    compression: {
      output: "jets.collimated.npz",
      inputBytes: 12000,
      inputFileBytes: 12400,
      outputBytes: 3000,
      ratio: 4,
      bitsPerValue: 8,
      rows,
      bytes: { model: 500, data: 2200, exceptions: 40, header: 260 },
      seconds: { train: 10, compress: 0.5 },
      baselines: [
        { name: "zstd (level 19)", bytes: 9000 },
        { name: "plain grid coder", bytes: 3600 },
      ],
      columns: columns.map((column, index) => ({
        name: column.name,
        type: "float32",
        bound: column.bound,
        absoluteBound: column.absoluteBound,
        maxError: column.residualStatistics.maxAbs,
        bitsPerValue: 5 + index,
        exceptions: index,
      })),
    },
    verification: {
      file: "jets.collimated.npz",
      bytes: 3000,
      checksums: "intact",
      rows,
      valuesChecked: 3000,
      violations: 0,
      worst: { column: names[1], row: 41, error: 0.39999, shareOfBound: 0.999999 },
    },
    seconds: { compress: 0.5, decompress: 0.4 },
    ...changes,
  };
}

export const smallMetrics: readonly MetricRecord[] = [1, 2, 3, 4].flatMap((epoch) => [
  {
    kind: "train" as const,
    step: epoch * 10,
    epoch,
    time: epoch * 0.5,
    loss: 0.1 / epoch,
    learningRate: 0.001,
    rowsPerSecond: 180_000,
  },
  {
    kind: "validation" as const,
    step: epoch * 10,
    epoch,
    time: epoch * 0.5,
    loss: epoch === 4 ? 0.06 : 0.123456789 / epoch,
    best: epoch < 4,
  },
]);

export function smallRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    name: "jets",
    number: 7,
    state: "finished",
    phase: "",
    started: Date.UTC(2026, 0, 2, 3, 4, 5),
    ended: null,
    heartbeat: 0,
    processId: 4242,
    host: "workstation",
    config: { file: "jets.collimate.json", text: '{ "input": "jets.npz" } // <b>not markup</b>' },
    input: { path: "jets.npz", bytes: 12400, sha256: "ab".repeat(32), rows, columns: ["pt"] },
    model: { type: "dense", parameters: 54362, latent: 4 },
    device: "CPU",
    threads: 2,
    versions: { collimate: "0.1.0" },
    progress: {
      epoch: 4,
      epochs: 4,
      step: 40,
      steps: 40,
      rowsPerSecond: 180_000,
      secondsDone: 62,
      secondsLeft: null,
      bestEpoch: 3,
      bestLoss: 0.041152263,
    },
    error: null,
    ...changes,
  };
}

export function smallRun(state: RunState = "finished", changes: Partial<RunView> = {}): RunView {
  return {
    key: "jets/007",
    record: smallRecord(),
    state,
    steerable: true,
    changedSince: false,
    runFolder: "runs/jets/007",
    ...changes,
  };
}

import { Cholesky } from "../relations/leastSquares.js";
import { enterValues, type FieldValues } from "./fieldValues.js";
import { FieldState } from "./fieldState.js";
import { absent } from "./neighbourPlaces.js";
import { predictorCount } from "./neighbours.js";

/** Linear predictions fitted to an array, as the file has them, and how well they do. */
export interface FittedPrediction {
  readonly scale: number;
  readonly coefficientBits: number;
  readonly predictors: readonly (readonly number[])[];
  /** Bits per value if the errors were coded by themselves. */
  readonly bits: number;
}

/** Places that a predictor is fitted to, at most. */
const mostPlaces = 30_000;
/** Weighted fits in turn, which come near the least sum of absolute errors. */
const rounds = 6;
/** Added to the diagonal: as if differences had the noise of rounding to cells. */
const ridge = 0.02;
const smallestPivot = 1e-9;
/** Smallest error that counts, in cells. */
const smallestError = 0.3;
/** Rounded coefficients may add this share to the error. */
const roundingShare = 0.1;
/** Ratio of standard deviation to mean size of normal numbers. */
const spreadOfSize = 1.25;

/** Fits a linear prediction for each kind of place (by the frames before it) to the cells of all chunks. */
export function fitPrediction(
  dimensions: number,
  cellCount: number,
  chunks: readonly FieldValues[],
): FittedPrediction {
  const count = predictorCount(dimensions);
  const rows: Float64Array[][] = Array.from({ length: count }, () => []);
  const kinds = new Array<number>(count).fill(0);
  for (const chunk of chunks) {
    const { shape } = chunk;
    const inner = shape.time * shape.height * shape.width;
    const first = shape.height * shape.width;
    const total = shape.outer * inner;
    kinds[0] += first;
    if (count > 1) kinds[1] += inner - first;
    if (count > 2) {
      kinds[2] += (shape.outer - 1) * first;
      kinds[3] += total - inner - (shape.outer - 1) * first;
    }
  }
  const strides = kinds.map((places) => Math.max(1, places / mostPlaces));
  for (const chunk of chunks) {
    const state = new FieldState(dimensions, chunk.shape, cellCount);
    enterValues(state, chunk);
    const due = strides.map((stride) => stride / 2);
    const total = state.cells.length;
    for (let at = 0; at < total; at++) {
      state.visit(at);
      const { frames } = state;
      if (--due[frames] >= 0) continue;
      due[frames] += strides[frames];
      if (state.special[at] === 1) continue;
      rows[frames].push(differences(state, at));
    }
  }
  const fits = rows.map((own) => fitRows(own));
  const all = fits.flatMap(({ errors }) => errors);
  const size = all.reduce((sum, error) => sum + Math.abs(error), 0) / Math.max(1, all.length);
  const spread = Math.max(smallestError, spreadOfSize * size);
  const lengths = rows.flat().map((row) => Math.hypot(...row.subarray(1)));
  const length = Math.sqrt(
    lengths.reduce((sum, own) => sum + own * own, 0) / Math.max(1, lengths.length),
  );
  const wanted = Math.ceil(Math.log2(Math.max(1, length) / (4 * roundingShare * spread)));
  const coefficientBits = Math.max(5, Math.min(20, wanted));
  const others = rows.flat()[0]?.length ?? 1;
  return {
    scale: Math.max(-3, Math.min(20, Math.round(Math.log2(spread)))),
    coefficientBits,
    predictors: fits.map(({ coefficients }) =>
      Array.from({ length: others - 1 }, (_, i) =>
        Math.round((coefficients[i] ?? 0) * 2 ** coefficientBits),
      ),
    ),
    bits: entropy(all.map(Math.round)),
  };
}

/** The value less the nearest neighbour, then the same of all other neighbours; 0 for absent ones. */
function differences({ cells, around }: FieldState, at: number): Float64Array {
  const { values } = around;
  const base = values[0] === absent ? 0 : cells[at + values[0]];
  const row = new Float64Array(values.length);
  row[0] = cells[at] - base;
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== absent) row[i] = cells[at + values[i]] - base;
  }
  return row;
}

/** Least squares with weights from the errors of the round before. */
function fitRows(rows: readonly Float64Array[]): { coefficients: number[]; errors: number[] } {
  const size = (rows[0]?.length ?? 1) - 1;
  let weights = rows.map(() => 1);
  let coefficients = new Array<number>(size).fill(0);
  let errors = rows.map(([target]) => target);
  for (let round = 0; round < rounds && rows.length > 0; round++) {
    const gram = new Float64Array(size * size);
    const right = new Float64Array(size);
    let total = 0;
    rows.forEach((row, r) => {
      const weight = weights[r];
      total += weight;
      for (let i = 0; i < size; i++) {
        const scaled = weight * row[i + 1];
        if (scaled === 0) continue;
        right[i] += scaled * row[0];
        for (let j = 0; j <= i; j++) gram[i * size + j] += scaled * row[j + 1];
      }
    });
    for (let i = 0; i < size; i++) gram[i * size + i] += ridge * total;
    const cholesky = new Cholesky(size, (i, j) => gram[i * size + j], smallestPivot);
    coefficients = [...cholesky.solve(right)];
    errors = rows.map((row) => {
      let error = row[0];
      for (let i = 0; i < size; i++) error -= coefficients[i] * row[i + 1];
      return error;
    });
    const sizes = errors.map(Math.abs).sort((a, b) => a - b);
    const least = Math.max(smallestError, sizes[sizes.length >> 1] / 2);
    weights = errors.map((error) => 1 / Math.max(Math.abs(error), least));
  }
  return { coefficients, errors };
}

function entropy(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / values.length) * Math.log2(count / values.length);
  }
  return bits;
}

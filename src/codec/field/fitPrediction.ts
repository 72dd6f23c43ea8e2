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
const firstRounds = 4;
const lastRounds = 2;
/** Where there are so many rows, every third leads as near in the first rounds. */
const fewestToPart = 10_000;
const partOfRows = 3;
/** Added to the diagonal: as if differences had the noise of rounding to cells. */
const ridge = 0.02;
const smallestPivot = 1e-9;
/** Smallest error that counts, in cells. */
const smallestError = 0.3;
/** Rounded coefficients may add this share to the error. */
const roundingShare = 0.1;
/** Rows of a block of sums. */
const blockRows = 512;
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
  const squares = rows
    .flat()
    .reduce(
      (sum, row) => row.reduce((own, value, i) => (i === 0 ? own : own + value * value), sum),
      0,
    );
  const length = Math.sqrt(squares / Math.max(1, all.length));
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

/** Least squares with weights from the errors of the round before: the first rounds on a part of the rows, the last on all. */
function fitRows(rows: readonly Float64Array[]): { coefficients: number[]; errors: number[] } {
  let coefficients = new Array<number>((rows[0]?.length ?? 1) - 1).fill(0);
  let errors: Float64Array = Float64Array.from(rows, ([target]) => target);
  if (rows.length === 0) return { coefficients, errors: [] };
  const part = rows.length < fewestToPart ? rows : rows.filter((_, r) => r % partOfRows === 0);
  let weights: Float64Array = new Float64Array(part.length).fill(1);
  for (const [own, times] of [
    [part, firstRounds],
    [rows, lastRounds],
  ] as const) {
    const columns = transposed(own);
    if (own.length > weights.length) weights = weightsOf(errorsOf(columns, coefficients));
    for (let round = 0; round < times; round++) {
      coefficients = solved(columns, weights);
      errors = errorsOf(columns, coefficients);
      weights = weightsOf(errors);
    }
  }
  return { coefficients, errors: [...errors] };
}

/** The coefficients of all columns behind the first that come nearest to the first. */
function solved(columns: readonly Float64Array[], weights: Float64Array): number[] {
  const size = columns.length - 1;
  const gram = weightedGram(columns, weights);
  let total = 0;
  for (const weight of weights) total += weight;
  const at = (i: number, j: number): number =>
    gram[(i + 1) * (size + 1) + j + 1] + (i === j ? ridge * total : 0);
  const right = Float64Array.from({ length: size }, (_, i) => gram[(i + 1) * (size + 1)]);
  return [...new Cholesky(size, at, smallestPivot).solve(right)];
}

function errorsOf(
  [target, ...columns]: readonly Float64Array[],
  coefficients: readonly number[],
): Float64Array {
  const errors = target.slice();
  columns.forEach((own, i) => {
    const coefficient = coefficients[i];
    for (let r = 0; r < errors.length; r++) errors[r] -= coefficient * own[r];
  });
  return errors;
}

function weightsOf(errors: Float64Array): Float64Array {
  const sizes = errors.map(Math.abs).sort();
  const least = Math.max(smallestError, sizes[sizes.length >> 1] / 2);
  return errors.map((error) => 1 / Math.max(Math.abs(error), least));
}

function transposed(rows: readonly Float64Array[]): Float64Array[] {
  const columns = Array.from(rows[0] ?? [], () => new Float64Array(rows.length));
  rows.forEach((row, r) => {
    for (let i = 0; i < columns.length; i++) columns[i][r] = row[i];
  });
  return columns;
}

/**
 * Lower half of the weighted sums of products of columns. Each is added up in the order of the rows, several at a time
 * over rows that fit the cache: this takes most of the time before the first step of a training.
 */
function weightedGram(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const size = columns.length;
  const gram = new Float64Array(size * size);
  const scaled = new Float64Array(Math.min(blockRows, weights.length));
  for (let from = 0; from < weights.length; from += blockRows) {
    const count = Math.min(blockRows, weights.length - from);
    for (let i = 0; i < size; i++) {
      for (let r = 0; r < count; r++) scaled[r] = weights[from + r] * columns[i][from + r];
      const row = gram.subarray(i * size, (i + 1) * size);
      let j = 0;
      for (; j + 3 <= i; j += 4) addProducts(row, j, scaled, columns, from, count);
      for (; j <= i; j++) {
        const other = columns[j];
        let sum = row[j];
        for (let r = 0; r < count; r++) sum += scaled[r] * other[from + r];
        row[j] = sum;
      }
    }
  }
  return gram;
}

/** Adds the products with four columns at a time to their sums. */
function addProducts(
  sums: Float64Array,
  j: number,
  scaled: Float64Array,
  columns: readonly Float64Array[],
  from: number,
  count: number,
): void {
  const p = columns[j];
  const q = columns[j + 1];
  const s = columns[j + 2];
  const t = columns[j + 3];
  let ofP = sums[j];
  let ofQ = sums[j + 1];
  let ofS = sums[j + 2];
  let ofT = sums[j + 3];
  for (let r = 0; r < count; r++) {
    const value = scaled[r];
    const at = from + r;
    ofP += value * p[at];
    ofQ += value * q[at];
    ofS += value * s[at];
    ofT += value * t[at];
  }
  sums[j] = ofP;
  sums[j + 1] = ofQ;
  sums[j + 2] = ofS;
  sums[j + 3] = ofT;
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

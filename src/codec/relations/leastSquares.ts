/** Keeps nearly dependent columns apart from 0. */
const ridge = 1e-11;

/** Sums of products of columns over rows: the normal equations of all fits among them. */
export class Gram {
  private readonly sums: Float64Array;

  constructor(readonly columns: readonly Float64Array[]) {
    const count = columns.length;
    this.sums = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const sum = dot(columns[i], columns[j]);
        this.sums[i * count + j] = sum;
        this.sums[j * count + i] = sum;
      }
    }
  }

  at(i: number, j: number): number {
    return this.sums[i * this.columns.length + j];
  }

  /** Ready to fit other vectors by the columns `used`. */
  factor(used: readonly number[]): Cholesky {
    const raised = (i: number, j: number): number => this.at(i, j) * (i === j ? 1 + ridge : 1);
    return new Cholesky(used.length, (i, j) => raised(used[i], used[j]));
  }
}

/** The factor of a symmetric positive matrix (Cholesky). */
export class Cholesky {
  private readonly lower: Float64Array;

  constructor(
    readonly size: number,
    entry: (i: number, j: number) => number,
    smallestPivot = Number.MIN_VALUE,
  ) {
    const lower = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = entry(i, j);
        for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
        if (i === j) lower[i * size + i] = Math.sqrt(Math.max(sum, smallestPivot));
        else lower[i * size + j] = sum / lower[j * size + j];
      }
    }
    this.lower = lower;
  }

  /** L^-1 b: products of such vectors are those that the inverse matrix gives. */
  forward(b: ArrayLike<number>): Float64Array {
    const { size, lower } = this;
    const out = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = b[i];
      for (let k = 0; k < i; k++) sum -= lower[i * size + k] * out[k];
      out[i] = sum / lower[i * size + i];
    }
    return out;
  }

  /** The solution of (L L^T) x = b. */
  solve(b: ArrayLike<number>): Float64Array {
    const { size, lower } = this;
    const out = this.forward(b);
    for (let i = size - 1; i >= 0; i--) {
      let sum = out[i];
      for (let k = i + 1; k < size; k++) sum -= lower[k * size + i] * out[k];
      out[i] = sum / lower[i * size + i];
    }
    return out;
  }
}

/** Factors of `columns` that come closest to `target`, refined once against rounding. */
export function leastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
): { readonly factors: Float64Array; readonly residuals: Float64Array } {
  const scales = columns.map((column) => Math.sqrt(dot(column, column)) || 1);
  const scaled = columns.map((column, c) => column.map((value) => value / scales[c]));
  const cholesky = new Gram(scaled).factor(scaled.map((_, c) => c));
  const factors = new Float64Array(columns.length);
  const residuals = target.slice();
  for (let pass = 0; pass < 2; pass++) {
    const step = cholesky.solve(scaled.map((column) => dot(column, residuals)));
    scaled.forEach((column, c) => {
      factors[c] += step[c] / scales[c];
      for (let row = 0; row < residuals.length; row++) residuals[row] -= step[c] * column[row];
    });
  }
  return { factors, residuals };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

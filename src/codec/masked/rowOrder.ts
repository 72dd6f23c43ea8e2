/** Rows of a chunk by lanes: each lane has a run of neighbouring rows, and a step takes one row of each. */
export interface RowOrder {
  readonly rows: number;
  readonly lanes: number;
  /** Rows per lane. */
  readonly steps: number;
}

const symbolsPerLane = 2048;
const mostLanes = 1024;

/** Few lanes for few symbols, because a lane costs six bytes; lanes and steps follow from the numbers of rows and symbols. */
export function chooseLanes(rows: number, symbolsPerRow: number): number {
  let lanes = 1;
  while (lanes < mostLanes && 2 * lanes * symbolsPerLane <= rows * symbolsPerRow) lanes *= 2;
  return lanes;
}

export function rowOrder(rows: number, lanes: number): RowOrder {
  return { rows, lanes, steps: Math.ceil(rows / lanes) };
}

/** The rows of the steps from ... to, step by step, lane by lane. */
export function rowsOfSteps(
  { rows, lanes, steps }: RowOrder,
  from: number,
  to: number,
): Uint32Array {
  const out = new Uint32Array((to - from) * lanes);
  let count = 0;
  for (let step = from; step < to; step++) {
    for (let lane = 0; lane < lanes; lane++) {
      const row = lane * steps + step;
      if (row < rows) out[count++] = row;
    }
  }
  return out.subarray(0, count);
}

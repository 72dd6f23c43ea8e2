import { stepOf, type FieldShape } from "./neighbours.js";

/** Places of a chunk in the order in which they are coded. */
export interface Wavefront {
  /** Flat positions, step by step, rising inside a step. */
  readonly order: Uint32Array;
  /** Where each step starts in `order`; the last entry is its length. */
  readonly starts: Uint32Array;
}

/** A chunk has at most so many steps: long and thin arrays are coded without a network. */
const mostSteps = 2 ** 25;

function stepCount({ outer, time, height, width }: FieldShape): number {
  const count = outer * time * height * width;
  return count === 0 ? 0 : stepOf(outer - 1, time - 1, height - 1, width - 1) + 1;
}

/** Whether the places of a chunk can be coded step by step. */
export function hasFewSteps(shape: FieldShape): boolean {
  return stepCount(shape) <= mostSteps;
}

/** Sorts the places of a chunk by step. */
export function wavefront(shape: FieldShape): Wavefront {
  const { outer, time, height, width } = shape;
  const count = outer * time * height * width;
  const steps = stepCount(shape);
  const starts = new Uint32Array(steps + 1);
  const visit = (take: (step: number, place: number) => void): void => {
    let place = 0;
    for (let o = 0; o < outer; o++) {
      for (let t = 0; t < time; t++) {
        for (let y = 0; y < height; y++) {
          const step = stepOf(o, t, y, 0);
          for (let x = 0; x < width; x++) take(step + x, place++);
        }
      }
    }
  };
  visit((step) => starts[step + 1]++);
  for (let step = 0; step < steps; step++) starts[step + 1] += starts[step];
  const next = starts.slice();
  const order = new Uint32Array(count);
  visit((step, place) => {
    order[next[step]++] = place;
  });
  return { order, starts };
}

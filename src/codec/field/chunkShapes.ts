import { fieldShape, type FieldShape } from "./neighbours.js";

/** Values of an array per chunk, about: coding takes some 150 bytes of memory for each ... */
const valuesPerChunk = 3 * 2 ** 19;
/** ... and two steps of so many values each, because each tells about the next. */
const largestStep = 2 ** 20;

/** Values between neighbours along the first axis. */
export function valuesPerStep(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

/** Values of each array per chunk: whole steps along the first axis. */
export function chooseFieldChunk(shape: readonly number[], arrays: number): number {
  const step = Math.max(1, valuesPerStep(shape));
  const all = Math.max(1, shape[0]);
  const fewest = step * arrays <= largestStep ? 2 : 1;
  const wanted = Math.max(fewest, Math.floor(valuesPerChunk / (step * arrays)));
  const chunks = Math.max(1, Math.ceil(all / wanted));
  return Math.ceil(all / chunks) * step;
}

/** The shape of a chunk that holds the values from ... to of each array. */
export function chunkShape(shape: readonly number[], from: number, to: number): FieldShape {
  const step = Math.max(1, valuesPerStep(shape));
  return fieldShape([(to - from) / step, ...shape.slice(1)]);
}

/** How far neighbours reach in time, in y and in x: places that far from every border have all of them. */
export const reach = 3;

/** Where a neighbour lies: steps along the outer axis, in time, in y and in x. */
export type Offset = readonly [outer: number, time: number, y: number, x: number];

/** An array as frames: outer axis x time x height x width, in C order. */
export interface FieldShape {
  readonly outer: number;
  readonly time: number;
  readonly height: number;
  readonly width: number;
}

export function fieldShape(shape: readonly number[]): FieldShape {
  const [outer, time, height, width] = [1, 1, 1, ...shape].slice(-4);
  return { outer, time, height, width };
}

const inFrame: readonly (readonly [number, number])[] = [
  [0, -1],
  [0, -2],
  [0, -3],
  [-1, 0],
  [-2, 0],
  [-3, 0],
  [-1, -1],
  [-1, 1],
  [-1, -2],
  [-1, 2],
  [-2, -1],
  [-2, 1],
];
const errorsInFrame = inFrame.filter((_, i) => [0, 1, 3, 4, 6, 7, 8, 9].includes(i));
const ahead: readonly (readonly [number, number])[] = [...square(1), [0, 2], [2, 0]];
const cross = square(1).filter(([y, x]) => y === 0 || x === 0);

/** Places up to `far` away in y and x. */
function square(far: number): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  for (let y = -far; y <= far; y++) for (let x = -far; x <= far; x++) out.push([y, x]);
  return out;
}

function of(
  outer: number,
  time: number,
  places: readonly (readonly [number, number])[],
): readonly Offset[] {
  return places.map(([y, x]): Offset => [outer, time, y, x]);
}

/** The neighbours whose values are seen, the nearest first: 12 in the frame, 25, 9 and 9 of those before. */
export function valueNeighbours(dimensions: number): readonly Offset[] {
  return [
    ...of(0, 0, inFrame),
    ...(dimensions > 2
      ? [...of(0, -1, square(2)), ...of(0, -2, square(1)), ...of(0, -3, square(1))]
      : []),
    ...(dimensions > 3 ? of(-1, 0, square(1)) : []),
  ];
}

/** The neighbours whose errors of prediction are seen. */
export function errorNeighbours(dimensions: number): readonly Offset[] {
  return [
    ...of(0, 0, errorsInFrame),
    ...(dimensions > 2 ? [...of(0, -1, ahead), ...of(0, -2, cross)] : []),
    ...(dimensions > 3 ? of(-1, 0, cross) : []),
  ];
}

/** Steps that neighbours in the frame and in frames before lie back at most: a wavefront decodes all places of a step at once. */
const stepPerFrame = 9;
const stepPerRow = 3;

/** The step in which a place is decoded. All its neighbours have smaller ones. */
export function stepOf(outer: number, time: number, y: number, x: number): number {
  return stepPerFrame * (outer + time) + stepPerRow * y + x;
}

/** Frames before that a place has: bit 0 in time, bit 1 along the outer axis; says which predictor holds. */
export function framesBefore(outer: number, time: number): number {
  return (time > 0 ? 1 : 0) + (outer > 0 ? 2 : 0);
}

/** Whether a neighbour lies in a frame that a place with such frames before has. */
export function isPresent([outer, time]: Offset, frames: number): boolean {
  if (outer < 0) return frames >= 2;
  return time === 0 || frames % 2 === 1;
}

/** Linear predictions that arrays of so many dimensions need. */
export function predictorCount(dimensions: number): number {
  return [1, 2, 4][dimensions - 2];
}

/** Where a convolution looks; positions and taps are counted row-major over the axes. */
export interface ConvolutionPlaces {
  /** Positions along every axis of what is convolved. */
  readonly from: readonly number[];
  /** Positions along every axis of the result. */
  readonly to: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** Zeros before the first position of every axis. */
  readonly padding: readonly number[];
}

/** Calls `visit` with the numbers of output, tap and input wherever an output sees an input through a tap. */
export function forEachTap(
  { from, to, kernel, strides, padding }: ConvolutionPlaces,
  visit: (output: number, tap: number, input: number) => void,
): void {
  const outputs = product(to);
  const taps = product(kernel);
  for (let output = 0; output < outputs; output++) {
    const place = positionOf(output, to);
    for (let tap = 0; tap < taps; tap++) {
      const at = positionOf(tap, kernel).map(
        (step, axis) => place[axis] * strides[axis] - padding[axis] + step,
      );
      if (at.some((position, axis) => position < 0 || position >= from[axis])) continue;
      const input = at.reduce((number, position, axis) => number * from[axis] + position, 0);
      visit(output, tap, input);
    }
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

/** The position along every axis of element `number`. */
function positionOf(number: number, sizes: readonly number[]): number[] {
  const position = new Array<number>(sizes.length);
  let rest = number;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    position[axis] = rest % sizes[axis];
    rest = Math.floor(rest / sizes[axis]);
  }
  return position;
}

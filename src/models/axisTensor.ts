import {
  add,
  matMul,
  mul,
  relu,
  reshape,
  tensor1d,
  tensor2d,
  type Rank,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { AxisMap } from "./axisMap.js";

/**
 * The positions on a column's axis of normalised `scores`, as `fromScore` gives them, to float32 and with their slopes:
 * a line through the middle knots, and one hinge for every other knot, turning upwards of the middle to the right and
 * below it to the left, so that the bulk is not the difference of large numbers from the tails.
 */
export function unitsOfScores(map: AxisMap, scores: Tensor1D): Tensor1D {
  return throughKnots(map.scores, map.knots, scores);
}

/** The normalised positions of values on a column's axis, as `toScore` gives them. */
export function scoresOfUnits(map: AxisMap, values: Tensor1D): Tensor1D {
  return throughKnots(map.knots, map.scores, values);
}

function throughKnots(from: readonly number[], to: readonly number[], at: Tensor1D): Tensor1D {
  const slopes = from.slice(1).map((x, i) => (to[i + 1] - to[i]) / (x - from[i]));
  const middle = (slopes.length - 1) >> 1;
  const line = add<Tensor1D>(mul(add(at, -from[middle]), slopes[middle]), to[middle]);
  const hinges = slopes.slice(1).flatMap((slope, i) => {
    const turn = slope - slopes[i];
    const knot = from[i + 1];
    if (turn === 0) return [];
    return i + 1 > middle ? [{ side: 1, shift: -knot, turn }] : [{ side: -1, shift: knot, turn }];
  });
  if (hinges.length === 0) return line;
  const sides = tensor1d(hinges.map(({ side }) => side));
  const shifts = tensor1d(hinges.map(({ shift }) => shift));
  const turns = tensor2d(
    hinges.map(({ turn }) => turn),
    [hinges.length, 1],
  );
  const [rows] = at.shape;
  const beyond = relu(add<Tensor2D>(mul(reshape(at, [rows, 1]), sides), shifts));
  return add(line, reshape<Rank.R1>(matMul(beyond, turns), [rows]));
}

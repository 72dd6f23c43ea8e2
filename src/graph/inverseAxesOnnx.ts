import type { AxisMap } from "../models/axisMap.js";
import type { OnnxNode, OnnxTensor } from "./onnxWriter.js";

/**
 * ONNX nodes that take normalised values (`input`, float32, N x width) back to the columns' axes (`output`, float32):
 * `fromScore` of every column's axis map, evaluated in float64 in the same order of operations and rounded once.
 *
 * A value's segment is the number of inner scores that it has reached; starts and slopes are looked up by segment.
 */
export function inverseAxesOnnx(
  axes: readonly AxisMap[],
  width: number,
  input: string,
  output: string,
): { nodes: OnnxNode[]; constants: OnnxTensor[] } {
  if (axes.length !== width) {
    throw new RangeError(
      `A network of ${String(width)} outputs needs as many axis maps, not ${String(axes.length)}.`,
    );
  }
  const inner = Math.max(1, ...axes.map((axis) => axis.knots.length - 2));
  const segments = inner + 1;
  const thresholds = new Float32Array(width * inner).fill(Infinity);
  const scoreStart = new Float64Array(width * segments);
  const knotStart = new Float64Array(width * segments);
  const slope = new Float64Array(width * segments);
  axes.forEach(({ knots, scores }, column) => {
    for (let k = 0; k + 1 < knots.length; k++) {
      const at = column * segments + k;
      scoreStart[at] = scores[k];
      knotStart[at] = knots[k];
      slope[at] = (knots[k + 1] - knots[k]) / (scores[k + 1] - scores[k]);
      if (k > 0) thresholds[column * inner + k - 1] = roundedUp(scores[k]);
    }
  });
  const offsets = BigInt64Array.from({ length: width }, (_, column) => BigInt(column * segments));
  const table = (name: string, data: Float64Array): OnnxTensor => ({
    name,
    type: "float64",
    shape: [data.length],
    data,
  });
  const cast = (from: string, to: string, type: number): OnnxNode => ({
    op: "Cast",
    inputs: [from],
    outputs: [to],
    attributes: { to: { int: type } },
  });
  return {
    constants: [
      { name: "axes.last", type: "int64", shape: [1], data: BigInt64Array.of(-1n) },
      { name: "axes.thresholds", type: "float32", shape: [width, inner], data: thresholds },
      { name: "axes.offsets", type: "int64", shape: [width], data: offsets },
      table("axes.scoreStart", scoreStart),
      table("axes.knotStart", knotStart),
      table("axes.slope", slope),
    ],
    nodes: [
      { op: "Unsqueeze", inputs: [input, "axes.last"], outputs: ["axes.x"] },
      {
        op: "GreaterOrEqual",
        inputs: ["axes.x", "axes.thresholds"],
        outputs: ["axes.reached"],
      },
      cast("axes.reached", "axes.ones", 1),
      {
        op: "ReduceSum",
        inputs: ["axes.ones", "axes.last"],
        outputs: ["axes.count"],
        attributes: { keepdims: { int: 0 } },
      },
      cast("axes.count", "axes.segment", 7),
      { op: "Add", inputs: ["axes.segment", "axes.offsets"], outputs: ["axes.index"] },
      { op: "Gather", inputs: ["axes.scoreStart", "axes.index"], outputs: ["axes.s0"] },
      { op: "Gather", inputs: ["axes.knotStart", "axes.index"], outputs: ["axes.k0"] },
      { op: "Gather", inputs: ["axes.slope", "axes.index"], outputs: ["axes.m"] },
      cast(input, "axes.double", 11),
      { op: "Sub", inputs: ["axes.double", "axes.s0"], outputs: ["axes.distance"] },
      { op: "Mul", inputs: ["axes.distance", "axes.m"], outputs: ["axes.rise"] },
      { op: "Add", inputs: ["axes.k0", "axes.rise"], outputs: ["axes.y"] },
      cast("axes.y", output, 1),
    ],
  };
}

/** The smallest float32 that is not below `value`: a float32 reaches one exactly when it reaches the other. */
function roundedUp(value: number): number {
  const nearest = Math.fround(value);
  if (nearest >= value) return nearest;
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  float[0] = nearest;
  if (nearest === 0) bits[0] = 1;
  else bits[0] += nearest > 0 ? 1 : -1;
  return float[0];
}

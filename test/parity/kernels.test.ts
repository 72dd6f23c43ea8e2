import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { emitFunction } from "../../src/graph/emitFunction.js";
import type { Precision } from "../../src/graph/emitNodes.js";
import { trace } from "../../src/graph/trace.js";
import { tracedKernels } from "../../src/graph/traceBackend.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { registerVolumeGradient } from "../../src/models/volumeGradient.js";
import "../../src/training/trainingStep.js";
import { judges, plainJudge } from "../support/judges.js";
import { seededRandom } from "../support/seededRandom.js";

type Two = [number, number];
type Three = [number, number, number];
type Body = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor;
const shape: [number, number] = [4, 6];
const random = seededRandom(41);
const a = Float32Array.from({ length: 24 }, () => random() * 4 - 2);
const b = Float32Array.from({ length: 24 }, () => random() + 0.5);
const grad =
  (body: Body): Body =>
  (x, y) =>
    tf.valueAndGrad((v) =>
      tf.sum(tf.mul(body(v as tf.Tensor2D, y), tf.reshape(tf.slice(y, [0, 0], [1, 1]), []))),
    )(x).grad;

registerVolumeGradient();

const bodies: Record<string, Body> = {
  add: (x, y) => tf.add(x, y),
  "add a row": (x, y) => tf.add(x, tf.slice(y, [1, 0], [1, 6])),
  sub: (x, y) => tf.sub(x, y),
  "zero minus": (x) => tf.sub(0, x),
  multiply: (x, y) => tf.mul(x, y),
  "multiply twice by constants": (x) => tf.mul(tf.mul(x, 3), 0.25),
  divide: (x, y) => tf.div(x, y),
  "divide by a constant": (x) => tf.div(x, 7),
  "constants of constants": (x) =>
    tf.add(x, tf.sqrt(tf.mul(tf.add(tf.scalar(2), 3), tf.ones([4, 6])))),
  "neutral elements": (x) => tf.add(tf.mul(tf.div(x, 1), tf.onesLike(x)), tf.zerosLike(x)),
  maximum: (x, y) => tf.maximum(x, y),
  minimum: (x, y) => tf.minimum(x, y),
  power: (x, y) => tf.pow(y, tf.abs(x)),
  "power of two": (x) => tf.pow(x, 2),
  addN: (x, y) => tf.addN([x, y, x]),
  squaredDifference: (x, y) => tf.squaredDifference(x, y),
  square: (x) => tf.square(x),
  neg: (x) => tf.neg(x),
  abs: (x) => tf.abs(x),
  sign: (x) => tf.sign(x),
  sqrt: (_, y) => tf.sqrt(y),
  rsqrt: (_, y) => tf.rsqrt(y),
  reciprocal: (_, y) => tf.reciprocal(y),
  exp: (x) => tf.exp(x),
  log: (_, y) => tf.log(y),
  floor: (x) => tf.floor(x),
  tanh: (x) => tf.tanh(x),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  asin: (x) => tf.asin(tf.div(x, 2.1)),
  acos: (x) => tf.acos(tf.div(x, 2.1)),
  atan: (x) => tf.atan(x),
  sinh: (x) => tf.sinh(x),
  cosh: (x) => tf.cosh(x),
  asinh: (x) => tf.asinh(x),
  acosh: (_, y) => tf.acosh(tf.add(y, 1)),
  atanh: (x) => tf.atanh(tf.div(x, 2.1)),
  sigmoid: (x) => tf.sigmoid(x),
  relu: (x) => tf.relu(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.01),
  clip: (x) => tf.clipByValue(x, -0.5, 1),
  greater: (x, y) => tf.cast(tf.greater(x, y), "float32"),
  greaterEqual: (x) => tf.cast(tf.greaterEqual(x, x), "float32"),
  less: (x, y) => tf.cast(tf.less(x, y), "float32"),
  lessEqual: (x, y) => tf.cast(tf.lessEqual(x, y), "float32"),
  equal: (x, y) => tf.cast(tf.equal(x, y), "float32"),
  notEqual: (x, y) => tf.cast(tf.notEqual(x, y), "float32"),
  "and, or, not": (x, y) =>
    tf.cast(
      tf.logicalOr(
        tf.logicalAnd(tf.greater(x, 0), tf.greater(y, 1)),
        tf.logicalNot(tf.less(x, -1)),
      ),
      "float32",
    ),
  where: (x, y) => tf.where(tf.greater(x, y), x, tf.mul(y, 3)),
  "where with a constant": (x) => tf.where(tf.greater(x, 0.5), x, tf.fill([4, 6], 9)),
  matMul: (x, y) => tf.matMul(x, tf.transpose(y)),
  "matMul, first transposed": (x, y) => tf.matMul(x, y, true, false),
  "matMul, second transposed": (x, y) => tf.matMul(x, y, false, true),
  "matMul of batches": (x, y) =>
    tf.matMul(tf.reshape(x, [2, 2, 6]), tf.reshape(y, [2, 2, 6]), false, true),
  transpose: (x) => tf.transpose(tf.reshape(x, [2, 2, 6]), [2, 0, 1]),
  "transpose of axes of one": (x) => tf.transpose(tf.reshape(x, [4, 1, 6]), [1, 0, 2]),
  "sum of all": (x) => tf.sum(x),
  "sum over rows": (x) => tf.sum(x, 0),
  "sum over columns": (x) => tf.sum(x, 1, true),
  "sum over leading axes": (x) => tf.sum(tf.reshape(x, [2, 2, 6]), [0, 1]),
  "sum over a middle axis": (x) => tf.sum(tf.reshape(x, [2, 2, 6]), 1),
  "mean over rows": (x) => tf.mean(x, 0),
  "mean of all": (x) => tf.mean(x),
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, 1),
  prod: (x) => tf.prod(x, 1),
  "one-column arithmetic with a scalar": (x) =>
    tf.mul(tf.add(tf.sum(x, 1, true), tf.sum(x)), tf.mean(x)),
  reshape: (x) => tf.reshape(tf.reshape(x, [24]), [3, -1]),
  expandDims: (x) => tf.expandDims(x, -1),
  slice: (x) => tf.slice(x, [1, 2], [2, -1]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 2]),
  split: (x) => tf.split(x, [1, 2, 3], 1)[1],
  "split of a constant": (x) => tf.add(tf.split(tf.ones([4, 12]), 2, 1)[1], x),
  concat: (x, y) => tf.concat([x, y, x], -1),
  stack: (x, y) => tf.stack([x, y], 1),
  tile: (x) => tf.tile(x, [2, 3]),
  "tile of one row": (x) => tf.tile(tf.slice(x, [0, 0], [1, 6]), [5, 1]),
  broadcastTo: (x) => tf.broadcastTo(tf.slice(x, [0, 0], [1, 6]), [4, 6]),
  "integers and back": (x) => tf.cast(tf.cast(tf.mul(x, 3), "int32"), "float32"),
  "largest of each row": (x) => tf.topk(x, 6).values,
  "places of the largest": (x) => tf.cast(tf.topk(x, 2).indices, "float32"),
  "rows scattered to places": (x, y) => {
    const order = tf.cast(tf.topk(tf.reshape(x, [24]), 24).indices, "int32");
    return tf.scatterND(tf.reshape(order, [24, 1]), tf.reshape(y, [24]), [24]);
  },
  step: (x) => tf.step(x),
  "step between slopes": (x) => tf.step(x, 0.25),
  "identity of an input": (x) => tf.clone(x),
  "gradient of leakyRelu": grad((x) => tf.leakyRelu(x, 0.01)),
  "gradient of leakyRelu of a product": grad((x, y) =>
    tf.leakyRelu(tf.matMul(x, y, false, true), 0.2),
  ),
  "gradient of a mean square": grad((x, y) => tf.mean(tf.squaredDifference(x, y))),
  "gradient of a bias": grad((x, y) => tf.square(tf.add(y, tf.slice(x, [0, 0], [1, 6])))),
  "gradient of split parts": grad((x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))),
  "gradient of abs and relu": grad((x, y) => tf.mul(tf.abs(x), tf.relu(tf.sub(y, 1)))),
  "gradient of tanh and sigmoid": grad((x) => tf.mul(tf.tanh(x), tf.sigmoid(x))),
  "gradient of log, exp, sqrt": grad((x, y) => tf.log(tf.add(tf.sqrt(y), tf.exp(x)))),
  ...convolutions("convolution, short", [1, 4], [1, 3], 2, 3),
  ...convolutions("convolution, long", [1, 24], [1, 2], 1, 12),
  ...convolutions("convolution of images", [3, 4], [3, 2], 1, 1),
  ...convolutions("convolution of large images", [6, 4], [2, 1], 1, 12),
  ...convolutions("convolution of volumes", [3, 2, 4], [2, 1, 3], 1, 2),
};

/** A convolution of stride 2 over two or three axes, its transpose, and the gradients of both by both operands. */
function convolutions(
  name: string,
  lengths: readonly number[],
  taps: readonly number[],
  channels: number,
  outputs: number,
): Record<string, Body> {
  const batch = 24 / tf.util.sizeFromShape([...lengths, channels]);
  const strides = taps.map((own) => Math.min(2, own));
  const images = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [batch, ...lengths, channels]);
  const kernel = (y: tf.Tensor, from: number, to: number): tf.Tensor => {
    const shape = [...taps, from, to];
    return tf.reshape(tf.slice(tf.reshape(y, [24]), 0, tf.util.sizeFromShape(shape)), shape);
  };
  const size = [
    batch,
    ...lengths.map((length, axis) => length * strides[axis] - (axis === 0 ? strides[axis] - 1 : 0)),
    outputs,
  ];
  const forward = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => {
    const [image, filter] = [images(x), kernel(y, channels, outputs)];
    return lengths.length === 3
      ? tf.conv3d(image as tf.Tensor5D, filter as tf.Tensor5D, strides as Three, "same")
      : tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, strides as Two, "same");
  };
  const backward = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => {
    const [image, filter] = [images(x), kernel(y, outputs, channels)];
    return lengths.length === 3
      ? tf.conv3dTranspose(
          image as tf.Tensor5D,
          filter as tf.Tensor5D,
          size as tf.Tensor5D["shape"],
          strides as Three,
          "same",
        )
      : tf.conv2dTranspose(
          image as tf.Tensor4D,
          filter as tf.Tensor4D,
          size as tf.Tensor4D["shape"],
          strides as Two,
          "same",
        );
  };
  const weighted =
    (body: Body): Body =>
    (x, y) => {
      const result = body(x, y);
      return tf.mul(
        result,
        tf.tensor(
          Array.from({ length: result.size }, (_, i) => i + 1),
          result.shape,
        ),
      );
    };
  const by = (body: Body): [Body, Body] => [
    grad(weighted(body)),
    grad((x, y) => weighted(body)(y, x)),
  ];
  const [image, filter] = by(forward);
  const [transposedImage, transposedFilter] = by(backward);
  return {
    [name]: forward,
    [`${name}: gradient by the image`]: image,
    [`${name}: gradient by the kernel`]: filter,
    [`${name}, transposed`]: backward,
    [`${name}, transposed: gradient by the image`]: transposedImage,
    [`${name}, transposed: gradient by the kernel`]: transposedFilter,
  };
}

async function traced(body: Body, precision: Precision): Promise<number[]> {
  const graph = trace(
    [
      { name: "a", shape },
      { name: "b", shape },
    ],
    ([x, y]) => [body(x as tf.Tensor2D, y as tf.Tensor2D)],
  );
  const session = await onnxRuntime(1).open(emitFunction(graph, ["y"], precision));
  const of = (data: Float32Array) => ({
    data: precision === "float32" ? data : Float64Array.from(data),
    shape,
  });
  const { y } = await session.run({ a: of(a), b: of(b) });
  await session.dispose();
  return Array.from(y.data, Number);
}

/** ONNX Runtime has these in single precision alone, in which models are trained. */
const singlePrecision = ["asin", "acos", "atan", "asinh", "acosh", "atanh"];

describe.each(judges)("traced operations against $name", (judge) => {
  it.skipIf(!judge.isHere).each(Object.entries(bodies))("%s", async (name, body) => {
    judge.use();
    const eager = tf.tidy(() => {
      const result = body(tf.tensor2d(a, shape), tf.tensor2d(b, shape));
      return [...result.dataSync()];
    });
    const single = singlePrecision.includes(name);
    for (const precision of single ? (["float32"] as const) : (["float32", "float64"] as const)) {
      const values = await traced(body, precision);
      expect(values.length).toBe(eager.length);
      values.forEach((value, i) => {
        expect(Math.abs(value - eager[i])).toBeLessThan(4e-6 * (1 + Math.abs(eager[i])));
      });
    }
  });
});

it("covers every kernel that can be traced", () => {
  const used = new Set<string>();
  plainJudge.use();
  for (const body of Object.values(bodies)) {
    const profile = kernelsOf(() => body(tf.tensor2d(a, shape), tf.tensor2d(b, shape)));
    for (const name of profile) used.add(name);
  }
  expect(tracedKernels.filter((name) => !used.has(name))).toEqual([]);
});

function kernelsOf(run: () => unknown): string[] {
  const engine = tf.engine();
  const names: string[] = [];
  const original = engine.runKernel.bind(engine);
  engine.runKernel = ((name: string, ...rest: [never, never]) => {
    names.push(name);
    return original(name, ...rest);
  }) as typeof engine.runKernel;
  try {
    tf.tidy(() => {
      run();
    });
  } finally {
    engine.runKernel = original;
  }
  return names;
}

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { emitNodes } from "../../../src/graph/emitNodes.js";
import { trace } from "../../../src/graph/trace.js";
import "../../../src/training/trainingStep.js";

type Body = (x: tf.Tensor2D) => tf.Tensor;
const gradient =
  (body: Body): Body =>
  (x) =>
    tf.valueAndGrad((v) => tf.sum(body(v as tf.Tensor2D)))(x).grad;

/** The operations that are written for `body` of a 32 x 5 input, in order. */
function operations(body: Body): string[] {
  const { outputs } = trace([{ name: "x", shape: [32, 5] }], ([x]) => [body(x as tf.Tensor2D)]);
  const named = outputs.map((value) => ({ name: "y", value }));
  return emitNodes(named, "float32").nodes.map(({ op }) => op);
}

beforeAll(() => tf.setBackend("cpu"));

describe("trace", () => {
  it("computes equal expressions once", () => {
    expect(operations((x) => tf.mul(tf.exp(x), tf.add(tf.exp(x), 1)))).toEqual([
      "Exp",
      "Add",
      "Mul",
    ]);
  });

  it("leaves out what the outputs do not need", () => {
    expect(
      operations((x) => {
        tf.exp(x);
        return tf.tanh(x);
      }),
    ).toEqual(["Tanh"]);
  });

  it("computes with constants at once, and drops neutral elements", () => {
    expect(operations((x) => tf.add(x, tf.sqrt(tf.add(tf.scalar(2), 7))))).toEqual(["Add"]);
    expect(operations((x) => tf.add(tf.mul(tf.div(tf.pow(x, 1), 1), 1), 0))).toEqual(["Identity"]);
    expect(operations((x) => tf.mul(tf.mul(x, 2), 3))).toEqual(["Mul"]);
    expect(operations((x) => tf.sub(0, x))).toEqual(["Neg"]);
  });

  it("merges reshapes, and moves axes of one element by reshaping", () => {
    expect(operations((x) => tf.reshape(tf.reshape(x, [160]), [16, 10]))).toEqual(["Reshape"]);
    expect(operations((x) => tf.transpose(tf.reshape(x, [32, 1, 5]), [1, 0, 2]))).toEqual([
      "Reshape",
    ]);
  });

  it("writes the gradient of LeakyReLU as a product with a clipped mask of its output", () => {
    const written = operations(gradient((x) => tf.square(tf.leakyRelu(x, 0.25))));
    expect(written).toContain("Clip");
    expect(written).not.toContain("Where");
    expect(written).not.toContain("Greater");
    expect(written.filter((op) => op === "LeakyRelu").length).toBe(1);
  });

  it("keeps where for other choices", () => {
    expect(operations((x) => tf.where(tf.greater(x, 1), x, tf.mul(x, 0.5)))).toContain("Where");
  });

  it("sums over rows by a matrix product", () => {
    expect(operations((x) => tf.sum(x, 0))).toEqual(["MatMul", "Reshape"]);
    expect(operations((x) => tf.mean(x, 0))).toEqual(["MatMul", "Reshape"]);
    expect(operations((x) => tf.sum(x, 1))).toEqual(["ReduceSum"]);
  });

  it("works on vectors around one-column arithmetic with scalars", () => {
    const written = operations((x) => tf.add(tf.sum(x, 1, true), 3));
    expect(written).toEqual(["ReduceSum", "Reshape", "Add", "Reshape"]);
  });

  it("names a kernel that it does not know", () => {
    expect(() => operations((x) => tf.cumsum(x, 1))).toThrow(/Cumsum/);
  });

  it("refuses to read a tensor that has no values yet", () => {
    expect(() => operations((x) => tf.add(x, x.dataSync()[0]))).toThrow(/read while a graph/);
  });

  it("gives the backend back, also after an error, and keeps nothing", () => {
    const tensors = tf.memory().numTensors;
    expect(() => operations(() => tf.cumsum(tf.ones([3])))).toThrow();
    operations(gradient((x) => tf.square(x)));
    expect(tf.getBackend()).toBe("cpu");
    expect(tf.memory().numTensors).toBe(tensors);
    void tf.setBackend("trace");
    expect((tf.backend() as tf.KernelBackend).numDataIds()).toBe(0);
    void tf.setBackend("cpu");
  });
});

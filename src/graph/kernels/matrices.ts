import { util } from "@tensorflow/tfjs-core";
import { matrixProduct } from "../operations/matrixProduct.js";
import { reduce, type Reduction } from "../operations/reduce.js";
import { transpose } from "../operations/shapes.js";
import type { Kernel, KernelFamily } from "./kernel.js";

const reduction =
  (op: Reduction, axesName = "axis"): Kernel =>
  ({ graph, inputs: { x }, attributes }) => {
    const axes = util.parseAxisParam(attributes[axesName] as number | number[], [...x.shape]);
    return reduce(graph, op, x, axes, attributes.keepDims === true);
  };

/** Matrix products, transpositions and reductions. */
export const matrixKernels: KernelFamily = {
  BatchMatMul: ({ graph, inputs: { a, b }, attributes }) =>
    matrixProduct(graph, a, b, attributes.transposeA === true, attributes.transposeB === true),
  Transpose: ({ graph, inputs: { x }, attributes }) =>
    transpose(graph, x, attributes.perm as number[]),
  Sum: reduction("ReduceSum"),
  Mean: reduction("ReduceMean"),
  Max: reduction("ReduceMax", "reductionIndices"),
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
};

import { backend_util } from "@tensorflow/tfjs-core";
import type { Shape } from "../graph.js";
import {
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  type Convolution,
} from "../operations/convolution.js";
import type { KernelCall, KernelFamily } from "./kernel.js";

/** Convolutions over two axes, channels last; one axis is two, one of them of one position. */
export const convolutionKernels: KernelFamily = {
  Conv2D: ({ graph, inputs: { x, filter }, attributes }) =>
    convolution(graph, x, filter, geometry(x.shape, filter.shape, attributes)),
  Conv2DBackpropInput: ({ graph, inputs: { dy, filter }, attributes }) => {
    const own = geometry(attributes.inputShape as Shape, filter.shape, attributes);
    return convolutionInputGradient(graph, dy, filter, own);
  },
  Conv2DBackpropFilter: ({ graph, inputs: { x, dy }, attributes }) => {
    const own = geometry(x.shape, attributes.filterShape as Shape, attributes);
    return convolutionFilterGradient(graph, x, dy, own);
  },
};

type Four = [number, number, number, number];

function geometry(x: Shape, filter: Shape, attributes: KernelCall["attributes"]): Convolution {
  const { strides, pad, dimRoundingMode, dataFormat, dilations } = attributes as {
    strides: number | [number, number];
    pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
    dimRoundingMode?: "floor" | "round" | "ceil";
    dataFormat?: string;
    dilations?: number | number[];
  };
  const dilated = [dilations ?? 1].flat().some((dilation) => dilation !== 1);
  if (dilated || (dataFormat ?? "NHWC") !== "NHWC") {
    throw new TypeError("A traced convolution has its channels last, and no dilation.");
  }
  const info = backend_util.computeConv2DInfo(
    [...x] as Four,
    [...filter] as Four,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    from: [info.inHeight, info.inWidth],
    fromChannels: info.inChannels,
    to: [info.outHeight, info.outWidth],
    toChannels: info.outChannels,
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    padding: [info.padInfo.top, info.padInfo.left],
  };
}

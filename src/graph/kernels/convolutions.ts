import { backend_util } from "@tensorflow/tfjs-core";
import type { Shape } from "../graph.js";
import {
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  type Convolution,
} from "../operations/convolution.js";
import type { Kernel, KernelCall, KernelFamily } from "./kernel.js";

type Geometry = (x: Shape, filter: Shape, attributes: KernelCall["attributes"]) => Convolution;

/** The three kernels of a convolution whose sizes `geometry` tells. */
const kernelsOf = (geometry: Geometry): Record<"forward" | "byInput" | "byFilter", Kernel> => ({
  forward: ({ graph, inputs: { x, filter }, attributes }) =>
    convolution(graph, x, filter, geometry(x.shape, filter.shape, attributes)),
  byInput: ({ graph, inputs: { dy, filter }, attributes }) => {
    const own = geometry(attributes.inputShape as Shape, filter.shape, attributes);
    return convolutionInputGradient(graph, dy, filter, own);
  },
  byFilter: ({ graph, inputs: { x, dy }, attributes }) => {
    const own = geometry(x.shape, attributes.filterShape as Shape, attributes);
    return convolutionFilterGradient(graph, x, dy, own);
  },
});

const images = kernelsOf(imageGeometry);
const volumes = kernelsOf(volumeGeometry);

/** Convolutions over two or three axes, channels last; one axis is two, one of them of one position. */
export const convolutionKernels: KernelFamily = {
  Conv2D: images.forward,
  Conv2DBackpropInput: images.byInput,
  Conv2DBackpropFilter: images.byFilter,
  Conv3D: volumes.forward,
  Conv3DBackpropInputV2: volumes.byInput,
  Conv3DBackpropFilterV2: volumes.byFilter,
};

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

function volumeGeometry(
  x: Shape,
  filter: Shape,
  attributes: KernelCall["attributes"],
): Convolution {
  const { strides, pad, dataFormat, dilations } = attributes as {
    strides: number | [number, number, number];
    pad: "same" | "valid";
    dataFormat?: string;
    dilations?: number | number[];
  };
  refuseOthers(dilations, dataFormat ?? "NDHWC", "NDHWC");
  const info = backend_util.computeConv3DInfo([...x] as Five, [...filter] as Five, strides, 1, pad);
  return {
    batch: info.batchSize,
    from: [info.inDepth, info.inHeight, info.inWidth],
    fromChannels: info.inChannels,
    to: [info.outDepth, info.outHeight, info.outWidth],
    toChannels: info.outChannels,
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    // Where strides are longer than the kernel, TensorFlow.js has less than nothing here.
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left].map((zeros) =>
      Math.max(0, zeros),
    ),
  };
}

function refuseOthers(
  dilations: number | number[] | undefined,
  dataFormat: string,
  expected: string,
): void {
  if ([dilations ?? 1].flat().every((dilation) => dilation === 1) && dataFormat === expected)
    return;
  throw new TypeError("A traced convolution has its channels last, and no dilation.");
}

function imageGeometry(x: Shape, filter: Shape, attributes: KernelCall["attributes"]): Convolution {
  const { strides, pad, dimRoundingMode, dataFormat, dilations } = attributes as {
    strides: number | [number, number];
    pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
    dimRoundingMode?: "floor" | "round" | "ceil";
    dataFormat?: string;
    dilations?: number | number[];
  };
  refuseOthers(dilations, dataFormat ?? "NHWC", "NHWC");
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

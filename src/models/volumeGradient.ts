import {
  conv3d,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  engine,
  getGradient,
  registerGradient,
  type Tensor5D,
} from "@tensorflow/tfjs-core";

/**
 * TensorFlow.js knows the gradient of transposed convolutions over two axes, not of those over three: the same formula,
 * dy: the convolution of what comes back, filter: its product with the transposed convolution's input.
 */
export function registerVolumeGradient(): void {
  if (getGradient(Conv3DBackpropInputV2) !== undefined) return;
  registerGradient({
    kernelName: Conv3DBackpropInputV2,
    inputsToSave: ["dy", "filter"],
    gradFunc: (back, saved, attributes) => {
      const [dy, filter] = saved as [Tensor5D, Tensor5D];
      const { strides, pad } = attributes as {
        strides: [number, number, number];
        pad: "same" | "valid";
      };
      const x = back as Tensor5D;
      return {
        dy: () => conv3d(x, filter, strides, pad),
        filter: () =>
          engine().runKernel(
            Conv3DBackpropFilterV2,
            { x, dy },
            { strides, pad, filterShape: filter.shape },
          ),
      };
    },
  });
}

import { concat, slice, split, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { DenseStack } from "./denseStack.js";
import type { DenseLayer } from "./trainedModel.js";

export interface MaskedNetworkShape {
  /** Which stretches of a row are the inputs, one after the other. */
  readonly inputs: readonly { readonly from: number; readonly count: number }[];
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** Components of the mixture among the outputs; 0 without one. */
  readonly components: number;
}

/** The last layer starts at this share of its usual weights, near the marginal distribution. */
const lastLayerShare = 0.3;
const firstMeans = 2;
const firstLogWidth = -1.5;

/** The network of one column of a masked autoencoder, over weights in one flat vector. */
export class MaskedNetwork {
  private readonly stack: DenseStack;

  constructor(readonly shape: MaskedNetworkShape) {
    const inputs = shape.inputs.reduce((sum, { count }) => sum + count, 0);
    this.stack = new DenseStack([inputs, ...shape.hidden, shape.outputs]);
  }

  get parameters(): number {
    return this.stack.sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Weights to start from: mixtures of components of one width, spread evenly. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const weights = this.stack.initialWeights(uniform);
    const { outputs, components } = this.shape;
    const bias = weights.length - outputs;
    const { sizes } = this.stack;
    const last = bias - sizes[sizes.length - 2];
    for (let i = last; i < bias; i++) weights[i] *= lastLayerShare;
    weights.fill(0, bias);
    for (let k = 0; k < components; k++) {
      const place = components === 1 ? 0 : (2 * k) / (components - 1) - 1;
      weights[bias + components + k] = firstMeans * place;
      weights[bias + 2 * components + k] = firstLogWidth;
    }
    return weights;
  }

  /** Outputs for a batch of rows. */
  apply(weights: Tensor1D, batch: Tensor2D): Tensor2D {
    const seen = this.shape.inputs.map(({ from, count }) =>
      slice(batch, [0, from], [batch.shape[0], count]),
    );
    const inputs = seen.length === 1 ? seen[0] : concat(seen, 1);
    return this.stack.apply(split(weights, this.stack.sizes), inputs);
  }

  layers(weights: Float32Array): DenseLayer[] {
    return this.stack.layers(weights, 0);
  }
}

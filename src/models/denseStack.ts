import {
  add,
  leakyRelu,
  matMul,
  reshape,
  type Rank,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { leakySlope, type DenseLayer } from "./trainedModel.js";

/** Dense layers in a row, LeakyReLU on all but the last, as stretches of a flat weight vector. */
export class DenseStack {
  constructor(private readonly widths: readonly number[]) {}

  /** Lengths of the stretches: weights (inputs x outputs) and bias of every layer in turn. */
  get sizes(): number[] {
    return this.shapes.flatMap(({ inputs, outputs }) => [inputs * outputs, outputs]);
  }

  /** Runs the layers on `x` (batch x first width) with stretches as `sizes` says. */
  apply(stretches: readonly Tensor[], x: Tensor2D): Tensor2D {
    const { shapes } = this;
    return shapes.reduce((values, { inputs, outputs }, i) => {
      const weights = reshape<Rank.R2>(stretches[2 * i], [inputs, outputs]);
      const sum = add<Tensor2D>(matMul(values, weights), stretches[2 * i + 1]);
      return i + 1 < shapes.length ? leakyRelu(sum, leakySlope) : sum;
    }, x);
  }

  /** Weights and biases uniform in +-1/sqrt(inputs of the layer). */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const values = uniform(this.sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const { inputs, outputs } of this.shapes) {
      const limit = 1 / Math.sqrt(inputs);
      for (const end = at + (inputs + 1) * outputs; at < end; at++) values[at] *= limit;
    }
    return values;
  }

  /** The layers with copies of their weights, which start at `offset` of the flat vector. */
  layers(weights: Float32Array, offset: number): DenseLayer[] {
    let at = offset;
    const take = (length: number): Float32Array => weights.slice(at, (at += length));
    return this.shapes.map(({ inputs, outputs }, i) => ({
      inputs,
      outputs,
      weights: take(inputs * outputs),
      bias: take(outputs),
      activation: i + 1 < this.shapes.length ? "leakyRelu" : "linear",
    }));
  }

  private get shapes(): { inputs: number; outputs: number }[] {
    return this.widths.slice(1).map((outputs, i) => ({ inputs: this.widths[i], outputs }));
  }
}

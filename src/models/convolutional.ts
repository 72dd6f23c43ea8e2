import { split, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import type { Autoencoder, AutoencoderLayers } from "./autoencoder.js";
import {
  ConvolutionalStack,
  decoderShapes,
  encoderShapes,
  type ConvolutionOptions,
} from "./convolutionalStack.js";
import { convolutionSizes } from "./convolutionShape.js";
import { DenseStack } from "./denseStack.js";
import { chained, type LayerStack } from "./layerStack.js";

export interface ConvolutionalOptions extends ConvolutionOptions {
  readonly latent: number;
}

/**
 * The convolutional autoencoder of a table: convolutions along the columns, a linear latent layer, and the mirror of
 * both with a linear output. Convolutions see neighbouring columns, so their order matters.
 */
export class ConvolutionalAutoencoder implements Autoencoder {
  readonly latent: number;
  private readonly encoder: LayerStack;
  private readonly decoder: LayerStack;

  constructor(
    options: ConvolutionalOptions,
    readonly width: number,
  ) {
    this.latent = options.latent;
    this.encoder = convolutionalEncoder(options, width, options.latent);
    this.decoder = convolutionalDecoder(options, width);
  }

  get parameters(): number {
    return sum(this.encoder.sizes) + sum(this.decoder.sizes);
  }

  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const weights = new Float32Array(this.parameters);
    weights.set(this.encoder.initialWeights(uniform));
    weights.set(this.decoder.initialWeights(uniform), sum(this.encoder.sizes));
    return weights;
  }

  apply(
    weights: Tensor1D,
    batch: Tensor2D,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D } {
    const stretches: Tensor[] = split(weights, [...this.encoder.sizes, ...this.decoder.sizes]);
    const own = this.encoder.sizes.length;
    const latents = this.encoder.apply(stretches.slice(0, own), batch);
    return { latents, reconstruction: this.decoder.apply(stretches.slice(own), latents) };
  }

  layers(weights: Float32Array): AutoencoderLayers {
    return {
      encoder: this.encoder.layers(weights, 0),
      decoder: this.decoder.layers(weights, sum(this.encoder.sizes)),
    };
  }
}

/** Convolutions and a linear layer of `outputs` numbers. */
export function convolutionalEncoder(
  options: ConvolutionOptions,
  width: number,
  outputs: number,
): LayerStack {
  const shapes = encoderShapes(options, width);
  const convolutions = new ConvolutionalStack(shapes, "leakyRelu");
  return chained(convolutions, new DenseStack([outputsOf(shapes), outputs]));
}

/** The mirror of the encoder, from latents to `width` numbers. */
export function convolutionalDecoder(options: ConvolutionalOptions, width: number): LayerStack {
  const shapes = encoderShapes(options, width);
  const start = new DenseStack([options.latent, outputsOf(shapes)], "leakyRelu");
  return chained(start, new ConvolutionalStack(decoderShapes(shapes), "linear"));
}

function outputsOf(shapes: ReturnType<typeof encoderShapes>): number {
  return convolutionSizes(shapes[shapes.length - 1]).outputs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Bottleneck } from "./bottleneck.js";
import { noFeeds, type Feeds } from "./feeds.js";
import type { NetworkLayer } from "./trainedModel.js";

/** Latents as the encoder gives them, without weights, noise or terms of their own: others build on it. */
export class PlainBottleneck implements Bottleneck {
  readonly codeWidth: number;
  readonly sizes: readonly number[] = [];
  readonly rateFactor: number = 1;
  readonly feeds: Feeds = noFeeds;

  constructor(readonly latent: number) {
    this.codeWidth = latent;
  }

  initialWeights(): Float32Array {
    return new Float32Array(0);
  }

  train(
    code: Tensor2D,
    ..._others: Parameters<Bottleneck["train"]> extends [unknown, ...infer Rest] ? Rest : never
  ): ReturnType<Bottleneck["train"]> {
    return { latents: code, terms: {} };
  }

  latents(code: Tensor2D): Tensor2D {
    return code;
  }

  validationTerms(_code: Tensor2D): readonly Scalar[] {
    return [];
  }

  encoder(layers: readonly NetworkLayer[]): readonly NetworkLayer[] {
    return layers;
  }
}

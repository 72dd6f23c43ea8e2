import { add, mul, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { divergenceSparsity, l1Sparsity } from "../losses/sparsity.js";
import type { Bottleneck } from "./bottleneck.js";
import { PlainBottleneck } from "./plainBottleneck.js";

export const sparsityNames = ["l1", "kl"] as const;

export interface SparseOptions {
  readonly latent: number;
  readonly sparsity: (typeof sparsityNames)[number];
  readonly sparsityWeight: number;
  /** Of "kl": the mean activity that units are pulled to, in (0, 1). */
  readonly sparsityTarget: number;
}

/**
 * Sparse autoencoder: the activations of the encoder's hidden layers and the latents are pulled towards zero (L1), or
 * their mean activities towards a target (KL). Sources: Ng, "Sparse autoencoder", CS294A 2011; Jiang et al., "A novel
 * sparse auto-encoder", IJCNN 2013.
 */
export class SparseBottleneck extends PlainBottleneck {
  constructor(private readonly options: SparseOptions) {
    super(options.latent);
  }

  override train(code: Tensor2D, hidden: readonly Tensor2D[]): ReturnType<Bottleneck["train"]> {
    const { sparsity, sparsityWeight, sparsityTarget } = this.options;
    const layers = [...hidden, code];
    const each = (activations: Tensor2D): Scalar =>
      sparsity === "l1" ? l1Sparsity(activations) : divergenceSparsity(activations, sparsityTarget);
    const total = layers.map(each).reduce((a, b) => add(a, b));
    return { latents: code, terms: { sparsity: mul(total, sparsityWeight) } };
  }
}

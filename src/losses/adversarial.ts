import {
  abs,
  add,
  exp,
  log,
  mean,
  mul,
  neg,
  relu,
  square,
  sub,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";

export const adversarialNames = ["nonSaturating", "leastSquares", "wasserstein"] as const;
export type AdversarialName = (typeof adversarialNames)[number];

/** What discriminator and encoder minimise, from the discriminator's outputs (rows x 1, no sigmoid). */
export interface AdversarialLoss {
  /** @param real outputs for draws of the prior  @param fake outputs for latents */
  readonly discriminator: (real: Tensor, fake: Tensor) => Scalar;
  readonly encoder: (fake: Tensor) => Scalar;
}

export const adversarialLosses: Readonly<Record<AdversarialName, AdversarialLoss>> = {
  /**
   * Discriminator -log s(real) - log(1 - s(fake)), encoder -log s(fake), with s the logistic function.
   * Source: Goodfellow et al., arXiv:1406.2661, section 3; for autoencoders Makhzani et al., arXiv:1511.05644.
   */
  nonSaturating: {
    discriminator: (real, fake) => add(mean<Scalar>(softplus(neg(real))), mean(softplus(fake))),
    encoder: (fake) => mean(softplus(neg(fake))),
  },
  /** Discriminator ((real - 1)^2 + fake^2) / 2, encoder (fake - 1)^2 / 2. Source: Mao et al., arXiv:1611.04076, eq. 9. */
  leastSquares: {
    discriminator: (real, fake) =>
      mul(add(mean<Scalar>(square(sub(real, 1))), mean(square(fake))), 0.5),
    encoder: (fake) => mul(mean<Scalar>(square(sub(fake, 1))), 0.5),
  },
  /** Discriminator fake - real, encoder -fake: needs a gradient penalty. Source: Gulrajani et al., arXiv:1704.00028. */
  wasserstein: {
    discriminator: (real, fake) => sub(mean<Scalar>(fake), mean(real)),
    encoder: (fake) => neg(mean<Scalar>(fake)),
  },
};

/** log(1 + exp(x)), which cannot overflow. */
function softplus(x: Tensor): Tensor {
  return add(relu(x), log(add(exp(neg(abs(x))), 1)));
}

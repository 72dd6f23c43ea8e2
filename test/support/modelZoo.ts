import type { ModelOptions } from "../../src/models/registry.js";

const hidden = [12, 9];
const latent = 3;
const variational = {
  type: "variational",
  hidden,
  latent,
  klWeight: 0.02,
  klWarmUp: 0.5,
  freeBits: 0,
  totalCorrelationWeight: 0,
} as const;
const wasserstein = {
  type: "wasserstein",
  hidden,
  latent,
  kernel: "imq",
  scales: [0.5, 1, 2],
  priorWeight: 0.3,
} as const;
const adversarial = {
  type: "adversarial",
  hidden,
  latent,
  discriminator: [7, 5],
  discriminatorRate: 0.5,
  adversary: "nonSaturating",
  priorWeight: 0.1,
  gradientPenalty: 10,
} as const;
const sparse = {
  type: "sparse",
  hidden,
  latent,
  sparsity: "l1",
  sparsityWeight: 0.05,
  sparsityTarget: 0.1,
} as const;
const sliced = {
  type: "slicedWasserstein",
  hidden,
  latent,
  projections: 11,
  slices: "mean",
  priorWeight: 0.2,
} as const;

const convolutional = {
  type: "convolutional",
  channels: [5, 4],
  kernelSize: 3,
  stride: 2,
  batchNormalization: false,
  latent,
} as const;

/** Every model and every loss that a config can name, small. */
export const modelZoo: Readonly<Record<string, ModelOptions>> = {
  dense: { type: "dense", hidden, latent },
  "dense, mae": { type: "dense", hidden, latent, loss: "mae" },
  "dense, huber": { type: "dense", hidden, latent, loss: "huber" },
  "dense, logCosh": { type: "dense", hidden, latent, loss: "logCosh" },
  "dense, gaussian": { type: "dense", hidden, latent, loss: "gaussian" },
  "dense, mixture": { type: "dense", hidden, latent, loss: "mixture" },
  "dense, weight penalties": { type: "dense", hidden, latent, weightL1: 1e-4, weightL2: 1e-3 },
  "dense, skip and heads": { type: "dense", hidden, latent, skip: true, heads: 3 },
  "dense, batch normalisation": { type: "dense", hidden, latent, batchNormalization: true },
  "dense, dropout": { type: "dense", hidden, latent, dropout: 0.2 },
  "dense, everything": {
    type: "dense",
    hidden,
    latent,
    skip: true,
    heads: 2,
    batchNormalization: true,
    dropout: 0.1,
  },
  sparse,
  "sparse, kl": { ...sparse, sparsity: "kl", batchNormalization: true, dropout: 0.1 },
  variational,
  "variational, free bits": { ...variational, freeBits: 0.5, klWarmUp: 0 },
  "variational, total correlation": { ...variational, totalCorrelationWeight: 0.05 },
  wasserstein,
  "wasserstein, rbf": { ...wasserstein, kernel: "rbf" },
  "wasserstein, laplace": { ...wasserstein, kernel: "laplace" },
  "wasserstein, rational quadratic": { ...wasserstein, kernel: "rationalQuadratic" },
  slicedWasserstein: sliced,
  "slicedWasserstein, max": { ...sliced, slices: "max" },
  adversarial,
  "adversarial, least squares": { ...adversarial, adversary: "leastSquares" },
  "adversarial, wasserstein": { ...adversarial, adversary: "wasserstein" },
  jointVariational: {
    type: "jointVariational",
    hidden,
    latent: 2,
    categories: [3, 2],
    capacityWeight: 0.05,
    continuousCapacity: 3,
    discreteCapacity: 1.5,
    capacityWarmUp: 0.5,
    temperature: [1, 0.5],
  },
  convolutional,
  "convolutional, batch normalisation": { ...convolutional, batchNormalization: true },
  "convolutional, stride 1": { ...convolutional, stride: 1, kernelSize: 2, weightL2: 1e-3 },
  convolutionalVariational: { ...variational, ...convolutional, type: "convolutionalVariational" },
  adversarialConvolutional: { ...adversarial, ...convolutional, type: "adversarialConvolutional" },
};

/** Models for blocks of arrays. */
export const blockModels: readonly { readonly name: string; readonly options: ModelOptions }[] = [
  "convolutional",
  "convolutional, batch normalisation",
  "convolutionalVariational",
  "adversarialConvolutional",
].map((name) => ({ name, options: modelZoo[name] }));

import { reshape, type Rank } from "@tensorflow/tfjs-core";
import type { Architecture } from "./architecture.js";
import { AdversarialBottleneck, type AdversarialOptions } from "./adversarial.js";
import type { Autoencoder } from "./autoencoder.js";
import type { Bottleneck } from "./bottleneck.js";
import { ConvolutionalArchitecture, type ConvolutionalShape } from "./convolutionalArchitecture.js";
import { rowShape } from "./convolutionalLayers.js";
import type { DerivedTarget } from "./derivedTarget.js";
import { DenseArchitecture, type DenseShape } from "./denseArchitecture.js";
import { JointVariationalBottleneck, type JointVariationalOptions } from "./jointVariational.js";
import { LatentAutoencoder, type WeightPenalties } from "./latentAutoencoder.js";
import { PlainBottleneck } from "./plainBottleneck.js";
import { Reconstruction, type ReconstructionName } from "./reconstruction.js";
import { SlicedWassersteinBottleneck, type SlicedWassersteinOptions } from "./slicedWasserstein.js";
import { SparseBottleneck, type SparseOptions } from "./sparse.js";
import { VariationalBottleneck, type VariationalOptions } from "./variational.js";
import { WassersteinBottleneck, type WassersteinOptions } from "./wasserstein.js";

/** What all models with latents have in common. */
export interface CommonOptions extends WeightPenalties {
  readonly latent: number;
  /** How errors of the reconstruction are counted; by default their mean square. */
  readonly loss?: ReconstructionName;
}

/** The options of every model by its type; the model part of a config is one of these. */
export type ModelOptions = CommonOptions & (DenseOptions | ConvolutionalOptions);

type DenseOptions = DenseShape &
  (
    | { readonly type: "dense" }
    | ({ readonly type: "sparse" } & SparseOptions)
    | ({ readonly type: "variational" } & VariationalOptions)
    | ({ readonly type: "wasserstein" } & WassersteinOptions)
    | ({ readonly type: "slicedWasserstein" } & SlicedWassersteinOptions)
    | ({ readonly type: "adversarial" } & AdversarialOptions)
    | ({ readonly type: "jointVariational" } & JointVariationalOptions)
  );

type ConvolutionalOptions = ConvolutionalShape &
  (
    | { readonly type: "convolutional" }
    | ({ readonly type: "convolutionalVariational" } & VariationalOptions)
    | ({ readonly type: "adversarialConvolutional" } & AdversarialOptions)
  );

const bottlenecks: {
  readonly [T in ModelOptions["type"]]: (options: Extract<ModelOptions, { type: T }>) => Bottleneck;
} = {
  dense: ({ latent }) => new PlainBottleneck(latent),
  sparse: (options) => new SparseBottleneck(options),
  variational: (options) => new VariationalBottleneck(options),
  wasserstein: (options) => new WassersteinBottleneck(options),
  slicedWasserstein: (options) => new SlicedWassersteinBottleneck(options),
  adversarial: (options) => new AdversarialBottleneck(options),
  jointVariational: (options) => new JointVariationalBottleneck(options),
  convolutional: ({ latent }) => new PlainBottleneck(latent),
  convolutionalVariational: (options) => new VariationalBottleneck(options),
  adversarialConvolutional: (options) => new AdversarialBottleneck(options),
};

/**
 * The model that a config asks for, for rows of `width` numbers.
 * @param columnWeights what an error of each number of a row counts; null: the same
 * @param block where rows are blocks of arrays: their lengths along the axes, at most three of them above 1. A row holds
 * the values of all arrays at the block's first place, at the second, and so on; targets have a value at each place
 * @param targets quantities whose errors count as those of columns do, each with a weight of its own
 */
export function createModel(
  options: ModelOptions,
  width: number,
  columnWeights: readonly number[] | null = null,
  block: readonly number[] | null = null,
  targets: readonly DerivedTarget[] = [],
): Autoencoder {
  const make = bottlenecks[options.type] as (options: ModelOptions) => Bottleneck;
  const bottleneck = make(options);
  const { codeWidth, latent } = bottleneck;
  const architecture: Architecture =
    "channels" in options
      ? new ConvolutionalArchitecture(options, rowShape(width, block), codeWidth, latent)
      : new DenseArchitecture(options, width, codeWidth, latent);
  const loss = options.loss ?? "mse";
  return new LatentAutoencoder(
    architecture,
    bottleneck,
    new Reconstruction(loss, width, columnWeights),
    options,
    targets.map((target) => ({
      target: block === null ? target : atPlaces(target, rowShape(width, block).channels),
      reconstruction: new Reconstruction(loss, 1, null),
    })),
  );
}

/** A target of blocks of arrays: its values at all places. */
function atPlaces(target: DerivedTarget, arrays: number): DerivedTarget {
  return { ...target, values: (rows) => target.values(reshape<Rank.R2>(rows, [-1, arrays])) };
}

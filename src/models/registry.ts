import type { Autoencoder } from "./autoencoder.js";
import { ConvolutionalAutoencoder, type ConvolutionalOptions } from "./convolutional.js";
import { DenseAutoencoder, type DenseOptions } from "./dense.js";

/** The options of every model by its type; the model part of a config is one of these. */
export type ModelOptions =
  | ({ readonly type: "dense" } & DenseOptions)
  | ({ readonly type: "convolutional" } & ConvolutionalOptions);

const constructors: {
  readonly [T in ModelOptions["type"]]: (
    options: Extract<ModelOptions, { type: T }>,
    width: number,
  ) => Autoencoder;
} = {
  dense: (options, width) => new DenseAutoencoder(options, width),
  convolutional: (options, width) => new ConvolutionalAutoencoder(options, width),
};

/** The model that a config asks for, for rows of `width` numbers. */
export function createModel(options: ModelOptions, width: number): Autoencoder {
  const construct = constructors[options.type] as (
    options: ModelOptions,
    width: number,
  ) => Autoencoder;
  return construct(options, width);
}

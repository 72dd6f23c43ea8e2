import type { ModelConfig } from "../config/config.js";
import type { Autoencoder } from "./autoencoder.js";
import { DenseAutoencoder } from "./dense.js";

const constructors: {
  readonly [T in ModelConfig["type"]]: (
    config: Extract<ModelConfig, { type: T }>,
    width: number,
  ) => Autoencoder;
} = {
  dense: (config, width) => new DenseAutoencoder(config, width),
};

/** The model that a config asks for, for rows of `width` numbers. */
export function createModel(config: ModelConfig, width: number): Autoencoder {
  return constructors[config.type](config, width);
}

import type { LatentModelConfig } from "../config.js";

/** What is taken where the config does not say it: of tables, and of blocks of arrays. */
const usualLatents = 4;
const valuesPerLatent = 16;
const usualChannels = [64, 128, 256];
const usualChannelsOfBlocks = [8, 32];

/**
 * The latents per row of a model.
 * @param blockValues numbers of a block of arrays; null: rows are those of a table
 */
export function latentsOf({ latent }: LatentModelConfig, blockValues: number | null): number {
  if (latent !== undefined) return latent;
  return blockValues === null
    ? usualLatents
    : Math.max(1, Math.ceil(blockValues / valuesPerLatent));
}

/** A model with the sizes that depend on its data. @param blockValues as for `latentsOf` */
export function withSizes(model: LatentModelConfig, blockValues: number | null): SizedModel {
  const latent = latentsOf(model, blockValues);
  if (!("kernelSize" in model)) return { ...model, latent };
  const usual = blockValues === null ? usualChannels : usualChannelsOfBlocks;
  return {
    ...model,
    latent,
    channels: model.channels ?? usual,
    batchNormalization: model.batchNormalization ?? blockValues === null,
  };
}

type Sized<M> = M extends { readonly kernelSize: number }
  ? Omit<M, "latent" | "channels" | "batchNormalization"> & {
      readonly latent: number;
      readonly channels: readonly number[];
      readonly batchNormalization: boolean;
    }
  : Omit<M, "latent"> & { readonly latent: number };
export type SizedModel = Sized<LatentModelConfig>;

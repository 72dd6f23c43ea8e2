import type { LatentModelConfig } from "../config.js";

/** Lengths of blocks where the config says nothing, by the number of dimensions. */
const usualBlocks: Readonly<Record<number, readonly number[]>> = {
  2: [16, 16],
  3: [8, 8, 8],
  4: [1, 8, 8, 8],
};

/** The blocks into which a model with latents cuts arrays of this shape: no longer than the arrays. */
export function arrayBlock(model: LatentModelConfig, shape: readonly number[]): number[] {
  const wanted = model.block ?? usualBlocks[shape.length] ?? [];
  return shape.map((length, axis) => Math.max(1, Math.min(length, wanted[axis] ?? 1)));
}

/** How many blocks of these lengths arrays of this shape have. */
export function blockCount(shape: readonly number[], block: readonly number[]): number {
  return shape.reduce((count, length, axis) => count * Math.ceil(length / block[axis]), 1);
}

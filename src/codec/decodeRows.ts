import type { FixedPointLayer, FixedPointNetwork } from "./fixedPointNetwork.js";
import { decoderInputs } from "./latentGrid.js";
import type { ModelPiece, ModelRows } from "./modelRows.js";
import type { ExactNetwork } from "./networkRunners.js";

/** Rows that go through a network at a time, and the numbers of its widest layer for all of them. */
const networkRows = 2048;
const networkNumbers = 2 ** 21;

/**
 * Runs a fixed-point decoder for all rows of a model, piece by piece.
 * @param latents whole numbers, one array per latent  @param steps of the latents, in units of 2^-10
 * @param width columns of the model  @param network that `runner` runs
 * @param accept takes the outputs of a piece: rows of the table x width, row-major
 */
export async function decodeRows(
  rows: ModelRows,
  latents: readonly Float64Array[],
  steps: readonly number[],
  width: number,
  { layers }: FixedPointNetwork,
  runner: ExactNetwork,
  accept: (scores: Float64Array, piece: ModelPiece) => void,
): Promise<void> {
  const widest = layers.reduce((most, layer) => Math.max(most, numbersOf(layer)), 1);
  const most = Math.max(1, Math.min(networkRows, Math.floor(networkNumbers / widest)));
  for (const piece of rows.pieces()) {
    const { start, end } = piece;
    const scores = new Float64Array((end - start) * width);
    const stop = piece.from + piece.count;
    for (let from = piece.from; from < stop; from += most) {
      const count = Math.min(most, stop - from);
      const out = await runner.run(decoderInputs(latents, steps, from, count), count);
      rows.spread(out, from, count, width, scores, start);
    }
    accept(scores, piece);
  }
}

/** Numbers that a layer makes of a row: its outputs, or, of a convolution, the parts that they are added up from. */
function numbersOf({ inputs, outputs, weights, convolution }: FixedPointLayer): number {
  if (convolution === undefined) return outputs;
  const [, far] = convolution.channels;
  return Math.max(outputs, (inputs / far) * (weights.length / far));
}

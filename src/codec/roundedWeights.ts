import type { DenseModel, NetworkLayer } from "../models/trainedModel.js";
import type { NetworkRunners } from "./networkRunners.js";

/** Weights are tried as multiples of 2^-3, 2^-4, ...; finer than this they are left as they are. */
const finestBits = 14;
/** Mean square error that it may add to that of any column: 0.5 % in its root. */
const addedMeanSquare = 1.005 ** 2 - 1;

/**
 * The decoder of a model with weights as coarse as hardly makes it worse, so that they take fewer bytes when deflated.
 * @param inputs a sample: rows (x places) x columns, normalised  @param latents of its rows, as they are coded
 */
export async function roundedDecoder(
  model: DenseModel,
  inputs: Float32Array,
  latents: Float32Array,
  networks: NetworkRunners,
): Promise<readonly NetworkLayer[]> {
  const rows = latents.length / model.latent;
  const columns = model.columns.length;
  const squares = async (layers: readonly NetworkLayer[]): Promise<Float64Array> => {
    const network = await networks.float(layers);
    try {
      const outputs = await network.run(latents, rows);
      const sums = new Float64Array(columns);
      for (let i = 0; i < outputs.length; i++) sums[i % columns] += (outputs[i] - inputs[i]) ** 2;
      return sums;
    } finally {
      await network.dispose();
    }
  };
  const most = (await squares(model.decoder)).map((sum) => (1 + addedMeanSquare) * sum);
  for (let bits = 3; bits <= finestBits; bits++) {
    const layers = model.decoder.map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => Math.round(weight * 2 ** bits) / 2 ** bits),
    }));
    if ((await squares(layers)).every((sum, column) => sum <= most[column])) return layers;
  }
  return model.decoder;
}

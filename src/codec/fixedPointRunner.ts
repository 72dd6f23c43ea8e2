import {
  activate,
  activationBits,
  layerNumbers,
  type FixedPointNetwork,
} from "./fixedPointNetwork.js";
import type { ExactLayer, NetworkRunners } from "./networkRunners.js";
import { TransposedConvolution } from "./transposedConvolution.js";

/** Runs a fixed-point network; every machine and library gets the same bits. */
export class FixedPointRunner {
  private constructor(
    private readonly network: FixedPointNetwork,
    private readonly layers: readonly ExactLayer[],
  ) {}

  /** @param network one whose sums stay exact */
  static async create(
    network: FixedPointNetwork,
    networks: NetworkRunners,
  ): Promise<FixedPointRunner> {
    const layers: ExactLayer[] = [];
    for (const layer of network.layers) {
      const { weights, bias } = layerNumbers(layer, network.weightBits);
      layers.push(
        layer.convolution === undefined
          ? await networks.exactLayer(weights, bias, layer.inputs, layer.outputs)
          : await TransposedConvolution.create(layer.convolution, weights, bias, networks),
      );
    }
    return new FixedPointRunner(network, layers);
  }

  /**
   * @param inputs rows x inputs whole numbers in units of 2^-10, within ±2^22
   * @returns rows x outputs multiples of 2^-10 within ±2^12
   */
  async run(inputs: Float64Array, rows: number): Promise<Float64Array> {
    const unit = 2 ** -activationBits;
    const values = new Float64Array(inputs.length);
    for (let i = 0; i < inputs.length; i++) values[i] = inputs[i] * unit;
    return this.runNumbers(values, rows);
  }

  /** The same for the numbers themselves, multiples of 2^-10. */
  async runNumbers(inputs: Float64Array, rows: number): Promise<Float64Array> {
    let values = inputs;
    for (const [index, layer] of this.layers.entries()) {
      values = await layer.run(values, rows);
      activate(values, this.network.layers[index].activation);
    }
    return values;
  }

  async dispose(): Promise<void> {
    for (const layer of this.layers) await layer.dispose();
  }
}

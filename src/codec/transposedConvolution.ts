import { convolutionSizes, placesOf, type ConvolutionShape } from "../models/convolutionShape.js";
import { forEachTap } from "../models/convolutionTaps.js";
import type { ExactLayer, NetworkRunners } from "./networkRunners.js";

/** Numbers between product and sum that are held at a time. */
const mostNumbers = 2 ** 22;

/**
 * A transposed convolution in exact numbers: every position's channels times the kernel, one product, whose parts are
 * then added up where the taps put them. The order of the sums does not matter, because each of them is exact.
 */
export class TransposedConvolution implements ExactLayer {
  private constructor(
    private readonly shape: ConvolutionShape,
    private readonly product: ExactLayer,
    private readonly bias: Float64Array,
    /** Of every part in turn: the position that it is added to, or -1. */
    private readonly targets: Int32Array,
  ) {}

  /** @param kernel taps x channels that come out x channels that go in, row-major */
  static async create(
    shape: ConvolutionShape,
    kernel: Float64Array,
    bias: Float64Array,
    networks: NetworkRunners,
  ): Promise<TransposedConvolution> {
    const [near, far] = shape.channels;
    const width = kernel.length / far;
    const weights = new Float64Array(kernel.length);
    for (let i = 0; i < kernel.length; i++) {
      weights[(i % far) * width + Math.floor(i / far)] = kernel[i];
    }
    const product = await networks.exactLayer(weights, new Float64Array(width), far, width);
    const taps = width / near;
    const positions = convolutionSizes(shape).inputs / far;
    const targets = new Int32Array(positions * taps).fill(-1);
    forEachTap(placesOf(shape), (position, tap, target) => {
      targets[position * taps + tap] = target;
    });
    return new TransposedConvolution(shape, product, bias, targets);
  }

  async run(values: Float64Array, rows: number): Promise<Float64Array> {
    const { inputs, outputs } = convolutionSizes(this.shape);
    const out = new Float64Array(rows * outputs);
    const parts = this.targets.length * this.bias.length;
    const step = Math.max(1, Math.floor(mostNumbers / parts));
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(step, rows - from);
      const seen = values.subarray(from * inputs, (from + count) * inputs);
      const positions = (count * inputs) / this.shape.channels[1];
      this.addUp(
        await this.product.run(seen, positions),
        out.subarray(from * outputs, (from + count) * outputs),
      );
    }
    return out;
  }

  dispose(): Promise<void> {
    return this.product.dispose();
  }

  private addUp(parts: Float64Array, out: Float64Array): void {
    const { targets, bias } = this;
    const near = bias.length;
    const { outputs } = convolutionSizes(this.shape);
    for (let i = 0; i < out.length; i++) out[i] = bias[i % near];
    for (let row = 0, part = 0; row < out.length; row += outputs) {
      for (const target of targets) {
        const to = row + target * near;
        if (target >= 0) {
          for (let channel = 0; channel < near; channel++) {
            out[to + channel] += parts[part + channel];
          }
        }
        part += near;
      }
    }
  }
}

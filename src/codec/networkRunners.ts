import type { FloatNetwork, NetworkLayer } from "../models/trainedModel.js";

/** How the codec has its networks run: injected, so that the codec itself knows no runtime. */
export interface NetworkRunners {
  /** Float32 network of these layers. */
  float(layers: readonly NetworkLayer[]): Promise<FloatNetwork>;
  /**
   * Exact product of float64 matrices whose every partial sum is exactly representable:
   * (rows x inputs) times (inputs x outputs), plus bias.
   */
  exactLayer(
    weights: Float64Array,
    bias: Float64Array,
    inputs: number,
    outputs: number,
  ): Promise<ExactLayer>;
  /** Float32 decoder.onnx (latents -> physical units) run for files without a bound. */
  onnx(model: Uint8Array): Promise<FloatNetwork>;
}

/** One float64 layer: `rows` x inputs values in, `rows` x outputs values out, both row-major. */
export interface ExactLayer {
  run(inputs: Float64Array, rows: number): Promise<Float64Array>;
  dispose(): Promise<void>;
}

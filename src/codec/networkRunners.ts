import type { FloatNetwork, NetworkLayer } from "../models/trainedModel.js";
import type { ChunkThreads } from "./chunkWork.js";
import type { FixedPointNetwork } from "./fixedPointNetwork.js";

/** How the codec has its networks run: injected, so that the codec itself knows no runtime. */
export interface NetworkRunners {
  /** Frees what is no longer used, where the work on a long table leaves much; absent where that is not known. */
  readonly releaseMemory?: () => void;
  /** Float32 network of these layers. */
  float(layers: readonly NetworkLayer[]): Promise<FloatNetwork>;
  /**
   * Network in fixed point, whose sums stay exact: the same bits on every machine.
   * @param window where its inputs stand in rows that hold more; the whole row where it is not given
   */
  exact(network: FixedPointNetwork, window?: InputWindow): Promise<ExactNetwork>;
  /** Threads that code whole chunks; where it is not given, chunks are coded one by one. */
  readonly chunkThreads?: ChunkThreads;
  /** Float32 decoder.onnx (latents -> physical units) run for files without a bound. */
  onnx(model: Uint8Array): Promise<FloatNetwork>;
}

/** Inputs of a network inside of longer rows. */
export interface InputWindow {
  /** Numbers per row. */
  readonly width: number;
  readonly from: number;
}

export interface ExactNetwork {
  /**
   * @param inputs rows x width whole numbers in units of 2^-10, within ±2^22; 16-bit ones may change when the call has
   *   returned
   * @returns rows x outputs multiples of 2^-10 within ±2^12
   */
  run(inputs: Float64Array | Int16Array, rows: number): Promise<Float64Array>;
  dispose(): Promise<void>;
}

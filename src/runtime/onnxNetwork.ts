import {
  activationBits,
  largestActivation,
  layerNumbers,
  type FixedPointNetwork,
} from "../codec/fixedPointNetwork.js";
import type { ExactNetwork, InputWindow } from "../codec/networkRunners.js";
import { exactNetworkOnnx } from "../graph/exactNetworkOnnx.js";
import type { GraphSession } from "../graph/graphRuntime.js";
import type { FloatNetwork } from "../models/trainedModel.js";
import { fasterLayer } from "../models/unrolledLayer.js";
import { onnxRuntime } from "./onnxRuntime.js";
import { SharedRowsNetwork } from "./sharedRowsNetwork.js";

/**
 * Rows per call: small enough for a layer's activations to stay in the cache, large enough to hide the cost of a call.
 */
const chunkRows = 2048;

/** An ONNX model with float32 input "x" (N x inputs) and output "y" (N x outputs), run in blocks of rows on the CPU. */
export async function onnxNetwork(model: Uint8Array, threads: number): Promise<FloatNetwork> {
  if (threads > 1) return SharedRowsNetwork.open(model, threads);
  const session = await onnxRuntime(threads).open(model);
  return {
    run: (inputs, rows) => runInChunks(session, inputs, rows, Float32Array),
    dispose: () => session.dispose(),
  };
}

/** A network in fixed point (see `exactNetworkOnnx`), run in chunks on the CPU. */
export async function exactNetwork(
  { layers, weightBits }: FixedPointNetwork,
  window: InputWindow | undefined,
  threads: number,
): Promise<ExactNetwork> {
  const numbers = layers.map((layer) =>
    fasterLayer({ ...layer, weights: layerNumbers(layer, weightBits).weights }),
  );
  // Models of wide tables have hundreds of networks.
  const runtime = onnxRuntime(threads, "sleep", "returned");
  const session = await runtime.open(
    exactNetworkOnnx(numbers, window, activationBits, largestActivation),
  );
  return {
    run: (values, rows) => {
      const wide = values instanceof Float64Array ? values : Float64Array.from(values);
      return runInChunks(session, wide, rows, Float64Array);
    },
    dispose: () => session.dispose(),
  };
}

async function runInChunks<A extends Float32Array | Float64Array>(
  session: GraphSession,
  inputs: A,
  rows: number,
  ArrayType: new (length: number) => A,
): Promise<A> {
  if (rows === 0) return new ArrayType(0);
  const width = inputs.length / rows;
  if (!Number.isInteger(width)) {
    throw new RangeError(
      `${String(inputs.length)} values do not make ${String(rows)} rows of equal width.`,
    );
  }
  let all: A | null = null;
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(rows, from + chunkRows);
    const x = {
      data: inputs.subarray(from * width, to * width) as A,
      shape: [to - from, width],
    };
    const { y } = await session.run({ x });
    const outputs = y.shape[1];
    all ??= new ArrayType(rows * outputs);
    all.set(y.data as A, from * outputs);
  }
  return all!;
}

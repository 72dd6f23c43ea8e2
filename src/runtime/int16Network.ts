import {
  activationBits,
  largestActivation,
  type FixedPointLayer,
  type FixedPointNetwork,
} from "../codec/fixedPointNetwork.js";
import type { ExactNetwork, InputWindow } from "../codec/networkRunners.js";
import { denseInt16Module, outputsTogether, rowsTogether } from "../graph/wasm/denseInt16.js";
import { leakySlope } from "../models/trainedModel.js";

/** Rows per call: activations stay in the cache. */
const blockRows = 256;
/** What one is in the upper parts of numbers, whose lower parts are 16 bits with sign. */
const upperUnit = 65536;
const largestPart = upperUnit / 2;

type LayerKernel = (...parameters: number[]) => number;

interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly hidden: LayerKernel;
  readonly hiddenWide: LayerKernel;
  readonly last: LayerKernel;
  readonly lastWide: LayerKernel;
}

let kernels: Kernels | null = null;

/** Where the constants of a layer lie behind the begin of those of the network, in bytes. */
interface PackedLayer {
  readonly layer: FixedPointLayer;
  readonly weights: number;
  /** Of one block of outputs. */
  readonly weightBytes: number;
  readonly bias: number;
  readonly blocks: number;
}

/** Activations of a block of rows in the memory of the kernels, in bytes. */
interface Activations {
  readonly at: number;
  readonly stride: number;
  /** From lower to upper parts. */
  readonly parts: number;
}

/** A network in fixed point, computed with 16-bit numbers: the bits of float64, several times faster. */
export class Int16Network implements ExactNetwork {
  private readonly packed: readonly PackedLayer[];
  private readonly constants: Uint8Array;

  /** @param network of which `fitsInt16` holds */
  constructor(
    private readonly network: FixedPointNetwork,
    private readonly window: InputWindow | undefined,
  ) {
    const { packed, constants } = packLayers(network);
    this.packed = packed;
    this.constants = constants;
  }

  run(inputs: Float64Array | Int16Array, rows: number): Promise<Float64Array> {
    const { layers } = this.network;
    const width = this.window?.width ?? layers[0].inputs;
    if (inputs.length !== rows * width) throw new RangeError("Inputs do not fill the rows.");
    const { outputs } = layers[layers.length - 1];
    const all = new Float64Array(rows * outputs);
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(rows, from + blockRows);
      this.runBlock(
        inputs.subarray(from * width, to * width),
        to - from,
        all.subarray(from * outputs, to * outputs),
      );
    }
    return Promise.resolve(all);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private runBlock(inputs: Float64Array | Int16Array, rows: number, out: Float64Array): void {
    const { network, packed, constants } = this;
    const { memory, hidden, hiddenWide, last, lastWide } = (kernels ??= instantiate());
    const computed = Math.ceil(rows / rowsTogether) * rowsTogether;
    let end = wholeVectors(constants.length);
    const activations = [
      4 * Math.ceil(network.layers[0].inputs / 2),
      ...packed.slice(0, -1).map(({ blocks }) => 2 * outputsTogether * blocks),
    ].map((stride): Activations => {
      const own = { at: end, stride, parts: wholeVectors(computed * stride) };
      end += 2 * own.parts;
      return own;
    });
    const results = end;
    end += (8 * computed * out.length) / rows + 8 * outputsTogether;
    if (end > memory.buffer.byteLength) {
      memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536));
    }
    new Uint8Array(memory.buffer).set(constants);
    let wide = this.setInputs(memory.buffer, activations[0], inputs, rows);
    for (const [l, { layer, weights, weightBytes, bias, blocks }] of packed.entries()) {
      const own = activations[l];
      const next = l + 1 < packed.length ? activations[l + 1] : null;
      const narrowKernel = next === null ? last : hidden;
      const kernel = wide ? (next === null ? lastWide : hiddenWide) : narrowKernel;
      wide = false;
      // Backwards: what a block writes beyond its row is overwritten by the blocks before it.
      for (let block = blocks - 1; block >= 0; block--) {
        const hasUpper = kernel(
          own.at,
          own.parts,
          own.stride,
          own.at + computed * own.stride,
          weights + block * weightBytes,
          weightBytes,
          bias + 4 * outputsTogether * block,
          (next?.at ?? results) + (next === null ? 8 : 2) * outputsTogether * block,
          next?.parts ?? 0,
          next?.stride ?? 8 * layer.outputs,
          2 ** -network.weightBits,
          layer.activation === "leakyRelu" ? leakySlope : 1,
          largestActivation * 2 ** activationBits,
          2 ** -activationBits,
        );
        if (hasUpper === 1) wide = true;
      }
    }
    out.set(new Float64Array(memory.buffer, results, out.length));
  }

  /** @returns whether there are upper parts other than 0 */
  private setInputs(
    buffer: ArrayBuffer,
    { at, stride, parts }: Activations,
    inputs: Float64Array | Int16Array,
    rows: number,
  ): boolean {
    const count = this.network.layers[0].inputs;
    const { width, from } = this.window ?? { width: count, from: 0 };
    const lower = new Int16Array(buffer, at, parts / 2);
    if (inputs instanceof Int16Array) {
      if (stride === 2 * width) lower.set(inputs);
      else
        for (let row = 0; row < rows; row++) {
          const [target, source] = [(row * stride) / 2, row * width + from];
          for (let i = 0; i < count; i++) lower[target + i] = inputs[source + i];
        }
      return false;
    }
    let wide = false;
    for (let row = 0; row < rows; row++) {
      const [target, source] = [(row * stride) / 2, row * width + from];
      for (let i = 0; i < count; i++) {
        const value = inputs[source + i];
        lower[target + i] = value;
        if (lower[target + i] !== value) wide = true;
      }
    }
    if (!wide) return false;
    const upper = new Int16Array(buffer, at + parts, parts / 2);
    for (let row = 0; row < rows; row++) {
      const [target, source] = [(row * stride) / 2, row * width + from];
      for (let i = 0; i < count; i++) {
        upper[target + i] = (inputs[source + i] - lower[target + i]) / upperUnit;
      }
    }
    return true;
  }
}

/** Whether a network has dense layers alone, and no sum can leave 32 bits, whatever the parts of activations. */
export function fitsInt16({ layers, weightBits }: FixedPointNetwork): boolean {
  return layers.every(({ weights, bias, outputs, convolution }) => {
    if (convolution !== undefined) return false;
    const sums = bias.map((one) => Math.abs(one) * 2 ** weightBits);
    weights.forEach((weight, i) => {
      sums[i % outputs] += Math.abs(weight) * largestPart;
    });
    return (
      sums.every((sum) => sum < 2 ** 31) &&
      weights.every((weight) => Math.abs(weight) < largestPart)
    );
  });
}

function packLayers({ layers, weightBits }: FixedPointNetwork): {
  packed: PackedLayer[];
  constants: Uint8Array;
} {
  let bytes = 0;
  const packed = layers.map((layer): PackedLayer => {
    const blocks = Math.ceil(layer.outputs / outputsTogether);
    const weightBytes = 4 * outputsTogether * Math.ceil(layer.inputs / 2);
    const weights = bytes;
    const bias = weights + blocks * weightBytes;
    bytes = bias + 4 * outputsTogether * blocks;
    return { layer, weights, weightBytes, bias, blocks };
  });
  const constants = new ArrayBuffer(bytes);
  for (const { layer, weights, weightBytes, bias } of packed) {
    const pairs = new Int16Array(constants, weights);
    for (let output = 0; output < layer.outputs; output++) {
      const block = Math.floor(output / outputsTogether);
      const at = (block * weightBytes) / 2 + 2 * (output % outputsTogether);
      for (let input = 0; input < layer.inputs; input++) {
        const pair = 2 * outputsTogether * Math.floor(input / 2) + (input % 2);
        pairs[at + pair] = layer.weights[input * layer.outputs + output];
      }
    }
    new Int32Array(constants, bias, layer.outputs).set(
      layer.bias.map((one) => one * 2 ** weightBits),
    );
  }
  return { packed, constants: new Uint8Array(constants) };
}

function instantiate(): Kernels {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(denseInt16Module());
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return { memory, ...(exports as unknown as Omit<Kernels, "memory">) };
}

function wholeVectors(bytes: number): number {
  return 16 * Math.ceil(bytes / 16);
}

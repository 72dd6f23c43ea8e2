import type { AxisMap } from "../models/axisMap.js";
import { convolutionSizes, usefulTaps, type ConvolutionShape } from "../models/convolutionShape.js";
import { ByteReader } from "./byteReader.js";
import { ByteWriter } from "./byteWriter.js";
import { BinCoder } from "./entropy/binCoding.js";
import { readBinTable, writeBinTable } from "./entropy/binTableCoding.js";
import { BitReader } from "./entropy/bitReader.js";
import { BitWriter } from "./entropy/bitWriter.js";
import { laneCount, readStreams, writeStreams } from "./entropy/codedStreams.js";
import { fitBins } from "./entropy/fitBins.js";
import {
  sumsStayExact,
  type FixedPointLayer,
  type FixedPointNetwork,
} from "./fixedPointNetwork.js";
import type { StoredModel } from "./header.js";

/** The decoder's network and the axes of its outputs, as both sides use them. */
export interface StoredDecoder {
  readonly network: FixedPointNetwork;
  readonly axes: readonly AxisMap[];
}

/** Values of each column in a row of the model. */
function placesOfBlock({ block = [] }: StoredModel): number {
  return block.reduce((product, length) => product * length, 1);
}

const mostKnots = 65536;

/** The bytes of the model member: axes, tables, then weights and biases, layer by layer, entropy-coded. */
export function writeDecoder({ network, axes }: StoredDecoder): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const axis of axes) {
    out.varint(axis.knots.length);
    const single = axis.knots.every((knot) => Math.fround(knot) === knot);
    out.u8(single ? 4 : 8);
    for (const knot of axis.knots) {
      if (single) out.u32(floatWord(knot));
      else out.f64(knot);
    }
    for (const score of axis.scores) out.u32(floatWord(score));
  }
  const bits = new BitWriter();
  const streams = network.layers
    .flatMap((layer) => [layer.weights, layer.bias])
    .map((values) => {
      const { table } = fitBins(values);
      writeBinTable(table, bits);
      return { coder: new BinCoder(table), values, atomOf: null };
    });
  const tables = bits.toBytes();
  out.varint(tables.length);
  out.append(tables);
  const total = streams.reduce((sum, stream) => sum + stream.values.length, 0);
  writeStreams(streams, laneCount(total), out);
  return out.toBytes();
}

/** @throws FileFormatError where the bytes hold no decoder of this shape, or one whose sums could be inexact */
export function readDecoder(bytes: Uint8Array, model: StoredModel): StoredDecoder {
  const reader = new ByteReader(bytes, "the model");
  const { decoder } = model;
  if (decoder.kind !== "fixedPoint") return reader.fail("there is no fixed-point decoder");
  checkShape(model, reader);
  const axes = model.columns.map(() => readAxis(reader));
  const tableLength = reader.varint(reader.remaining);
  const bits = new BitReader(reader.take(tableLength), "the tables of the model");
  const plans = decoder.layers.flatMap((layer) => {
    const { weights, biases } = countsOf(layer);
    return [
      { table: readBinTable(bits, 0), rows: weights },
      { table: readBinTable(bits, 0), rows: biases },
    ];
  });
  const streams = readStreams(plans, reader);
  const layers: FixedPointLayer[] = decoder.layers.map((layer, index) => ({
    ...layer,
    convolution: shapeOf(layer),
    weights: streams[2 * index].values,
    bias: streams[2 * index + 1].values,
  }));
  const network = { weightBits: decoder.weightBits, layers };
  if (!sumsStayExact(network)) reader.fail("the weights are too large for exact sums");
  return { network, axes };
}

type StoredLayer = Extract<StoredModel["decoder"], { kind: "fixedPoint" }>["layers"][number];

/** A layer as the header tells it. Convolutions are transposed: a decoder has no others. */
export function describeLayer(layer: FixedPointLayer): StoredLayer {
  const { inputs, outputs, activation, convolution } = layer;
  if (convolution === undefined) return { inputs, outputs, activation };
  const { from, channels, kernel, strides, transposed } = convolution;
  if (!transposed) throw new RangeError("A stored decoder has no convolution but transposed ones.");
  return {
    inputs,
    outputs,
    activation,
    convolution: {
      from: [...from],
      channels: [...channels],
      kernel: [...kernel],
      strides: [...strides],
    },
  };
}

function shapeOf({ convolution }: StoredLayer): ConvolutionShape | undefined {
  return convolution === undefined ? undefined : { ...convolution, transposed: true };
}

function countsOf(layer: StoredLayer): { readonly weights: number; readonly biases: number } {
  const shape = shapeOf(layer);
  if (shape !== undefined) return convolutionSizes(shape);
  return { weights: layer.inputs * layer.outputs, biases: layer.outputs };
}

/** Parts of a row, before they are added up, that a reader holds in memory. */
const mostParts = 2 ** 22;

/** Whether a convolution has the inputs and outputs of its layer, and no more taps than can see something. */
function isPossible(layer: StoredLayer): boolean {
  const shape = shapeOf(layer);
  if (shape === undefined) return true;
  const { from, channels, kernel, strides } = shape;
  if (kernel.length !== from.length || strides.length !== from.length) return false;
  const useful = from.every(
    (length, axis) => kernel[axis] <= usefulTaps(length, kernel[axis], strides[axis]),
  );
  const { inputs, outputs, weights } = convolutionSizes(shape);
  const parts = (inputs / channels[1]) * (weights / channels[1]);
  return useful && inputs === layer.inputs && outputs === layer.outputs && parts <= mostParts;
}

/** Shapes that ask for more weights than such a file can plausibly hold are refused before memory is. */
const mostWeights = 2 ** 22;
const mostWeightsPerByte = 64;

function checkShape(model: StoredModel, reader: ByteReader): void {
  if (model.decoder.kind !== "fixedPoint") return;
  let width = model.latent;
  let weights = 0;
  for (const layer of model.decoder.layers) {
    const { inputs, outputs } = layer;
    if (inputs !== width) reader.fail("the layers do not fit each other");
    if (!isPossible(layer)) reader.fail("a convolution is impossible");
    width = outputs;
    weights += countsOf(layer).weights;
  }
  if (width !== model.columns.length * placesOfBlock(model))
    reader.fail("the layers do not fit the columns");
  if (weights > mostWeights + mostWeightsPerByte * reader.remaining)
    reader.fail("the layers are too large");
}

function readAxis(reader: ByteReader): AxisMap {
  const count = reader.varint(mostKnots);
  const size = reader.u8();
  if (count < 2 || (size !== 4 && size !== 8)) reader.fail("an axis is impossible");
  const knots: number[] = [];
  for (let i = 0; i < count; i++) knots.push(size === 4 ? wordFloat(reader.u32()) : reader.f64());
  const scores: number[] = [];
  for (let i = 0; i < count; i++) scores.push(wordFloat(reader.u32()));
  for (let i = 0; i < count; i++) {
    const rises = i === 0 || (knots[i] > knots[i - 1] && scores[i] > scores[i - 1]);
    if (!rises || !Number.isFinite(knots[i]) || !Number.isFinite(scores[i])) {
      reader.fail("an axis does not rise");
    }
  }
  return { knots, scores };
}

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

function floatWord(value: number): number {
  float[0] = value;
  return word[0];
}

function wordFloat(value: number): number {
  word[0] = value;
  return float[0];
}

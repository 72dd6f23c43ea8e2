import type { AxisMap } from "../../models/axisMap.js";
import { outputCount, type MaskedAxis } from "../../models/maskedModel.js";
import { ByteReader } from "../byteReader.js";
import { ByteWriter } from "../byteWriter.js";
import { BinCoder } from "../entropy/binCoding.js";
import { readBinTable, writeBinTable } from "../entropy/binTableCoding.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import { laneCount, readStreams, writeStreams } from "../entropy/codedStreams.js";
import { fitBins } from "../entropy/fitBins.js";
import {
  activationBits,
  sumsStayExact,
  type FixedPointLayer,
  type FixedPointNetwork,
} from "../fixedPointNetwork.js";
import { readRelation, writeRelation } from "../relations/relationCoding.js";
import { inputWidths } from "./featureLayout.js";

/** A column of a masked autoencoder in a file. */
export interface StoredMaskedColumn {
  readonly axis: MaskedAxis;
  /** Null where the column is coded by itself and only seen by others. */
  readonly network: FixedPointNetwork | null;
}

/** What the header tells of the shape, so that the member can be read. */
export interface MaskedShape {
  readonly columns: number;
  readonly context: number;
  readonly components: number;
  readonly weightBits: number;
}

const mostAtoms = 4096;
const mostKnots = 4096;
const mostLayers = 8;
const mostWeights = 2 ** 22;
/** Scores of knots are multiples of this. */
const scoreUnit = 2 ** -8;
/** Centers are multiples of the spread over this. */
const centerSteps = 64;
const knotOrder = 6;
const scoreOrder = 4;

/** Axes, widths of the layers, then all weights (by depth) and all biases, entropy-coded. */
export function writeMasked(
  columns: readonly StoredMaskedColumn[],
  weightBits: number,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const { axis, network } of columns) {
    writeAxis(axis, out);
    const hidden = network === null ? [] : network.layers.slice(0, -1);
    out.varint(network === null ? 0 : network.layers.length);
    for (const { outputs } of hidden) out.varint(outputs);
  }
  const bits = new BitWriter();
  const streams = pooled(columns, weightBits).map((values) => {
    const { table } = fitBins(values);
    writeBinTable(table, bits);
    return { coder: new BinCoder(table), values, atomOf: null };
  });
  const tables = bits.toBytes();
  out.varint(tables.length);
  out.append(tables);
  const total = streams.reduce((sum, { values }) => sum + values.length, 0);
  writeStreams(streams, laneCount(total), out);
  return out.toBytes();
}

/** @throws FileFormatError where the bytes hold no model of this shape, or one whose sums could be inexact */
export function readMasked(bytes: Uint8Array, shape: MaskedShape): StoredMaskedColumn[] {
  const reader = new ByteReader(bytes, "the model");
  const axes: MaskedAxis[] = [];
  const widths: number[][] = [];
  for (let i = 0; i < shape.columns; i++) {
    axes.push(readAxis(reader, i));
    const layers = reader.varint(mostLayers);
    widths.push(Array.from({ length: Math.max(0, layers - 1) }, () => reader.varint(65536)));
    if (layers > 0) widths[i].push(outputCount(axes[i], shape.components));
  }
  const inputs = inputWidths(axes, shape.context);
  const shapes = widths.map((outputs, i) =>
    outputs.map((width, depth) => ({
      inputs: depth === 0 ? inputs[i].count : outputs[depth - 1],
      outputs: width,
    })),
  );
  const depths = shapes.reduce((most, layers) => Math.max(most, layers.length), 0);
  const weightCounts = Array.from({ length: depths }, (_, depth) =>
    sum(shapes.map((layers) => (layers[depth]?.inputs ?? 0) * (layers[depth]?.outputs ?? 0))),
  );
  const biasCount = sum(shapes.flatMap((layers) => layers.map(({ outputs }) => outputs)));
  if (sum(weightCounts) + biasCount > mostWeights + 64 * reader.remaining) {
    reader.fail("the layers are too large");
  }
  const bits = new BitReader(
    reader.take(reader.varint(reader.remaining)),
    "the tables of the model",
  );
  const plans = [...weightCounts, biasCount].map((count) => ({
    table: readBinTable(bits, 0),
    rows: count,
  }));
  const streams = readStreams(plans, reader).map(({ values }) => values);
  const used = streams.map(() => 0);
  const take = (stream: number, count: number): Float64Array =>
    streams[stream].subarray(used[stream], (used[stream] += count));
  const biasUnit = 2 ** (activationBits - shape.weightBits);
  return axes.map((axis, i) => {
    if (shapes[i].length === 0) return { axis, network: null };
    const layers: FixedPointLayer[] = shapes[i].map((layer, depth) => ({
      ...layer,
      weights: take(depth, layer.inputs * layer.outputs),
      bias: take(depths, layer.outputs).map((bias) => bias * biasUnit),
      activation: depth + 1 < shapes[i].length ? "leakyRelu" : "linear",
    }));
    const network = { weightBits: shape.weightBits, layers };
    if (!sumsStayExact(network)) reader.fail("the weights are too large for exact sums");
    return { axis, network };
  });
}

/** Weights of the first layers of all columns, of the second layers, and so on; then all biases on the weights' grid. */
function pooled(columns: readonly StoredMaskedColumn[], weightBits: number): Float64Array[] {
  const networks = columns.flatMap(({ network }) => (network === null ? [] : [network]));
  const depths = networks.reduce((most, { layers }) => Math.max(most, layers.length), 0);
  const weights = Array.from({ length: depths }, (_, depth) =>
    joined(
      networks.flatMap(({ layers }) => (depth < layers.length ? [layers[depth].weights] : [])),
    ),
  );
  const unit = 2 ** (activationBits - weightBits);
  const biases = joined(networks.flatMap(({ layers }) => layers.map(({ bias }) => bias)));
  return [...weights, biases.map((bias) => bias / unit)];
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function writeAxis({ atoms, axis, center, spread, relation }: MaskedAxis, out: ByteWriter): void {
  out.varint(atoms.length);
  const whole = atoms.every((atom) => Number.isInteger(atom) && Math.abs(atom) < 2 ** 51);
  out.u8(whole ? 0 : 8);
  for (const atom of atoms) {
    if (whole) out.signedVarint(atom);
    else out.f64(atom);
  }
  if (axis === null) {
    out.varint(0);
    return;
  }
  const { knots, scores } = axis;
  out.varint(knots.length);
  const exponent = commonExponent(knots);
  const spreadExponent = Math.log2(spread);
  out.signedVarint(exponent);
  out.signedVarint(spreadExponent);
  out.signedVarint(Math.round((center / spread) * centerSteps));
  const bits = new BitWriter();
  const places = knots.map((knot) => knot / 2 ** exponent);
  const levels = scores.map((score) => Math.round(score / scoreUnit));
  out.signedVarint(places[0]);
  out.signedVarint(levels[0]);
  for (let i = 1; i < knots.length; i++) {
    bits.writeGolomb(places[i] - places[i - 1] - 1, knotOrder);
    bits.writeGolomb(levels[i] - levels[i - 1] - 1, scoreOrder);
  }
  const bytes = bits.toBytes();
  out.varint(bytes.length);
  out.append(bytes);
  writeRelation(relation, out);
}

/** @param before how many columns are coded before this one */
function readAxis(reader: ByteReader, before: number): MaskedAxis {
  const atomCount = reader.varint(mostAtoms);
  const whole = reader.u8() === 0;
  const atoms: number[] = [];
  for (let i = 0; i < atomCount; i++) atoms.push(whole ? reader.signedVarint() : reader.f64());
  const count = reader.varint(mostKnots);
  if (count === 0) {
    if (atomCount < 2) reader.fail("a column has nothing to predict");
    return { name: "", atoms, axis: null, center: 0, spread: 1, relation: null };
  }
  if (count < 2) reader.fail("an axis has too few knots");
  const unit = 2 ** exponentOf(reader);
  const spread = 2 ** exponentOf(reader);
  const center = (reader.signedVarint() / centerSteps) * spread;
  let place = reader.signedVarint();
  let level = reader.signedVarint();
  const bits = new BitReader(reader.take(reader.varint(reader.remaining)), "the axes of the model");
  const knots = [place * unit];
  const scores = [level * scoreUnit];
  for (let i = 1; i < count; i++) {
    place += bits.readGolomb(knotOrder) + 1;
    level += bits.readGolomb(scoreOrder) + 1;
    knots.push(place * unit);
    scores.push(level * scoreUnit);
  }
  const axis: AxisMap = { knots, scores };
  const gaps = knots.slice(1).map((knot, i) => knot - knots[i]);
  if (!gaps.every((gap) => gap > 0 && gap < Infinity) || !(Math.abs(center) < Infinity)) {
    reader.fail("an axis does not rise");
  }
  return { name: "", atoms, axis, center, spread, relation: readRelation(reader, before) };
}

function exponentOf(reader: ByteReader): number {
  const exponent = reader.signedVarint();
  if (Math.abs(exponent) > 1000) reader.fail("an axis is impossible");
  return exponent;
}

/** The largest power of two that all numbers are whole multiples of. */
function commonExponent(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let exponent = largest > 0 ? Math.floor(Math.log2(largest)) : 0;
  while (exponent > -1000 && !values.every((value) => Number.isInteger(value / 2 ** exponent))) {
    exponent--;
  }
  return exponent;
}

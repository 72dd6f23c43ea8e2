import type { AxisMap } from "../../models/axisMap.js";
import { outputCount, type MaskedAxis } from "../../models/maskedModel.js";
import { ByteReader } from "../byteReader.js";
import { ByteWriter } from "../byteWriter.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import { prepareNetworks, readNetworks } from "../storedNetworks.js";
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
  const networks = columns.flatMap(({ network }) => (network === null ? [] : [network]));
  const writeNumbers = prepareNetworks(networks, weightBits, bits);
  const tables = bits.toBytes();
  out.varint(tables.length);
  out.append(tables);
  writeNumbers(out);
  return out.toBytes();
}

/** @throws FileFormatError where the bytes hold no model of this shape, or one whose sums could be inexact */
export function readMasked(bytes: Uint8Array, shape: MaskedShape): StoredMaskedColumn[] {
  const reader = new ByteReader(bytes, "the model");
  const axes: MaskedAxis[] = [];
  const widths: number[][] = [];
  for (let i = 0; i < shape.columns; i++) {
    axes.push(readAxis(reader, i, shape.columns));
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
  const most = mostWeights + 64 * reader.remaining;
  const bits = new BitReader(
    reader.take(reader.varint(reader.remaining)),
    "the tables of the model",
  );
  const networks = readNetworks(shapes, shape.weightBits, most, bits, reader);
  return axes.map((axis, i) => ({ axis, network: networks[i] }));
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

/**
 * @param before how many columns are coded before this one
 * @param all how many columns there are
 */
function readAxis(reader: ByteReader, before: number, all: number): MaskedAxis {
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
  return { name: "", atoms, axis, center, spread, relation: readRelation(reader, before, all) };
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

import { fieldOutputs } from "../../models/fieldModel.js";
import { ByteReader } from "../byteReader.js";
import { ByteWriter } from "../byteWriter.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import { prepareNetworks, readNetworks } from "../storedNetworks.js";
import type { FieldCoding } from "./codedField.js";
import { featureCount } from "./fieldFeatures.js";
import { isPresent, predictorCount, valueNeighbours } from "./neighbours.js";

/** What the header tells of the shape, so that the member can be read. */
export interface FieldModelShape {
  readonly fields: number;
  readonly dimensions: number;
  readonly components: number;
  readonly weightBits: number;
}

const mostAtoms = 255;
const mostLayers = 8;
const widestLayer = 1024;
const largestScale = 20;
const mostCoefficientBits = 24;
/** Sums of coefficients times differences of cells stay far below 2^53. */
const largestCoefficient = 2 ** 26;
const mostWeights = 2 ** 20;
const orderBits = 5;

/** For each array atoms, scale and widths of the layers; then all coefficients, tables and weights. */
export function writeField(
  fields: readonly FieldCoding[],
  dimensions: number,
  weightBits: number,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const bits = new BitWriter();
  for (const { atoms, scale, coefficientBits, predictors, network } of fields) {
    writeAtoms(atoms, out);
    out.signedVarint(scale);
    out.varint(coefficientBits);
    const hidden = network.layers.slice(0, -1);
    out.varint(hidden.length);
    for (const { outputs } of hidden) out.varint(outputs);
    const coefficients = presentCoefficients(dimensions).map(
      ([predictor, i]) => predictors[predictor][i],
    );
    const order = bestOrder(coefficients);
    bits.write(order, orderBits);
    for (const coefficient of coefficients) bits.writeSignedGolomb(coefficient, order);
  }
  const networks = fields.map(({ network }) => network);
  const writeNumbers = prepareNetworks(networks, weightBits, bits);
  const bytes = bits.toBytes();
  out.varint(bytes.length);
  out.append(bytes);
  writeNumbers(out);
  return out.toBytes();
}

/** @throws FileFormatError where the bytes hold no model of this shape, or one whose sums could be inexact */
export function readField(bytes: Uint8Array, shape: FieldModelShape): FieldCoding[] {
  const { dimensions, components, weightBits } = shape;
  const reader = new ByteReader(bytes, "the model");
  const heads = Array.from({ length: shape.fields }, () => {
    const atoms = readAtoms(reader);
    const scale = reader.signedVarint();
    if (Math.abs(scale) > largestScale) reader.fail("a scale is impossible");
    const coefficientBits = reader.varint(mostCoefficientBits);
    const hidden = reader.varint(mostLayers);
    const widths = Array.from({ length: hidden }, () => reader.varint(widestLayer));
    if (widths.includes(0)) reader.fail("a layer is empty");
    const ends = [
      featureCount(dimensions, atoms.length > 0),
      ...widths,
      fieldOutputs(atoms.length, components),
    ];
    const layers = ends.slice(1).map((outputs, i) => ({ inputs: ends[i], outputs }));
    return { atoms, scale, coefficientBits, layers };
  });
  const bits = new BitReader(reader.take(reader.varint(reader.remaining)), "the model");
  const predictors = heads.map(() => readPredictors(bits, dimensions));
  const shapes = heads.map(({ layers }) => layers);
  const networks = readNetworks(shapes, weightBits, mostWeights, bits, reader);
  return heads.map(({ atoms, scale, coefficientBits }, i) => {
    const network = networks[i] ?? reader.fail("a network is missing");
    return { atoms, scale, coefficientBits, predictors: predictors[i], network };
  });
}

/** Predictor and number of each coefficient that is stored: those of neighbours that the predictor's places have. */
function presentCoefficients(dimensions: number): (readonly [number, number])[] {
  const others = valueNeighbours(dimensions).slice(1);
  return Array.from({ length: predictorCount(dimensions) }, (_, frames) =>
    others.flatMap((offset, i) => (isPresent(offset, frames) ? [[frames, i] as const] : [])),
  ).flat();
}

function readPredictors(bits: BitReader, dimensions: number): number[][] {
  const others = valueNeighbours(dimensions).length - 1;
  const out = Array.from({ length: predictorCount(dimensions) }, () =>
    new Array<number>(others).fill(0),
  );
  const order = bits.read(orderBits);
  for (const [predictor, i] of presentCoefficients(dimensions)) {
    const coefficient = bits.readSignedGolomb(order);
    if (Math.abs(coefficient) > largestCoefficient) bits.fail("a coefficient is too large");
    out[predictor][i] = coefficient;
  }
  return out;
}

function bestOrder(values: readonly number[]): number {
  const cost = (order: number): number => {
    const bits = new BitWriter();
    for (const value of values) bits.writeSignedGolomb(value, order);
    return bits.bits;
  };
  let best = 0;
  for (let order = 1; order < 2 ** orderBits - 8; order++) {
    if (cost(order) < cost(best)) best = order;
  }
  return best;
}

function writeAtoms(atoms: readonly number[], out: ByteWriter): void {
  out.varint(atoms.length);
  for (const atom of atoms) out.f64(atom);
}

function readAtoms(reader: ByteReader): number[] {
  const count = reader.varint(mostAtoms);
  return Array.from({ length: count }, () => reader.f64());
}

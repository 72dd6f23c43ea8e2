import type { FieldCoding } from "../../../../src/codec/field/codedField.js";
import { featureCount } from "../../../../src/codec/field/fieldFeatures.js";
import { learnableFields } from "../../../../src/codec/field/learnableFields.js";
import { toFixedPoint } from "../../../../src/codec/fixedPointNetwork.js";
import type { QuantizedColumn } from "../../../../src/codec/grids/quantizeColumn.js";
import type { Column, ColumnType, Table } from "../../../../src/data/table.js";
import { fieldOutputs } from "../../../../src/models/fieldModel.js";
import { randomLayer } from "../models.js";
import { seededNormal } from "../random.js";
import { columnOf } from "../tables.js";

export const components = 3;

export function placesOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Waves that move, and a little noise. */
export function waves(
  name: string,
  type: ColumnType,
  shape: readonly number[],
  seed: number,
  { size = 1, noise = 0.01 } = {},
): Column {
  const normal = seededNormal(seed);
  const strides = shape.map((_, axis) => placesOf(shape.slice(axis + 1)));
  return columnOf(name, type, placesOf(shape), (at) => {
    const place = shape.map((length, axis) => Math.floor(at / strides[axis]) % length);
    const phase = place.reduce((sum, own, axis) => sum + own / (3 + axis + (seed % 3)), 0);
    const value =
      size * (Math.sin(phase) + 0.3 * Math.cos(1.7 * place[place.length - 1]) + noise * normal());
    return type.startsWith("float") ? value : Math.round(value);
  });
}

export function arrays(shape: readonly number[], ...columns: Column[]): Table {
  return {
    rows: placesOf(shape),
    columns,
    layout: { format: "npz", kind: "arrays", shape, beside: [] },
  };
}

/** Codings with fitted predictions and random networks. */
export function randomCodings(
  quantized: readonly QuantizedColumn[],
  shape: readonly number[],
  weightBits: number,
  size = 0.3,
): { coding: FieldCoding; position: number }[] {
  return learnableFields(quantized, shape, placesOf(shape)).map(({ coding, position }, f) => {
    const atoms = coding.atoms.length;
    const inputs = featureCount(shape.length, atoms > 0);
    const layers = [
      randomLayer(inputs, 6, "leakyRelu", 71 * f + 1, size),
      randomLayer(6, fieldOutputs(atoms, components), "linear", 71 * f + 2, size),
    ];
    const network = toFixedPoint(layers, weightBits);
    const unit = 2 ** (10 - weightBits);
    const rounded = network.layers.map((layer) => ({
      ...layer,
      bias: layer.bias.map((bias) => Math.floor(bias / unit + 0.5) * unit),
    }));
    return { coding: { ...coding, network: { weightBits, layers: rounded } }, position };
  });
}

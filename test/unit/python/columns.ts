import { newValues } from "../../../src/data/columnValues.js";
import type { Column, ColumnType } from "../../../src/data/table.js";
import { seededNormal, seededRandom } from "../codec/random.js";

const draws = {
  normal: (normal: () => number) => 100 * normal(),
  "far from zero": (normal: () => number) => 1e6 + normal(),
  lognormal: (normal: () => number) => Math.exp(2 * normal()),
  "all magnitudes": (normal: () => number, random: () => number) =>
    normal() * 10 ** (70 * random() - 35),
  denormal: (normal: () => number) => normal() * 1e-42,
  constant: () => 7.25,
} as const;

export type Shape = keyof typeof draws;
export const shapes = Object.keys(draws) as readonly Shape[];

/**
 * A float column with zeros, -0, infinities, NaN of several bit patterns (signalling ones too) and -999.25 strewn in,
 * some often enough for a symbol of their own.
 */
export function floatColumn(
  name: string,
  type: "float32" | "float64",
  rows: number,
  shape: Shape,
  seed: number,
): Column {
  const [normal, random] = [seededNormal(seed), seededRandom(seed + 1)];
  const values = newValues(type, rows);
  const words = new Uint32Array(values.buffer);
  const size = type === "float32" ? 1 : 2;
  const infinity = type === "float32" ? 0x7f800000 : 0x7ff00000;
  const specials = [0, 0x80000000, infinity, infinity + 0x80000000, infinity + 1, infinity + 99];
  for (let row = 0; row < rows; row++) {
    values[row] = row % 17 === 3 ? -999.25 : draws[shape](normal, random);
    if (random() > 0.08) continue;
    const which = Math.floor(random() * (specials.length + 1));
    const top = specials[which] ?? infinity + 2 ** 16 + Math.floor(random() * 1000);
    words[size * row + size - 1] = top;
    if (size === 2) words[size * row] = which > 3 ? 5 : 0;
  }
  return { name, type, values };
}

/** A column of any bits; booleans are 0 and 1. */
export function bitColumn(name: string, type: ColumnType, rows: number, seed: number): Column {
  const random = seededRandom(seed);
  const values = newValues(type, rows);
  const bytes = new Uint8Array(values.buffer);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Math.floor((type === "bool" ? 2 : 256) * random());
  }
  // Both ends of the type, for integers.
  if (rows > 2 && type !== "bool") {
    const size = values.BYTES_PER_ELEMENT;
    bytes.fill(255, 0, 2 * size).fill(0, size, 2 * size);
    if (type.startsWith("int")) {
      bytes[size - 1] = 0x7f;
      bytes[2 * size - 1] = 0x80;
    }
  }
  return { name, type, values };
}

import { FileFormatError } from "../../errors.js";
import { newValues, valueBytes } from "../columnValues.js";
import type { ColumnValues } from "../table.js";
import { NpyValues, swapBytes } from "./npyValues.js";
import type { NpyHeader } from "./npyHeader.js";

/** Arrays of so many dimensions are compressed as such. */
export const mostDimensions = 4;
/** Both sides of a 2-D array that may be an image. */
const shortestSide = 16;
/** Neighbours in a row differ less than values far apart by this factor. */
const smoothness = 3;
/** Bytes of an array that are looked at. */
export const lookedAtBytes = 1 << 20;
/** Far enough apart, and without a common factor with most widths. */
const farStep = 7919;

/** Whether a 2-D array is large enough in both directions that it may be an image. */
export function mayBeImage({ shape, type }: NpyHeader): boolean {
  return type.kind === "number" && shape.length === 2 && Math.min(...shape) >= shortestSide;
}

/**
 * Whether a 2-D array is smooth along its rows, so that neighbours of a value tell about it: an image, or a waveform in each
 * row. Its columns then hold values of one kind, which is not said of rows that are like the rows before.
 * @param start the first bytes of the values, as they lie in the file
 */
export function isSmooth(header: NpyHeader, start: Uint8Array): boolean {
  if (header.type.kind !== "number") return false;
  const [height, across] = header.shape as [number, number];
  const width = header.fortranOrder ? height : across;
  const { itemBytes, bigEndian, column } = header.type;
  const rows = Math.floor(start.length / (itemBytes * width));
  const count = rows * width;
  if (rows < 2) return false;
  const bytes = start.slice(0, count * itemBytes);
  if (bigEndian) swapBytes(bytes, itemBytes);
  const values = newValues(column, count);
  new Uint8Array(values.buffer).set(bytes);
  const difference = (apart: number): number => {
    let sum = 0;
    let pairs = 0;
    for (let i = 0; i + apart < count; i++) {
      const size = Math.abs(Number(values[i + apart]) - Number(values[i]));
      if (!Number.isFinite(size)) continue;
      sum += size;
      pairs++;
    }
    return sum / Math.max(1, pairs);
  };
  const far = difference(Math.min(farStep, Math.floor(count / 2) + 1));
  return smoothness * difference(header.fortranOrder ? width : 1) < far;
}

/** The shape as it is coded: 2 to 4 dimensions. @throws FileFormatError where there are more */
export function checkDimensions({ shape }: NpyHeader, where: string): void {
  if (shape.length <= mostDimensions) return;
  throw new FileFormatError(
    `${where} has ${shape.length} dimensions; up to ${mostDimensions} can be compressed. Reshape it, for example ` +
      "array.reshape(-1, *array.shape[-3:]).",
  );
}

/** Takes all values of an array, whatever its shape, as one run in C order. */
export class FlatValues {
  private readonly values: NpyValues;

  constructor(
    private readonly header: NpyHeader,
    where: string,
  ) {
    this.values = new NpyValues({ ...header, shape: [header.count], fortranOrder: false }, where);
  }

  push(bytes: Uint8Array): void {
    this.values.push(bytes);
  }

  /** @throws FileFormatError where values are missing, or a boolean is neither 0 nor 1 */
  finish(): ColumnValues {
    this.values.finish();
    const [flat] = this.values.columns;
    return this.header.fortranOrder ? toCOrder(flat!, this.header) : flat!;
  }
}

/** From the first index running fastest to the last one doing so; bytes are moved, so that NaN keep their bits. */
function toCOrder(values: ColumnValues, { shape, type, count }: NpyHeader): ColumnValues {
  if (type.kind !== "number" || count === 0) return values;
  const size = valueBytes(type.column);
  const out = newValues(type.column, count);
  const source = new Uint8Array(values.buffer);
  const target = new Uint8Array(out.buffer);
  const strides: number[] = [];
  let stride = 1;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    for (let byte = 0; byte < size; byte++) target[to * size + byte] = source[from * size + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return out;
}

import { FileFormatError } from "../../errors.js";
import type { ColumnType } from "../table.js";
import { valueBytes } from "../columnValues.js";

/** Element type of an array: numbers of a column type, or text of at most `characters` UCS-4 code points. */
export type NpyType =
  | {
      readonly kind: "number";
      readonly column: ColumnType;
      readonly itemBytes: number;
      readonly bigEndian: boolean;
    }
  | {
      readonly kind: "text";
      readonly characters: number;
      readonly itemBytes: number;
      readonly bigEndian: boolean;
    };

const columnTypeByCode: Readonly<Record<string, ColumnType>> = {
  f4: "float32",
  f8: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
};

const longestText = 1 << 12;

/**
 * Understands numpy's type string, for example `<f4`.
 * @throws FileFormatError with the reason and a way out for types that cannot be columns
 */
export function parseNpyType(descr: string, where: string): NpyType {
  const match = /^([<>|])([a-zA-Z])(\d*)/.exec(descr);
  if (match === null) throw new FileFormatError(`${where} has the unknown type "${descr}".`);
  const [all, order, letter, size] = match as unknown as [string, string, string, string];
  const column = all === descr ? columnTypeByCode[letter + size] : undefined;
  if (column !== undefined) {
    const itemBytes = valueBytes(column);
    if (order === "|" && itemBytes > 1) {
      throw new FileFormatError(`${where} has the type "${descr}", which has no byte order.`);
    }
    return { kind: "number", column, itemBytes, bigEndian: order === ">" };
  }
  if (letter === "U" && all === descr && order !== "|") {
    const characters = Number(size || "0");
    if (characters > longestText) {
      throw new FileFormatError(
        `${where} has texts of ${characters} characters: too long for names.`,
      );
    }
    return { kind: "text", characters, itemBytes: 4 * characters, bigEndian: order === ">" };
  }
  throw new FileFormatError(`${where} ${refusal(letter, descr)}`);
}

function refusal(letter: string, descr: string): string {
  switch (letter) {
    case "O":
      return (
        "holds Python objects, which only pickle could read, and pickle is never read: it can run code. " +
        "Save numbers instead, for example array.astype(float)."
      );
    case "f":
      return descr.endsWith("f2")
        ? 'holds float16, which is not supported yet. Save it with .astype("float32"), which is exact.'
        : `holds ${descr.slice(1)} numbers, which only some machines know. Save them with .astype("float64").`;
    case "c":
      return "holds complex numbers. Save real and imaginary part as two columns.";
    case "M":
    case "m":
      return 'holds dates or times, which are not supported yet. Save them with .astype("int64").';
    case "S":
    case "a":
    case "U":
      return "holds text, which is not supported yet: leave it out, or save numbers in its place.";
    case "V":
      return "holds raw records. Save one array of numbers per field instead.";
    default:
      return `has the unknown type "${descr}".`;
  }
}

/** numpy's type string of a column, little endian. */
export function npyTypeText(type: ColumnType): string {
  const code = Object.entries(columnTypeByCode).find(([, column]) => column === type)![0];
  return `${valueBytes(type) === 1 ? "|" : "<"}${code}`;
}

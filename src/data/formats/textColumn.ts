import { FileFormatError } from "../../errors.js";
import { newValues } from "../columnValues.js";
import type { Column, ColumnType } from "../table.js";
import type { StreamColumn } from "../tableStream.js";
import { scanNumber, writtenAsFloat32 } from "./decimalText.js";

const mostExact = Number.MAX_SAFE_INTEGER;
const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;
const uint64Max = 2n ** 64n - 1n;

/** Line of the text where something was first seen; null while it was not. */
type FirstLine = number | null;

/**
 * Collects the cells of one column of a text file and finds the type that holds them: `bool` for true and false,
 * `int64` or `uint64` where every cell is an integer, `float64` for all other numbers. Integers stay exact to 64 bits.
 * Values can be taken away while more come: the type is that of all of them.
 */
export class TextColumn {
  private numbers: Float64Array;
  /** Integers that a number cannot hold, by row; room for all rows once the first has come. */
  private wide: BigInt64Array | null = null;
  private rows = 0;
  private isNegative = false;
  private least = 0n;
  private greatest = 0n;
  private isFloat32 = true;
  private bytes = 0;
  private firstBool: FirstLine = null;
  private firstNumber: FirstLine = null;
  private firstFraction: FirstLine = null;
  private firstEmpty: FirstLine = null;
  private firstInexact: FirstLine = null;

  /** @param expectedRows how many rows will probably come; only speed depends on it */
  constructor(
    readonly name: string,
    private readonly fileName: string,
    expectedRows: number,
  ) {
    this.numbers = newValues("float64", expectedRows) as Float64Array;
  }

  /** @throws FileFormatError where the cell is neither a number, nor a truth value, nor empty */
  add(cell: string, line: number): void {
    if (this.rows === this.numbers.length) this.grow();
    this.bytes += cell.length + 1;
    const text = isTrimmed(cell) ? cell : cell.trim();
    const { kind, digits } = scanNumber(text);
    if (kind === "other") {
      this.numbers[this.rows++] = this.addWord(text, line);
      return;
    }
    const value = Number(text);
    if (Number.isNaN(value)) this.failText(text, line);
    this.firstNumber ??= line;
    if (kind === "fraction" || Object.is(value, -0)) this.firstFraction ??= line;
    else if (Math.abs(value) > mostExact) this.addWide(text, value, line);
    if (value < 0) this.isNegative = true;
    if (this.isFloat32) this.isFloat32 = writtenAsFloat32(value, digits);
    this.numbers[this.rows++] = value;
  }

  /** The column with all of its cells. @throws FileFormatError where they do not fit one type */
  finish(): Column {
    const { type, text } = this.describe();
    return { name: this.name, type, values: this.take(type, this.rows), text };
  }

  /** What all cells so far are. @throws FileFormatError where they do not fit one type */
  describe(): Required<StreamColumn> {
    const { name, bytes } = this;
    const text = { type: "float64" as const, bytes };
    if (this.firstBool !== null) {
      this.checkBool();
      return { name, type: "bool", text };
    }
    const isInteger = this.firstNumber !== null && this.firstFraction === null;
    const type = this.integerType();
    if (isInteger && this.firstEmpty === null && type !== null) return { name, type, text };
    if (this.firstInexact !== null) this.failInexact(this.firstInexact);
    return { name, type: "float64", text: this.isFloat32 ? { type: "float32", bytes } : text };
  }

  /** Gives away the values of the first rows that are held. @param type that fits them */
  take(type: ColumnType, rows: number): Column["values"] {
    const numbers =
      rows === this.rows && this.numbers.length - rows <= rows / 16
        ? this.numbers.subarray(0, rows)
        : this.numbers.slice(0, rows);
    const values =
      type === "bool"
        ? Uint8Array.from(numbers)
        : type === "float64"
          ? numbers
          : integers(numbers, this.wide, type as "int64" | "uint64");
    this.drop(rows);
    return values;
  }

  /** Forgets the values of the first rows that are held, but not what they are. */
  drop(rows: number): void {
    this.rows -= rows;
    if (this.rows === 0) {
      this.numbers = newValues("float64", 0) as Float64Array;
      this.wide = null;
      return;
    }
    this.numbers.copyWithin(0, rows, rows + this.rows);
    this.wide?.copyWithin(0, rows, rows + this.rows);
  }

  private addWord(text: string, line: number): number {
    switch (text.toLowerCase()) {
      case "":
        this.firstEmpty ??= line;
        return NaN;
      case "nan":
      case "+nan":
      case "-nan":
        this.firstNumber ??= line;
        this.firstFraction ??= line;
        return NaN;
      case "inf":
      case "+inf":
      case "infinity":
      case "+infinity":
        this.firstNumber ??= line;
        this.firstFraction ??= line;
        return Infinity;
      case "-inf":
      case "-infinity":
        this.firstNumber ??= line;
        this.firstFraction ??= line;
        return -Infinity;
      case "true":
        this.firstBool ??= line;
        return 1;
      case "false":
        this.firstBool ??= line;
        return 0;
      default:
        return this.failText(text, line);
    }
  }

  private addWide(text: string, value: number, line: number): void {
    const exact = BigInt(text.replace(/^\+/, ""));
    if (exact < this.least) this.least = exact;
    if (exact > this.greatest) this.greatest = exact;
    if (BigInt(value) !== exact && String(value) !== String(exact)) this.firstInexact ??= line;
    this.wide ??= newValues("int64", this.numbers.length) as BigInt64Array;
    this.wide[this.rows] = BigInt.asIntN(64, exact);
  }

  private integerType(): "int64" | "uint64" | null {
    if (this.least >= int64Min && this.greatest <= int64Max) return "int64";
    return !this.isNegative && this.greatest <= uint64Max ? "uint64" : null;
  }

  private checkBool(): void {
    const other = this.firstNumber ?? this.firstEmpty;
    if (other === null) return;
    throw new FileFormatError(
      `${this.fileName}, line ${other}, column "${this.name}": ` +
        `${this.firstNumber === null ? "an empty cell" : "a number"} in a column of true and false (line ${this.firstBool}).`,
    );
  }

  private grow(): void {
    const rows = Math.max(64, Math.ceil(this.numbers.length * 1.5));
    const numbers = newValues("float64", rows) as Float64Array;
    numbers.set(this.numbers);
    this.numbers = numbers;
    if (this.wide === null) return;
    const wide = newValues("int64", rows) as BigInt64Array;
    wide.set(this.wide);
    this.wide = wide;
  }

  private failText(text: string, line: number): never {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    throw new FileFormatError(
      `${this.fileName}, line ${line}, column "${this.name}": "${shown}" is not a number. ` +
        "Text columns are not supported yet: leave the column out of the file.",
    );
  }

  private failInexact(line: number): never {
    throw new FileFormatError(
      `${this.fileName}, line ${line}, column "${this.name}": this integer would lose digits, because the column ` +
        (this.firstEmpty !== null
          ? `has an empty cell (line ${this.firstEmpty}). Fill it in.`
          : this.firstFraction !== null
            ? `has a number that is no integer (line ${this.firstFraction}).`
            : "has integers that do not fit 64 bits."),
    );
  }
}

/** Turns numbers into 64-bit integers in their own memory: both take 8 bytes. @param wide those that numbers cannot hold */
function integers(
  numbers: Float64Array,
  wide: BigInt64Array | null,
  type: "int64" | "uint64",
): BigInt64Array | BigUint64Array {
  const { buffer, byteOffset, length } = numbers;
  const halves = new Int32Array(buffer, byteOffset, 2 * length);
  const wideHalves = wide === null ? null : new Int32Array(wide.buffer);
  for (let row = 0; row < length; row++) {
    const value = numbers[row]!;
    if (Math.abs(value) > mostExact) {
      halves[2 * row] = wideHalves![2 * row]!;
      halves[2 * row + 1] = wideHalves![2 * row + 1]!;
    } else {
      halves[2 * row] = value;
      halves[2 * row + 1] = Math.floor(value / 4294967296);
    }
  }
  return type === "int64"
    ? new BigInt64Array(buffer, byteOffset, length)
    : new BigUint64Array(buffer, byteOffset, length);
}

function isTrimmed(cell: string): boolean {
  return cell.length === 0 || (cell.charCodeAt(0) > 32 && cell.charCodeAt(cell.length - 1) > 32);
}

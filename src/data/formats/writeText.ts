import { UsageError } from "../../errors.js";
import type { FileSink } from "../fileAccess.js";
import type { Column, Table } from "../table.js";
import { float32Text } from "./decimalText.js";

const rowsPerPiece = 8192;

/**
 * Writes a table as text: names, then one line per row. Numbers are written with the fewest decimals that give them
 * back in their type; a float column keeps a mark of its type (`1.0`) where all its values are whole.
 */
export async function writeText(table: Table, sink: FileSink): Promise<void> {
  const { layout, columns, rows } = table;
  if (columns.length === 0) throw new UsageError("A text table needs at least one column.");
  const separator = layout.format === "tsv" ? "\t" : ",";
  const encoder = new TextEncoder();
  const names = columns.map((column) => quoted(column.name, separator));
  await sink.write(encoder.encode(`${names.join(separator)}\n`));
  const cells = columns.map(cellWriter);
  for (let from = 0; from < rows; from += rowsPerPiece) {
    let piece = "";
    for (let row = from; row < Math.min(rows, from + rowsPerPiece); row++) {
      for (let i = 0; i < cells.length; i++) {
        if (i > 0) piece += separator;
        piece += cells[i]!(row);
      }
      piece += "\n";
    }
    await sink.write(encoder.encode(piece));
  }
}

function quoted(name: string, separator: string): string {
  const isPlain = name !== "" && !/["\r\n]/.test(name) && !name.includes(separator);
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

function cellWriter(column: Column): (row: number) => string {
  const { type, values } = column;
  if (type === "bool") return (row) => (values[row] === 0 ? "false" : "true");
  if (type !== "float32" && type !== "float64") return (row) => String(values[row]);
  const numbers = values as Float32Array | Float64Array;
  const decimals = type === "float32" ? float32Text : String;
  const isWhole = numbers.every((value) => Number.isInteger(value) && !Object.is(value, -0));
  return (row) => {
    const value = numbers[row]!;
    if (Number.isNaN(value)) return "nan";
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    if (Object.is(value, -0)) return "-0.0";
    const text = decimals(value);
    return isWhole && !text.includes("e") ? `${text}.0` : text;
  };
}

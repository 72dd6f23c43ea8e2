import { UsageError } from "../../errors.js";
import type { FileSink } from "../fileAccess.js";
import { areWhole } from "../spooledTable.js";
import type { Column, Table } from "../table.js";
import { float32Text } from "./decimalText.js";

const rowsPerPiece = 8192;
const separators = { csv: ",", tsv: "\t" } as const;

/**
 * Writes a table as text: names, then one line per row. Numbers are written with the fewest decimals that give them
 * back in their type; a float column keeps a mark of its type (`1.0`) where all its values are whole.
 */
export async function writeText(table: Table, sink: FileSink): Promise<void> {
  const format = table.layout.format === "tsv" ? "tsv" : "csv";
  await writeTextHeader(table.columns, format, sink);
  const isWhole = table.columns.map(({ values }) => areWhole(values));
  await writeTextRows(table, isWhole, sink);
}

/** Writes the line with the names. @throws UsageError where there are no columns */
export async function writeTextHeader(
  columns: readonly { readonly name: string }[],
  format: "csv" | "tsv",
  sink: FileSink,
): Promise<void> {
  if (columns.length === 0) throw new UsageError("A text table needs at least one column.");
  const separator = separators[format];
  const names = columns.map((column) => quoted(column.name, separator));
  await sink.write(new TextEncoder().encode(`${names.join(separator)}\n`));
}

/** Writes lines of rows. @param isWhole for each column whether it is one of floats that are all whole */
export async function writeTextRows(
  table: Table,
  isWhole: readonly boolean[],
  sink: FileSink,
): Promise<void> {
  const { layout, columns, rows } = table;
  const separator = separators[layout.format === "tsv" ? "tsv" : "csv"];
  const encoder = new TextEncoder();
  const cells = columns.map((column, i) => cellWriter(column, isWhole[i]!));
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

function cellWriter(column: Column, isWhole: boolean): (row: number) => string {
  const { type, values } = column;
  if (type === "bool") return (row) => (values[row] === 0 ? "false" : "true");
  if (type !== "float32" && type !== "float64") return (row) => String(values[row]);
  const numbers = values as Float32Array | Float64Array;
  const decimals = type === "float32" ? float32Text : String;
  return (row) => {
    const value = numbers[row]!;
    if (Number.isNaN(value)) return "nan";
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    if (Object.is(value, -0)) return "-0.0";
    const text = decimals(value);
    return isWhole && !text.includes("e") ? `${text}.0` : text;
  };
}

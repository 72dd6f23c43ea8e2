import type { FileSource, Progress } from "./fileAccess.js";
import { readNpy } from "./formats/npyFile.js";
import { readNpz } from "./formats/npzFile.js";
import { readText } from "./formats/textFile.js";
import type { ArrayReading, Table, TableLayout } from "./table.js";
import { tableFormat } from "./tableFormat.js";

/**
 * Reads a whole table into memory, piece by piece.
 * @throws FileFormatError where the file is damaged or holds what cannot be a column, with the place and a way out;
 *   UsageError where it is no table, or memory is short; the signal's reason where reading was stopped
 * @param reading of 2-D arrays; found out from their values where absent
 */
export async function readTable(
  file: FileSource,
  progress?: Progress,
  reading?: ArrayReading,
): Promise<Table> {
  const format = await tableFormat(file);
  switch (format) {
    case "npz":
      return readNpz(file, progress, reading);
    case "npy":
      return readNpy(file, progress, reading);
    case "csv":
    case "tsv":
      return readText(file, format, progress);
  }
}

/** How a file is read again so that a table of this layout comes out. */
export function readingOf({ kind }: TableLayout): ArrayReading {
  return kind === "arrays" ? "array" : "table";
}

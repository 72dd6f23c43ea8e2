import type { FileSink } from "./fileAccess.js";
import { writeNpy } from "./formats/npyFile.js";
import { writeNpz } from "./formats/npzFile.js";
import { writeText } from "./formats/writeText.js";
import type { Table } from "./table.js";

/**
 * Writes a table in its layout; the same table always gives the same bytes.
 * @throws UsageError where the layout cannot hold the table, for example one 2-D array for columns of several types
 */
export async function writeTable(table: Table, sink: FileSink): Promise<void> {
  switch (table.layout.format) {
    case "npz":
      return writeNpz(table, sink);
    case "npy":
      return writeNpy(table, sink);
    case "csv":
    case "tsv":
      return writeText(table, sink);
  }
}

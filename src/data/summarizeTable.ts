import type { FileSource } from "./fileAccess.js";
import { summarizeNpy } from "./formats/npyFile.js";
import { summarizeNpz } from "./formats/npzFile.js";
import { summarizeText } from "./formats/textFile.js";
import type { TableSummary } from "./table.js";
import { tableFormat } from "./tableFormat.js";

/**
 * What a file's headers tell; values are not read. Text tells its column names only.
 * @throws FileFormatError, UsageError like `readTable`
 */
export async function summarizeTable(file: FileSource): Promise<TableSummary> {
  const format = await tableFormat(file);
  switch (format) {
    case "npz":
      return summarizeNpz(file);
    case "npy":
      return summarizeNpy(file);
    case "csv":
    case "tsv":
      return summarizeText(file, format);
  }
}

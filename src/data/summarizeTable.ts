import type { FileSource } from "./fileAccess.js";
import { summarizeNpy } from "./formats/npyFile.js";
import { summarizeNpz } from "./formats/npzFile.js";
import { summarizeText } from "./formats/textFile.js";
import type { ArrayReading, TableSummary } from "./table.js";
import { tableFormat } from "./tableFormat.js";

/**
 * What a file's headers tell; values are not read, but for a look at 2-D arrays that may be images. Text tells its column
 * names only.
 * @param reading of 2-D arrays; found out from their values where absent
 * @throws FileFormatError, UsageError like `readTable`
 */
export async function summarizeTable(
  file: FileSource,
  reading?: ArrayReading,
): Promise<TableSummary> {
  const format = await tableFormat(file);
  switch (format) {
    case "npz":
      return summarizeNpz(file, reading);
    case "npy":
      return summarizeNpy(file, reading);
    case "csv":
    case "tsv":
      return summarizeText(file, format);
  }
}

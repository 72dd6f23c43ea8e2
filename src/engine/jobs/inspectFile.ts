import { openCompressed, type CompressedHeader } from "../../codec/openCompressed.js";
import { summarizeTable } from "../../data/summarizeTable.js";
import type { ArrayReading, TableSummary } from "../../data/table.js";
import { basename } from "node:path";
import { withFile } from "../nodeFiles.js";

export type Inspection =
  | ({ readonly kind: "data"; readonly path: string } & TableSummary)
  | {
      readonly kind: "compressed";
      readonly path: string;
      readonly bytes: number;
      readonly header: CompressedHeader;
    };

/** What the headers of a compressed file (`*.collimated.npz`) or of a data file tell; no values are decoded. @param reading of 2-D arrays */
export async function inspectFile(path: string, reading?: ArrayReading): Promise<Inspection> {
  return withFile(path, async (file): Promise<Inspection> => {
    if (basename(path).endsWith(".collimated.npz")) {
      const { header } = await openCompressed(file);
      return { kind: "compressed", path, bytes: file.size, header };
    }
    return { kind: "data", path, ...(await summarizeTable(file, reading)) };
  });
}

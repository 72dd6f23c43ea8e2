import type { Progress } from "../data/fileAccess.js";
import { UsageError } from "../errors.js";
import type { ByteBudget, ColumnBytes } from "../protocol/evaluation.js";
import { isPlausibleSize } from "./chunkSize.js";
import type { ContainerWriter } from "./container/containerWriter.js";
import { formatVersion } from "./container/memberKind.js";
import type { FittedBins } from "./entropy/fitBins.js";
import { writeBinTable } from "./entropy/binTableCoding.js";
import { BitWriter } from "./entropy/bitWriter.js";
import { columnBytes, describeHeader, formatHeader, type StoredHeader } from "./header.js";

export interface CompressionResult {
  readonly outputBytes: number;
  readonly bytes: ByteBudget;
  /**
   * `maxError` is measured while encoding, and NaN for columns without a bound. `bitsPerValue` holds the column's own
   * streams, tables and exceptions, and for columns of the model an equal part of the latents.
   */
  readonly columns: readonly ColumnBytes[];
}

/**
 * Writes what stands behind the chunks and the model: header, tables of the streams in their order, directory.
 * @throws UsageError where readers would not believe the sizes
 */
export async function finishFile(
  container: ContainerWriter,
  parts: Omit<StoredHeader, "format">,
  streams: readonly { readonly fitted: FittedBins }[],
  { created, progress }: { readonly created?: Date; readonly progress?: Progress },
): Promise<CompressionResult> {
  const header: StoredHeader = { format: formatVersion, ...parts };
  const tables = new BitWriter();
  for (const { fitted } of streams) writeBinTable(fitted.table, tables);
  await container.addFile("header", "collimate.json", formatHeader(header));
  const outputBytes = await container.finish(tables.toBytes(), created ?? null);
  if (!isPlausibleSize(header, outputBytes)) {
    throw new UsageError(
      "The table is so large and so uniform that readers would take its compressed file for an attack: compress fewer rows per file.",
    );
  }
  progress?.report(1, "Compressed");
  return {
    outputBytes,
    bytes: describeHeader(header, outputBytes, null).bytes,
    columns: header.columns.map(columnBytes),
  };
}

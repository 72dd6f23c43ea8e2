import { checkBounds } from "../../codec/checkBounds.js";
import type { NetworkRunners } from "../../codec/networkRunners.js";
import { openCompressed, type CompressedFile } from "../../codec/openCompressed.js";
import type { FileSource, Progress } from "../../data/fileAccess.js";
import type { Table } from "../../data/table.js";
import type { VerificationReport } from "../../protocol/evaluation.js";
import { partOf } from "../progressPart.js";

export interface VerifiedTable {
  readonly compressed: CompressedFile;
  readonly decompressed: Table;
  readonly report: VerificationReport;
  /** Largest error of each column, in its units. */
  readonly maxErrors: readonly number[] | null;
  readonly decompressSeconds: number;
}

/**
 * Checks every checksum of a compressed file, decodes all of it and, where an original is given, compares every value
 * with its bound.
 * @throws FileFormatError where the file is damaged
 */
export async function verifyTable(
  file: FileSource,
  original: Table | null,
  networks: NetworkRunners,
  progress: Progress,
): Promise<VerifiedTable> {
  const compressed = await openCompressed(file);
  await compressed.verifyChecksums(partOf(progress, 0, 0.2, "Checking checksums"));
  const start = performance.now();
  const decompressed = await compressed.decompress(networks, {
    progress: partOf(progress, 0.2, 0.8, "Decoding"),
  });
  const decompressSeconds = (performance.now() - start) / 1000;
  progress.report(0.8, "Comparing every value");
  const check = original === null ? null : checkBounds(original, decompressed, compressed.header);
  return {
    compressed,
    decompressed,
    decompressSeconds,
    maxErrors: check?.maxErrors ?? null,
    report: {
      file: file.name,
      bytes: file.size,
      checksums: "intact",
      rows: decompressed.rows,
      valuesChecked: check?.valuesChecked ?? null,
      violations: check?.violations ?? null,
      worst: check?.worst ?? null,
    },
  };
}

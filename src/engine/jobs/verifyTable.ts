import { checkBounds, type BoundCheck } from "../../codec/checkBounds.js";
import type { NetworkRunners } from "../../codec/networkRunners.js";
import { openCompressed, type CompressedFile } from "../../codec/openCompressed.js";
import type { FileSource, Progress } from "../../data/fileAccess.js";
import { verifyStream } from "../../codec/verifyStream.js";
import { RowPicker } from "../../data/sampleStream.js";
import type { Column, Table } from "../../data/table.js";
import type { TableStream } from "../../data/tableStream.js";
import type { VerificationReport } from "../../protocol/evaluation.js";
import type { LoadedInput } from "../loadInput.js";
import { withStream } from "../longInput.js";
import { partOf } from "../progressPart.js";

export interface VerifiedTable {
  readonly compressed: CompressedFile;
  /** The rows of the input's table. */
  readonly decompressed: Table;
  readonly report: VerificationReport;
  /** Largest error of each column, in its units. */
  readonly maxErrors: readonly number[] | null;
  readonly decompressSeconds: number;
}

/**
 * Checks every checksum of a compressed file, decodes all of it, and compares every value of an input with its bound,
 * whether its rows are in memory or not.
 * @throws FileFormatError where the file is damaged
 */
export async function verifyInput(
  file: FileSource,
  input: LoadedInput,
  networks: NetworkRunners,
  progress: Progress,
): Promise<VerifiedTable> {
  const { long, table } = input;
  if (long === undefined) return verifyTable(file, table, networks, progress);
  const picker = new RowPicker(table, long.kept);
  const verified = await withStream(input, (stream) =>
    verifyRows(file, stream, networks, progress, (columns, rows) => {
      picker.add(columns, rows);
    }),
  );
  return { ...verified, decompressed: picker.table };
}

/**
 * The same against an original that is read beside the file.
 * @param original null to check the file by itself
 * @param onRows is shown the decoded columns of the next rows, and how many these are
 */
export async function verifyRows(
  file: FileSource,
  original: TableStream | null,
  networks: NetworkRunners,
  progress: Progress,
  onRows?: (columns: readonly Column[], rows: number) => void,
): Promise<Omit<VerifiedTable, "decompressed">> {
  const compressed = await openCompressed(file);
  await compressed.verifyChecksums(partOf(progress, 0, 0.2, "Checking checksums"));
  const start = performance.now();
  const decoding = partOf(progress, 0.2, 1, "Decoding");
  const check =
    original === null ? null : await verifyStream(compressed, original, networks, decoding, onRows);
  if (original === null) {
    await compressed.decompressEach(networks, { progress: decoding }, () => undefined);
  }
  const decompressSeconds = (performance.now() - start) / 1000;
  const maxErrors = check?.maxErrors ?? null;
  const report = reportOf(file, compressed.header.rows, check);
  return { compressed, decompressSeconds, maxErrors, report };
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
    report: reportOf(file, decompressed.rows, check),
  };
}

function reportOf(file: FileSource, rows: number, check: BoundCheck | null): VerificationReport {
  return {
    file: file.name,
    bytes: file.size,
    checksums: "intact",
    rows,
    valuesChecked: check?.valuesChecked ?? null,
    violations: check?.violations ?? null,
    worst: check?.worst ?? null,
  };
}

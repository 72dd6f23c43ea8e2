import type { Progress } from "../../data/fileAccess.js";
import { readingOf, readTable } from "../../data/readTable.js";
import { streamTable } from "../../data/streamTable.js";
import { selectStream, streamOf, type TableStream } from "../../data/tableStream.js";
import { openCompressed, type CompressedHeader } from "../../codec/openCompressed.js";
import { UsageError } from "../../errors.js";
import type { VerificationReport } from "../../protocol/evaluation.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { withFile } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";
import { verifyRows } from "./verifyTable.js";

/** Checks a compressed file by itself, or every value of it against the original. */
export async function verifyFile(
  path: string,
  against: string | null,
  threads: number,
  progress: Progress,
): Promise<VerificationReport> {
  const networks = networkRunners(threads);
  return withFile(path, async (file) => {
    if (against === null) return (await verifyRows(file, null, networks, progress)).report;
    const { header } = await openCompressed(file);
    return withFile(against, async (source) => {
      const reading = readingOf(header.layout);
      const original =
        (await streamTable(source, reading)) ??
        streamOf(await readTable(source, partOf(progress, 0, 0.2), reading));
      const rows = originalOf(original, header, against, path);
      return (await verifyRows(file, rows, networks, partOf(progress, 0.2, 1))).report;
    });
  });
}

/** The columns of the header. @throws UsageError where the table is another one */
function originalOf(
  original: TableStream,
  header: CompressedHeader,
  against: string,
  path: string,
): TableStream {
  const present = new Set(original.columns.map((column) => column.name));
  const missing = header.columns.filter((column) => !present.has(column.name));
  if (missing.length > 0 || original.rows !== header.rows) {
    throw new UsageError(
      `${against} is not the original of ${path}: ` +
        (missing.length > 0
          ? `it has no column ${missing.map((column) => column.name).join(", ")}.`
          : `it has ${original.rows} rows instead of ${header.rows}.`),
    );
  }
  const shapes = [header.layout, original.layout].map((layout) =>
    layout.kind === "arrays" ? layout.shape.join(" x ") : "a table",
  );
  if (shapes[0] !== shapes[1]) {
    throw new UsageError(
      `${against} is not the original of ${path}: its shape is ${shapes[1]}, not ${shapes[0]}.`,
    );
  }
  return selectStream(
    original,
    header.columns.map((column) => column.name),
  );
}

import type { Progress } from "../../data/fileAccess.js";
import { readingOf, readTable } from "../../data/readTable.js";
import type { Table } from "../../data/table.js";
import { openCompressed } from "../../codec/openCompressed.js";
import { selectColumns } from "../../data/sliceTable.js";
import { UsageError } from "../../errors.js";
import type { VerificationReport } from "../../protocol/evaluation.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { withFile } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";
import { verifyTable } from "./verifyTable.js";

/** Checks a compressed file by itself, or every value of it against the original. */
export async function verifyFile(
  path: string,
  against: string | null,
  threads: number,
  progress: Progress,
): Promise<VerificationReport> {
  return withFile(path, async (file) => {
    const original = against === null ? null : await readOriginal(against, path, file, progress);
    const verified = await verifyTable(
      file,
      original,
      networkRunners(threads),
      partOf(progress, original === null ? 0 : 0.2, 1),
    );
    return verified.report;
  });
}

async function readOriginal(
  against: string,
  path: string,
  file: Parameters<typeof openCompressed>[0],
  progress: Progress,
): Promise<Table> {
  const { header } = await openCompressed(file);
  const table = await withFile(against, (source) =>
    readTable(source, partOf(progress, 0, 0.2), readingOf(header.layout)),
  );
  const present = new Set(table.columns.map((column) => column.name));
  const missing = header.columns.filter((column) => !present.has(column.name));
  if (missing.length > 0 || table.rows !== header.rows) {
    throw new UsageError(
      `${against} is not the original of ${path}: ` +
        (missing.length > 0
          ? `it has no column ${missing.map((column) => column.name).join(", ")}.`
          : `it has ${table.rows} rows instead of ${header.rows}.`),
    );
  }
  const shapes = [header.layout, table.layout].map((layout) =>
    layout.kind === "arrays" ? layout.shape.join(" x ") : "a table",
  );
  if (shapes[0] !== shapes[1]) {
    throw new UsageError(
      `${against} is not the original of ${path}: its shape is ${shapes[1]}, not ${shapes[0]}.`,
    );
  }
  return selectColumns(
    table,
    header.columns.map((column) => column.name),
  );
}

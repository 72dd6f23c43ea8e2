import type { Progress } from "../../data/fileAccess.js";
import { layoutFor } from "../../data/layoutFor.js";
import type { TableLayout } from "../../data/table.js";
import { writeTable } from "../../data/writeTable.js";
import { openCompressed } from "../../codec/openCompressed.js";
import { basename, dirname, join } from "node:path";
import { networkRunners } from "../../runtime/networkRunners.js";
import { withFile, writeWhole } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";

export interface DecompressRequest {
  readonly file: string;
  readonly output?: string;
  /** Half-open range of rows. */
  readonly rows?: readonly [number, number];
  readonly columns?: readonly string[];
  readonly threads: number;
}

export interface DecompressOutcome {
  readonly output: string;
  readonly rows: number;
  readonly layout: TableLayout;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly seconds: number;
}

/**
 * Writes the table of a compressed file in the layout that it came from, or the one that the output's extension names.
 * @throws FileFormatError where the file is damaged: nothing is written then
 */
export async function decompressFile(
  request: DecompressRequest,
  progress: Progress,
): Promise<DecompressOutcome> {
  const start = performance.now();
  const networks = networkRunners(request.threads);
  return withFile(request.file, async (file) => {
    const compressed = await openCompressed(file);
    const table = await compressed.decompress(networks, {
      ...(request.rows === undefined ? {} : { rows: request.rows }),
      ...(request.columns === undefined ? {} : { columns: request.columns }),
      progress: partOf(progress, 0, 0.9, "Decoding"),
    });
    const output = request.output ?? defaultOutput(request.file, table.layout);
    progress.report(0.9, "Writing");
    const written = { ...table, layout: layoutFor(output, table.layout) };
    await writeWhole(output, (sink) => writeTable(written, sink));
    return {
      output,
      rows: table.rows,
      layout: written.layout,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      seconds: (performance.now() - start) / 1000,
    };
  });
}

/** `jets.collimated.npz` becomes `jets.decompressed.npz` (or `.csv`, ...) beside it. */
function defaultOutput(file: string, layout: TableLayout): string {
  const stem = basename(file).replace(/(\.collimated)?\.npz$/, "");
  return join(dirname(file), `${stem}.decompressed.${layout.format}`);
}

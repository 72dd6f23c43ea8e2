import type { Progress } from "../../data/fileAccess.js";
import { layoutFor } from "../../data/layoutFor.js";
import type { TableLayout } from "../../data/table.js";
import { writeTable } from "../../data/writeTable.js";
import { FileFormatError } from "../../errors.js";
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
  /** Leave out rows that are damaged, instead of refusing. */
  readonly salvage?: boolean;
  readonly threads: number;
}

export interface DecompressOutcome {
  readonly output: string;
  readonly rows: number;
  readonly layout: TableLayout;
  /** Half-open ranges of rows that were asked for and are damaged; without `salvage` there are none. */
  readonly missing: readonly (readonly [number, number])[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly seconds: number;
}

/**
 * Writes the table of a compressed file in the layout that it came from, or the one that the output's extension names.
 * @throws FileFormatError where the file is damaged: nothing is written then. With `salvage` that holds only where no row
 * is left, or what all rows need is damaged
 */
export async function decompressFile(
  request: DecompressRequest,
  progress: Progress,
): Promise<DecompressOutcome> {
  const start = performance.now();
  const networks = networkRunners(request.threads);
  return withFile(request.file, async (file) => {
    const compressed = await openCompressed(file);
    const missing: [number, number][] = [];
    const table = await compressed.decompress(networks, {
      ...(request.rows === undefined ? {} : { rows: request.rows }),
      ...(request.salvage === true
        ? {
            onDamage: ([from, to]) => {
              addRows(missing, from, to);
            },
          }
        : {}),
      ...(request.columns === undefined ? {} : { columns: request.columns }),
      progress: partOf(progress, 0, 0.9, "Decoding"),
    });
    if (table.rows === 0 && missing.length > 0) {
      throw new FileFormatError(`${file.name}: every chunk is damaged, no row can be decoded.`);
    }
    const output = request.output ?? defaultOutput(request.file, table.layout);
    progress.report(0.9, "Writing");
    const written = { ...table, layout: layoutFor(output, table.layout) };
    await writeWhole(output, (sink) => writeTable(written, sink));
    return {
      output,
      rows: table.rows,
      layout: written.layout,
      missing,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      seconds: (performance.now() - start) / 1000,
    };
  });
}

/** Adds a range of rows, joined to the one before where they meet. */
function addRows(ranges: [number, number][], from: number, to: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === from) last[1] = to;
  else ranges.push([from, to]);
}

/** `jets.collimated.npz` becomes `jets.decompressed.npz` (or `.csv`, ...) beside it. */
function defaultOutput(file: string, layout: TableLayout): string {
  const stem = basename(file).replace(/(\.collimated)?\.npz$/, "");
  return join(dirname(file), `${stem}.decompressed.${layout.format}`);
}

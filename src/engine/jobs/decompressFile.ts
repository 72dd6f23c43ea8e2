import type { Progress } from "../../data/fileAccess.js";
import { layoutFor } from "../../data/layoutFor.js";
import type { TableLayout } from "../../data/table.js";
import { writeTable } from "../../data/writeTable.js";
import { FileFormatError } from "../../errors.js";
import type { NetworkRunners } from "../../codec/networkRunners.js";
import {
  openCompressed,
  type CompressedFile,
  type DecompressOptions,
} from "../../codec/openCompressed.js";
import { SpooledTable } from "../../data/spooledTable.js";
import { writeSpooled } from "../../data/writeSpooled.js";
import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { networkRunners } from "../../runtime/networkRunners.js";
import { isLong } from "../longInput.js";
import { withFile, writeWhole } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";
import { ScratchFile } from "../scratchFile.js";

/** Tables of more values are decompressed by way of a file beside the output: less memory, more time. */
const mostValuesDecoded = 2 ** 24;

export interface DecompressRequest {
  readonly file: string;
  readonly output?: string;
  /** Half-open range of rows. */
  readonly rows?: readonly [number, number];
  readonly columns?: readonly string[];
  /** Leave out rows that are damaged, instead of refusing. */
  readonly salvage?: boolean;
  readonly threads: number;
  /** Tables of more values are not held in memory. */
  readonly mostValues?: number;
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
    const options: DecompressOptions = {
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
    };
    const { header } = compressed;
    const written = isLong(header, request.mostValues ?? mostValuesDecoded)
      ? await writeLong(request, compressed, networks, options, missing, progress)
      : await writeAll(request, compressed, networks, options, missing, progress);
    return { ...written, missing, seconds: (performance.now() - start) / 1000 };
  });
}

type Written = Pick<DecompressOutcome, "output" | "rows" | "layout" | "columns">;

/** Writes a table that fits into memory. */
async function writeAll(
  request: DecompressRequest,
  compressed: CompressedFile,
  networks: NetworkRunners,
  options: DecompressOptions,
  missing: readonly unknown[],
  progress: Progress,
): Promise<Written> {
  const table = await compressed.decompress(networks, options);
  checkRowsLeft(request, table.rows, missing);
  const output = request.output ?? defaultOutput(request.file, table.layout);
  progress.report(0.9, "Writing");
  const written = { ...table, layout: layoutFor(output, table.layout) };
  await writeWhole(output, (sink) => writeTable(written, sink));
  return {
    output,
    rows: table.rows,
    layout: written.layout,
    columns: table.columns.map(({ name, type }) => ({ name, type })),
  };
}

/** Writes a longer one by way of a file beside the output, in which its rows lie as they are decoded. */
async function writeLong(
  request: DecompressRequest,
  compressed: CompressedFile,
  networks: NetworkRunners,
  options: DecompressOptions,
  missing: readonly unknown[],
  progress: Progress,
): Promise<Written> {
  const { header } = compressed;
  const output = request.output ?? defaultOutput(request.file, header.layout);
  const layout = layoutFor(output, header.layout);
  const names = options.columns ?? header.columns.map(({ name }) => name);
  const columns = header.columns
    .filter(({ name }) => names.includes(name))
    .map(({ name, type }) => ({ name, type }))
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  mkdirSync(dirname(output), { recursive: true });
  return ScratchFile.with(
    basename(output),
    async (scratch) => {
      const table = new SpooledTable(columns, scratch);
      await compressed.decompressEach(networks, options, (part, rows) => table.add(part, rows));
      checkRowsLeft(request, table.rows, missing);
      progress.report(0.9, "Writing");
      const written: TableLayout =
        layout.kind === "arrays"
          ? {
              ...layout,
              shape: [
                table.rows / layout.shape.slice(1).reduce((product, length) => product * length, 1),
                ...layout.shape.slice(1),
              ],
            }
          : layout;
      await writeWhole(output, (sink) =>
        writeSpooled(table, written, {
          write: (bytes) => {
            progress.signal.throwIfAborted();
            return sink.write(bytes);
          },
        }),
      );
      return { output, rows: table.rows, layout: written, columns };
    },
    dirname(output),
  );
}

function checkRowsLeft(
  { file }: DecompressRequest,
  rows: number,
  missing: readonly unknown[],
): void {
  if (rows > 0 || missing.length === 0) return;
  throw new FileFormatError(`${basename(file)}: every chunk is damaged, no row can be decoded.`);
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

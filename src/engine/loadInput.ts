import { createHash } from "node:crypto";
import { checkAgainstData } from "../config/checkAgainstData.js";
import { chooseFieldChunk } from "../codec/field/chunkShapes.js";
import { findSentinels } from "../codec/grids/findSentinels.js";
import { columnOptions } from "../config/columnOptions.js";
import type { Bound, Config, EvaluationConfig } from "../config/config.js";
import { resolveBound } from "../config/resolveBound.js";
import type { FileSource, Progress } from "../data/fileAccess.js";
import { inputBytes } from "../data/inputBytes.js";
import { readTable } from "../data/readTable.js";
import { sampleStream, type StreamSample } from "../data/sampleStream.js";
import { streamTable } from "../data/streamTable.js";
import { tableFormat } from "../data/tableFormat.js";
import { selectStream, type TableStream } from "../data/tableStream.js";
import { selectColumns } from "../data/sliceTable.js";
import type { Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import { ConfigError } from "./configError.js";
import { isLong, mostValuesHeld, sampleRows, type LongInput } from "./longInput.js";
import { withFile } from "./nodeFiles.js";
import { shortLabels } from "../data/shortLabels.js";

/** What the config says about one column that is stored. */
export interface InputColumn {
  readonly name: string;
  readonly label: string;
  readonly unit: string | null;
  readonly angle: boolean;
  readonly bound: Bound;
  readonly sentinels: readonly number[];
  /** Whether the sentinels were found in the data: the config named none. */
  readonly sentinelsFound: boolean;
  /** Whether the network sees it: exact columns go to the plain coder. */
  readonly modelled: boolean;
}

/** An input file in memory, with its columns resolved against the config. */
export interface LoadedInput {
  readonly path: string;
  /** Without excluded columns. */
  readonly table: Table;
  /** Where the input is longer than memory should be: `table` has a sample of its rows. */
  readonly long?: LongInput;
  readonly columns: readonly InputColumn[];
  /** What the config wants to see beside the columns, and the column that holds the weight of each event. */
  readonly evaluation?: { readonly config: EvaluationConfig; readonly weight: string | null };
  readonly fileBytes: number;
  readonly sha256: string;
  /** Bytes that the ratio counts (narrowest exact types). */
  readonly inputBytes: number;
}

const hashPiece = 1 << 20;

/**
 * Reads the input of a config; of a long table that a masked model is to code, rows that stand for all.
 * @param configText where given, problems are reported with their place in it
 * @param mostValues longer tables are long
 * @throws ConfigError where the config does not fit the data, UsageError or FileFormatError where the file cannot be read
 */
export async function loadInput(
  path: string,
  config: Config,
  configText: string | null,
  progress: Progress,
  mostValues = mostValuesHeld,
): Promise<LoadedInput> {
  return withFile(path, async (file) => {
    progress.report(0, `Reading ${file.name}`);
    const mayBeLong = codesRows(config) && !(await isShortText(file, mostValues));
    const stream = mayBeLong ? await streamTable(file, config.layout) : null;
    const long =
      stream !== null && isLong(stream, mostValues) && chunkOf(stream) < stream.rows
        ? await sampleOf(stream, config, progress, mostValues)
        : null;
    const table = long?.table ?? (await readTable(file, progress, config.layout));
    if (table.rows === 0)
      throw new UsageError(`${path} has no rows: there is nothing to compress.`);
    const problems = checkAgainstData(config, configText ?? "", {
      rows: stream?.rows ?? table.rows,
      columns: stream?.columns ?? table.columns,
      layout: stream?.layout ?? table.layout,
    }).filter((problem) => problem.severity === "error");
    if (problems.length > 0) throw new ConfigError(problems);
    const labels = shortLabels(table.columns.map((column) => column.name));
    const columns: InputColumn[] = [];
    for (const [index, column] of table.columns.entries()) {
      const options = columnOptions(config, column.name);
      if (options.exclude === true) continue;
      const bound = resolveBound(config, options, column.type);
      const bounded = typeof bound !== "string" && options.sentinels === undefined;
      const found = bounded ? findSentinels(column) : [];
      columns.push({
        name: column.name,
        label: options.as ?? labels[index]!,
        unit: options.unit ?? null,
        angle: options.kind === "angle",
        bound,
        sentinels: options.sentinels ?? found,
        sentinelsFound: found.length > 0,
        modelled: bound !== "exact",
      });
    }
    const kept = selectColumns(
      table,
      columns.map((column) => column.name),
    );
    return {
      path,
      table: kept,
      ...(long === null
        ? {}
        : {
            long: {
              rows: stream!.rows,
              layout: stream!.layout,
              columns: stream!.columns,
              kept: long.kept,
              evenRows: long.evenRows,
            },
          }),
      columns,
      evaluation: {
        config: config.evaluation,
        weight:
          columns.find(({ name }) => columnOptions(config, name).kind === "weight")?.name ?? null,
      },
      fileBytes: file.size,
      sha256: await hashFile(file, progress.signal),
      inputBytes: long?.inputBytes ?? inputBytes(kept),
    };
  });
}

/** Whether a config asks for a model that codes row by row: others are fitted to all rows at once. */
function codesRows({ model }: Config): boolean {
  return model.type === "masked";
}

/** Whether a file is text that is too short for so many values, each with a separator: it need not be read to count them. */
async function isShortText(file: FileSource, values: number): Promise<boolean> {
  const format = await tableFormat(file);
  return (format === "csv" || format === "tsv") && file.size <= 2 * values;
}

/** Rows of a chunk of arrays, which are sampled whole: networks see neighbours. */
function chunkOf({ layout, columns }: TableStream): number {
  return layout.kind === "arrays" ? chooseFieldChunk(layout.shape, columns.length) : 1;
}

async function sampleOf(
  stream: TableStream,
  config: Config,
  progress: Progress,
  mostValues: number,
): Promise<StreamSample> {
  const options = stream.columns.map(({ name }) => columnOptions(config, name));
  const names = stream.columns
    .map(({ name }) => name)
    .filter((_, i) => options[i]!.exclude !== true);
  const kept = names.length === 0 ? stream : selectStream(stream, names);
  const isArray = kept.layout.kind === "arrays";
  const rows = sampleRows(kept.columns.length, mostValues);
  const runRows = chunkOf(kept);
  return sampleStream(kept, {
    ...(isArray ? { rows: Math.max(rows, runRows), runRows } : { rows }),
    sentinels: kept.columns.map(({ name }) => columnOptions(config, name).sentinels ?? []),
    progress,
  });
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function hashFile(file: FileSource, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(Math.min(hashPiece, file.size));
  for (let offset = 0; offset < file.size; offset += hashPiece) {
    signal.throwIfAborted();
    hash.update(await file.read(offset, Math.min(hashPiece, file.size - offset), buffer));
  }
  return hash.digest("hex");
}

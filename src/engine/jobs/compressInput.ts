import { measureBaselines, plainCoderName, type BaselineOptions } from "../../codec/baselines.js";
import { compressStream } from "../../codec/compressStream.js";
import { compressTable, type CompressOptions } from "../../codec/compressTable.js";
import type { CompressionResult } from "../../codec/finishFile.js";
import type { NetworkRunners } from "../../codec/networkRunners.js";
import type { FileSink, Progress, RestartableSink } from "../../data/fileAccess.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { CompressionReport } from "../../protocol/evaluation.js";
import { UsageError } from "../../errors.js";
import type { LoadedInput } from "../loadInput.js";
import { rowsOf, withStream } from "../longInput.js";
import { partOf } from "../progressPart.js";
import { boundInWords } from "./boundInWords.js";

export interface CompressionSetting {
  readonly input: LoadedInput;
  readonly model: TrainedModel | null;
  readonly networks: NetworkRunners;
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly trainSeconds: number;
  /** File name to report. */
  readonly outputName: string;
}

/**
 * Compresses a loaded input into `sink` and reports sizes against the baselines, all measured now. A model that makes the
 * file larger than the plain coder's is left out.
 */
export async function compressInput(
  setting: CompressionSetting,
  sink: RestartableSink,
  progress: Progress,
): Promise<CompressionReport> {
  const { input } = setting;
  const columnSetting = {
    table: input.table,
    bounds: input.columns.map((column) => column.bound),
    sentinels: input.columns.map((column) => column.sentinels),
  };
  const start = performance.now();
  const options: CompressOptions = {
    ...columnSetting,
    units: input.columns.map((column) => column.unit),
    model: setting.model,
    networks: setting.networks,
    provenance: setting.provenance,
    created: new Date(),
    progress: partOf(progress, 0, 0.6, "Compressing"),
  };
  let result = await (input.long === undefined
    ? compressTable(options, sink)
    : compressLong(options, input, sink));
  const seconds = (performance.now() - start) / 1000;
  const baselines = scaledUp(
    await measureBaselines(
      { ...columnSetting, ...sparing(input, setting.networks) },
      partOf(progress, 0.6, 1, "Measuring baselines"),
    ),
    input,
  );
  const plain = baselines.find(({ name }) => name === plainCoderName);
  if (
    input.long === undefined &&
    result.bytes.model > 0 &&
    plain !== undefined &&
    plain.bytes < result.outputBytes
  ) {
    const plainly = { ...options, model: null };
    const without = await compressTable(plainly, { write: () => Promise.resolve() });
    if (without.outputBytes < result.outputBytes) {
      await sink.restart();
      result = await compressTable(plainly, sink);
    }
  }
  return {
    output: setting.outputName,
    inputBytes: input.inputBytes,
    inputFileBytes: input.fileBytes,
    outputBytes: result.outputBytes,
    ratio: input.inputBytes / result.outputBytes,
    bitsPerValue: (8 * result.outputBytes) / (rowsOf(input) * input.table.columns.length),
    rows: rowsOf(input),
    bytes: result.bytes,
    seconds: { train: setting.trainSeconds, compress: seconds },
    baselines,
    columns: result.columns.map((column, index) => ({
      ...column,
      bound: boundInWords(input.columns[index]!.bound, input.columns[index]!.unit),
      sentinelsFound: input.columns[index]!.sentinelsFound,
    })),
  };
}

/** Compresses all rows of an input that is longer than memory should be; its table is the sample that plans are made from. */
function compressLong(
  { table, model, ...options }: CompressOptions,
  input: LoadedInput,
  sink: FileSink,
): Promise<CompressionResult> {
  if (model !== null && model.type !== "masked") {
    throw new UsageError("Models with latents need all rows in memory.");
  }
  return withStream(input, (stream) =>
    compressStream({ ...options, stream, sample: table, model }, sink),
  );
}

/** Baselines that saw a sample of the rows, as of all rows; their names say so. */
export function scaledUp(
  baselines: readonly { name: string; bytes: number }[],
  { long, table }: LoadedInput,
): { name: string; bytes: number }[] {
  if (long === undefined) return [...baselines];
  const scale = long.rows / table.rows;
  return baselines.map(({ name, bytes }) => ({
    name: name.includes("scaled") ? name : `${name} (scaled from ${table.rows} rows)`,
    bytes: Math.round(scale * bytes),
  }));
}

/** How baselines of a long input spare memory. */
export function sparing(
  { long }: LoadedInput,
  { releaseMemory }: NetworkRunners,
): Pick<BaselineOptions, "releaseMemory" | "small"> {
  releaseMemory?.();
  return {
    small: long !== undefined,
    ...(releaseMemory === undefined ? {} : { releaseMemory }),
  };
}

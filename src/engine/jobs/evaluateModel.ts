import type { Bound } from "../../config/config.js";
import type { EvaluatedColumn } from "../../evaluation/evaluatedColumn.js";
import { evaluationPlan } from "../../evaluation/derived/evaluationPlan.js";
import { evaluateTables } from "../../evaluation/evaluateTables.js";
import type { FileSource, Progress, RestartableSink } from "../../data/fileAccess.js";
import type { CompressedFile } from "../../codec/openCompressed.js";
import { rowRange } from "../../data/sliceTable.js";
import type { Table } from "../../data/table.js";
import type {
  CompressionReport,
  Evaluation,
  VerificationReport,
} from "../../protocol/evaluation.js";
import type { LoadedInput } from "../loadInput.js";
import { MemoryFile } from "../memoryFile.js";
import { ScratchFile } from "../scratchFile.js";
import { partOf } from "../progressPart.js";
import { boundInWords } from "./boundInWords.js";
import { compressInput, type CompressionSetting } from "./compressInput.js";
import { verifyInput } from "./verifyTable.js";

/**
 * Compresses the input in memory, or where that is too long in a file that is thrown away, decodes it again, and evaluates
 * what came back: the true ratio and the true errors.
 */
export function evaluateModel(
  setting: CompressionSetting,
  progress: Progress,
): Promise<Evaluation> {
  const { input, outputName } = setting;
  return input.long === undefined
    ? evaluateIn(new MemoryFile(outputName), setting, progress)
    : ScratchFile.with(outputName, (file) => evaluateIn(file, setting, progress));
}

async function evaluateIn(
  file: RestartableSink & FileSource,
  setting: CompressionSetting,
  progress: Progress,
): Promise<Evaluation> {
  const compression = await compressInput(setting, file, partOf(progress, 0, 0.5));
  const verified = await verifyInput(
    file,
    setting.input,
    setting.networks,
    partOf(progress, 0.5, 0.7),
  );
  return evaluateDecompressed(
    {
      input: setting.input,
      decompressed: verified.decompressed,
      compressed: verified.compressed,
      compression,
      verification: verified.report,
      decompressSeconds: verified.decompressSeconds,
    },
    partOf(progress, 0.7, 1, "Evaluating"),
  );
}

export interface Decompressed {
  readonly input: LoadedInput;
  readonly decompressed: Table;
  readonly compressed: CompressedFile;
  readonly compression: CompressionReport;
  readonly verification: VerificationReport;
  readonly decompressSeconds: number;
}

/** The kind of a bound, and what a relative one allows. */
function boundOf(bound: Bound): Pick<EvaluatedColumn, "boundKind" | "relativeBound"> {
  if (typeof bound === "string") return { boundKind: bound };
  if (!("relative" in bound)) return { boundKind: "absolute" };
  const absolute = "absolute" in bound ? bound.absolute : 0;
  return { boundKind: "relative", relativeBound: { absolute, share: bound.relative } };
}

/** Of the sample of a long input the rows that are evenly spread; the others are there for their unusual values. */
function evenRows(table: Table, { long }: LoadedInput): Table {
  return long === undefined ? table : rowRange(table, 0, long.evenRows);
}

/** Evaluates a decompressed table against its original; of a long input, on its sample. */
export async function evaluateDecompressed(
  source: Decompressed,
  progress: Progress,
): Promise<Evaluation> {
  const { input, compressed } = source;
  const original = evenRows(input.table, input);
  const evaluated = await evaluateTables({
    original,
    decompressed: evenRows(source.decompressed, input),
    ...(input.evaluation && {
      plan: evaluationPlan(input.evaluation.config, input.columns, input.evaluation.weight),
    }),
    columns: input.columns.map((column, index) => {
      const stored = compressed.header.columns[index]!;
      return {
        name: column.name,
        label: column.label,
        unit: column.unit,
        angle: column.angle,
        bound: boundInWords(column.bound, column.unit),
        absoluteBound: stored.absoluteBound,
        ...boundOf(column.bound),
        gridStep: stored.gridStep,
        sentinels: column.sentinels,
      };
    }),
    progress,
  });
  return {
    format: 1,
    rows: original.rows,
    ...evaluated,
    compression: source.compression,
    verification: source.verification,
    seconds: {
      compress: source.compression.seconds.compress,
      decompress: source.decompressSeconds,
    },
  };
}

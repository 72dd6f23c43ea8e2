import { measureBaselines } from "../../codec/baselines.js";
import type { CompressedHeader } from "../../codec/openCompressed.js";
import { columnOptions } from "../../config/columnOptions.js";
import { configSchema, type ColumnOptions, type Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { readingOf } from "../../data/readTable.js";
import type { CompressionReport, Evaluation } from "../../protocol/evaluation.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { openCompressed } from "../../codec/openCompressed.js";
import { loadInput } from "../loadInput.js";
import { rowsOf } from "../longInput.js";
import { withFile } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";
import { basename } from "node:path";
import { evaluateDecompressed } from "./evaluateModel.js";
import { releasing, scaledUp } from "./compressInput.js";
import { verifyInput } from "./verifyTable.js";

/**
 * Evaluates a compressed file against its original; bounds are those that the file tells.
 * @param looks where given, tells short names, units, angles, the weight, and what to look at beside the columns
 */
export async function evaluateFile(
  path: string,
  against: string,
  threads: number,
  progress: Progress,
  looks: Config | null = null,
): Promise<Evaluation> {
  return withFile(path, async (file) => {
    const { header } = await openCompressed(file);
    const config = configOf(header, basename(against), looks);
    const input = await loadInput(against, config, null, partOf(progress, 0, 0.1));
    const networks = networkRunners(threads);
    const verified = await verifyInput(file, input, networks, partOf(progress, 0.1, 0.5));
    const measured = await measureBaselines(
      {
        table: input.table,
        bounds: input.columns.map((column) => column.bound),
        sentinels: input.columns.map((column) => column.sentinels),
        ...releasing(networks),
      },
      partOf(progress, 0.5, 0.8),
    );
    const baselines = scaledUp(measured, input);
    const values = rowsOf(input) * input.table.columns.length;
    const compression: CompressionReport = {
      output: file.name,
      inputBytes: input.inputBytes,
      inputFileBytes: input.fileBytes,
      outputBytes: file.size,
      ratio: input.inputBytes / file.size,
      bitsPerValue: (8 * file.size) / values,
      rows: rowsOf(input),
      bytes: verified.compressed.header.bytes,
      seconds: { train: 0, compress: 0 },
      baselines,
      columns: verified.compressed.header.columnBytes,
    };
    return evaluateDecompressed(
      {
        input,
        decompressed: verified.decompressed,
        compressed: verified.compressed,
        compression,
        verification: verified.report,
        decompressSeconds: verified.decompressSeconds,
      },
      partOf(progress, 0.8, 1, "Evaluating"),
    );
  });
}

/** The config that a compressed file was made with, as far as its header tells. */
function configOf(header: CompressedHeader, input: string, looks: Config | null): Config {
  const columns: Record<string, ColumnOptions> = { "*": { exclude: true } };
  for (const { name, bound, unit, sentinels } of header.columns) {
    const { as, kind, unit: ownUnit } = looks === null ? {} : columnOptions(looks, name);
    columns[name] = {
      exclude: false,
      bound,
      sentinels,
      ...(as !== undefined && { as }),
      ...(kind !== undefined && { kind }),
      ...(ownUnit !== undefined ? { unit: ownUnit } : unit !== null && { unit }),
    };
  }
  return configSchema.parse({
    input,
    columns,
    layout: readingOf(header.layout),
    evaluation: looks?.evaluation,
  });
}

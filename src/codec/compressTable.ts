import type { FileSink, Progress } from "../data/fileAccess.js";
import type { Table } from "../data/table.js";
import type { TrainedModel } from "../models/trainedModel.js";
import { chooseCoding, type CodedPlane } from "./chooseCoding.js";
import { ChunkWriter, type CodedColumn } from "./chunkPayload.js";
import { chunkRanges } from "./codedValues.js";
import { chooseChunkRows } from "./chunkSize.js";
import { ContainerWriter } from "./container/containerWriter.js";
import { encodeWithinBound } from "./encodeWithinBound.js";
import { encodeWithoutBound } from "./encodeWithoutBound.js";
import { fitBins, totalBits } from "./entropy/fitBins.js";
import { quantizeColumn, type QuantizedColumn } from "./grids/quantizeColumn.js";
import { chooseFieldChunk, valuesPerStep } from "./field/chunkShapes.js";
import { FieldPlan } from "./field/fieldPlan.js";
import { codedByModel } from "./masked/codedByModel.js";
import { describeColumn, streamBits } from "./describeColumn.js";
import { indexLimits } from "./indexLimits.js";
import { inTurn } from "./inTurn.js";
import { findModelColumns } from "./modelColumns.js";
import { MaskedPlan } from "./masked/maskedPlan.js";
import type { CodingOptions } from "./codingOptions.js";
import { finishFile, type CompressionResult } from "./finishFile.js";
import type { ModelEncoding } from "./modelEncoding.js";

export interface CompressOptions extends CodingOptions {
  /** All columns to be stored. */
  readonly table: Table;
  /** Null: every column is coded by itself. */
  readonly model: TrainedModel | null;
}

/**
 * Writes a table as a compressed file (FORMAT.md). Every value was checked against its bound as it will come back. A
 * model that makes no column smaller is left out.
 * @throws UsageError where a column without a bound is not predicted by the model, or the model's columns are missing
 */
export async function compressTable(
  options: CompressOptions,
  sink: FileSink,
): Promise<CompressionResult> {
  const { table, progress } = options;
  const modelColumns = findModelColumns(options.model, table);
  const quantized = table.columns.map((column, i) => {
    progress?.signal.throwIfAborted();
    progress?.report((0.2 * i) / table.columns.length, "Quantising");
    const modelled = options.model?.type === "dense" && modelColumns.includes(i);
    return quantizeColumn(column, options.bounds[i], options.sentinels[i], modelled);
  });
  const limits = quantized.map(({ planes }) => indexLimits(planes));
  const encoding = await encodeModel(options, quantized, limits, modelColumns);
  const chunkRows = wholeBlocks(options.chunkRows ?? rowsPerChunk(table), options);
  const plain = quantized.map((column, i): CodedColumn => {
    progress?.signal.throwIfAborted();
    progress?.report(0.6 + (0.2 * i) / quantized.length, "Fitting the coder");
    const residuals = encoding?.residuals.get(i) ?? null;
    return { quantized: column, planes: chooseCoding(column, residuals, chunkRows) };
  });
  const masked = await planMasked(options, plain, modelColumns, chunkRows);
  try {
    return await writeFile(
      options,
      { plain, limits, modelColumns, chunkRows, encoding, masked },
      sink,
    );
  } finally {
    await masked?.dispose();
  }
}

/** All that the table's file is made of. */
interface FileParts {
  readonly plain: readonly CodedColumn[];
  readonly limits: readonly (readonly [number, number])[];
  readonly modelColumns: readonly number[];
  readonly chunkRows: number;
  readonly encoding: ModelEncoding | null;
  readonly masked: MaskedPlan | FieldPlan | null;
}

async function writeFile(
  options: CompressOptions,
  parts: FileParts,
  sink: FileSink,
): Promise<CompressionResult> {
  const { table, progress } = options;
  const { limits, modelColumns, chunkRows, encoding, masked } = parts;
  const columns = parts.plain.map((column, i): CodedColumn => {
    const seen = masked?.columnAt(i);
    if (seen?.coded !== true) return column;
    return codedByModel(seen.quantized, seen.patterned);
  });
  const used = encoding !== null && columns.some(usesModel) ? encoding : null;
  const latents = (used?.latents ?? []).map((source): CodedPlane => ({
    coding: "value",
    source,
    atomOf: null,
    fitted: fitBins(source),
  }));

  const container = new ContainerWriter(sink);
  const chunks = new ChunkWriter(latents, columns, used?.rows ?? null);
  let data = 0;
  let exceptions = 0;
  const ranges = chunkRanges(table.rows, chunkRows);
  await inTurn(
    0,
    ranges.length,
    (number) => {
      const [from, to] = ranges[number];
      progress?.signal.throwIfAborted();
      progress?.report(0.8 + (0.2 * from) / table.rows, "Coding");
      return Promise.resolve(masked?.write(from, to));
    },
    async (coded, number) => {
      const [from, to] = ranges[number];
      if (coded !== undefined) masked!.add(coded);
      const { bytes, exceptionBytes } = chunks.write(from, to, coded?.bytes);
      await container.addArray("chunk", `chunk${number}`, bytes);
      data += bytes.length - exceptionBytes;
      exceptions += exceptionBytes;
    },
    masked?.threads ?? 1,
  );
  let modelBytes = 0;
  if (masked !== null) {
    modelBytes = masked.member.length;
    await container.addArray("model", "model", masked.member);
  } else if (used !== null) {
    if (used.stored.decoder.kind === "onnx") {
      modelBytes = await container.addFile("decoder", "decoder.onnx", used.decoder);
    } else {
      await container.addArray("model", "model", used.decoder);
      modelBytes = used.decoder.length;
    }
  }
  const latentBits = latents.reduce((sum, { fitted }) => sum + totalBits(fitted), 0);
  const latentShare = used === null ? 0 : latentBits / modelColumns.length;
  const header = {
    rows: table.rows,
    chunkRows,
    layout: table.layout,
    columns: columns.map((column, i) => {
      const seen = masked?.columnAt(i) ?? null;
      const modelBits = masked?.bits.get(i) ?? (modelColumns.includes(i) ? latentShare : 0);
      return describeColumn(column, {
        masked: seen?.coded === true,
        unit: options.units[i],
        limits: seen?.limits ?? limits[i],
        bits: modelBits + streamBits(column),
        rows: table.rows,
        exceptions: column.quantized.exceptions.length,
        maxError: column.quantized.maxError,
      });
    }),
    model: masked?.stored ?? used?.stored ?? null,
    provenance: { ...options.provenance },
    bytes: { model: modelBytes, data, exceptions },
  };
  const streams = [...latents, ...columns.flatMap(({ planes }) => planes)];
  return finishFile(container, header, streams, options);
}

function rowsPerChunk({ rows, columns, layout }: Table): number {
  return layout.kind === "arrays"
    ? chooseFieldChunk(layout.shape, columns.length)
    : chooseChunkRows(rows, columns.length);
}

/** At least so many rows, so that blocks of arrays do not reach from one chunk to the next. */
function wholeBlocks(chunkRows: number, { model, table: { layout } }: CompressOptions): number {
  if (model?.type !== "dense" || model.block === undefined || layout.kind !== "arrays") {
    return chunkRows;
  }
  const layer = model.block[0] * Math.max(1, valuesPerStep(layout.shape));
  return Math.ceil(chunkRows / layer) * layer;
}

async function encodeModel(
  options: CompressOptions,
  quantized: readonly QuantizedColumn[],
  limits: readonly (readonly [number, number])[],
  columns: readonly number[],
): Promise<ModelEncoding | null> {
  const { table, sentinels, model, networks, progress } = options;
  if (model?.type !== "dense" || table.rows === 0) return null;
  const part: Progress | undefined = progress && {
    report: (fraction, phase) => progress.report(0.2 + 0.4 * fraction, phase),
    signal: progress.signal,
  };
  const bounded = columns.some((position) => quantized[position].grid.kind !== "prediction");
  return bounded
    ? encodeWithinBound(table, quantized, limits, model, columns, sentinels, networks, part)
    : encodeWithoutBound(table, model, columns, sentinels, networks, part);
}

function planMasked(
  { model, table, networks, progress }: CompressOptions,
  plain: readonly CodedColumn[],
  positions: readonly number[],
  chunkRows: number,
): Promise<MaskedPlan | FieldPlan | null> {
  const source = {
    quantized: plain.map(({ quantized }) => quantized),
    plainBits: plain.map(({ planes }) => (planes.length > 0 ? totalBits(planes[0].fitted) : 0)),
    positions,
    networks,
    ...(progress === undefined ? {} : { progress }),
  };
  const { layout, rows } = table;
  if (model?.type === "field" && layout.kind === "arrays") {
    return FieldPlan.create({ ...source, model, shape: layout.shape, chunkRows });
  }
  if (model?.type !== "masked") return Promise.resolve(null);
  const chunks = chunkRanges(rows, chunkRows).length;
  return MaskedPlan.create({ ...source, model, rows, chunks });
}

function usesModel({ quantized, planes }: CodedColumn): boolean {
  return quantized.grid.kind === "prediction" || planes.some(({ coding }) => coding === "residual");
}

import type { FileSink } from "../data/fileAccess.js";
import { newValues } from "../data/columnValues.js";
import type { Table } from "../data/table.js";
import type { TableStream } from "../data/tableStream.js";
import { UsageError } from "../errors.js";
import type { MaskedModel } from "../models/maskedModel.js";
import { chooseCoding, type CodedPlane } from "./chooseCoding.js";
import { ChunkWriter, type CodedColumn } from "./chunkPayload.js";
import { allCodedValues, countAtoms } from "./codedValues.js";
import { chooseChunkRows } from "./chunkSize.js";
import type { CodingOptions } from "./codingOptions.js";
import { ContainerWriter } from "./container/containerWriter.js";
import { describeColumn, streamBits } from "./describeColumn.js";
import { coverRange } from "./entropy/coverRange.js";
import { fitBins } from "./entropy/fitBins.js";
import { finishFile, type CompressionResult } from "./finishFile.js";
import { quantizeColumn, type QuantizedColumn } from "./grids/quantizeColumn.js";
import { requantizeColumn, type IndexLimits } from "./grids/requantizeColumn.js";
import { indexLimits } from "./indexLimits.js";
import { inTurn } from "./inTurn.js";
import { codedByModel } from "./masked/codedByModel.js";
import { MaskedPlan } from "./masked/maskedPlan.js";
import { findModelColumns } from "./modelColumns.js";

export interface CompressStreamOptions extends CodingOptions {
  /** All rows, with all columns to be stored; none has the bound "none". */
  readonly stream: TableStream;
  /** Some rows of it that stand for all, the lowest and the highest values of every column among them (`sampleStream`). */
  readonly sample: Table;
  /** Null: every column is coded by itself. */
  readonly model: MaskedModel | null;
}

/** What all chunks share: made from the sample, whose rows it does not keep. */
interface ColumnPlan {
  readonly like: QuantizedColumn;
  /** The column as the header tells it. */
  readonly stored: QuantizedColumn;
  /** Lowest and highest index that can be coded. */
  readonly limits: IndexLimits;
  /** The planes that have streams of their own, without rows. */
  readonly planes: readonly CodedPlane[];
  readonly masked: boolean;
  /** Bits of those streams in the sample. */
  readonly sampleBits: number;
}

interface ColumnTotals {
  exceptions: number;
  maxError: number;
}

const planShare = 0.1;
/** Tables tell exactly where a bin of 2^52 numbers lies: it holds so many, and one below the first bin. */
const widestRange = 2 ** 52 - 3;

/**
 * Writes a table that need not fit into memory as a compressed file (FORMAT.md), the same as `compressTable` writes. Grids,
 * atoms, tables and the use of the model follow from the sample; then the rows are read once, and every value is checked
 * against its bound as it will come back. What the sample did not foresee is stored exactly.
 */
export async function compressStream(
  options: CompressStreamOptions,
  sink: FileSink,
): Promise<CompressionResult> {
  const { stream, progress } = options;
  const chunkRows = options.chunkRows ?? chooseChunkRows(stream.rows, stream.columns.length);
  const { plans, masked } = await planColumns(options, chunkRows);
  try {
    const container = new ContainerWriter(sink);
    const writer = new ChunkWriter(
      [],
      plans.map(({ stored, planes }) => ({ quantized: stored, planes })),
    );
    const totals = plans.map((): ColumnTotals => ({ exceptions: 0, maxError: 0 }));
    const blocks = stream.blocks(chunkRows);
    const chunks = Math.ceil(stream.rows / chunkRows);
    let data = 0;
    let exceptionBytes = 0;
    try {
      await inTurn(
        0,
        chunks,
        async (number) => {
          const next = await blocks.next();
          progress?.signal.throwIfAborted();
          progress?.report(planShare + ((1 - planShare) * number) / chunks, "Coding");
          if (next.done === true)
            throw new UsageError("The input became shorter while it was read.");
          const columns = next.value.columns.map((column, i) =>
            requantizeColumn(plans[i].like, column, plans[i].limits),
          );
          const seen = masked?.writeRows(columns) ?? null;
          const rows = columns.map((quantized, i): CodedColumn => {
            const own = seen?.columnAt(i) ?? null;
            return rowsOf(plans[i], own?.quantized ?? quantized, own?.patterned ?? null);
          });
          return { rows, count: next.value.rows, coded: await seen?.coded };
        },
        async ({ rows, count, coded }, number) => {
          if (coded !== undefined) masked!.add(coded);
          rows.forEach(({ quantized }, i) => {
            totals[i].exceptions += quantized.exceptions.length;
            totals[i].maxError = Math.max(totals[i].maxError, quantized.maxError);
          });
          const written = new ChunkWriter([], rows, null, writer).write(0, count, coded?.bytes);
          await container.addArray("chunk", `chunk${number}`, written.bytes);
          data += written.bytes.length - written.exceptionBytes;
          exceptionBytes += written.exceptionBytes;
          options.networks.releaseMemory?.();
        },
        masked?.threads ?? 1,
      );
    } finally {
      await blocks.return(undefined);
    }
    if (masked !== null) await container.addArray("model", "model", masked.member);
    const share = stream.rows / options.sample.rows;
    const header = {
      rows: stream.rows,
      chunkRows,
      layout: stream.layout,
      columns: plans.map((plan, i) => {
        const bits = share * plan.sampleBits + (masked?.bits.get(i) ?? 0);
        return describeColumn(
          { quantized: plan.stored, planes: plan.planes },
          {
            ...totals[i],
            unit: options.units[i],
            bits,
            masked: plan.masked,
            limits: masked?.columnAt(i)?.limits ?? plan.limits,
            rows: stream.rows,
          },
        );
      }),
      model: masked?.stored ?? null,
      provenance: { ...options.provenance },
      bytes: { model: masked?.member.length ?? 0, data, exceptions: exceptionBytes },
    };
    return await finishFile(
      container,
      header,
      plans.flatMap(({ planes }) => planes),
      options,
    );
  } finally {
    await masked?.dispose();
  }
}

async function planColumns(
  options: CompressStreamOptions,
  chunkRows: number,
): Promise<{ plans: ColumnPlan[]; masked: MaskedPlan | null }> {
  const { sample, bounds, sentinels, model, networks, progress, stream } = options;
  const positions = findModelColumns(model, sample);
  const coded = sample.columns.map((column, i): CodedColumn => {
    progress?.signal.throwIfAborted();
    progress?.report((0.5 * planShare * i) / sample.columns.length, "Fitting the coder");
    const quantized = quantizeColumn(column, bounds[i], sentinels[i], false);
    const planes = chooseCoding(quantized, null, chunkRows);
    const [lowest, highest] = indexLimits(quantized.planes);
    // Differences that no table could hold may come.
    const tooWide = 2 * (highest - lowest) > widestRange;
    return {
      quantized,
      planes: planes.map((plane) =>
        tooWide && plane.coding === "difference" ? byValue(plane, quantized) : plane,
      ),
    };
  });
  const masked =
    model === null
      ? null
      : await MaskedPlan.create({
          rows: sample.rows,
          quantized: coded.map(({ quantized }) => quantized),
          plainBits: coded.map((column) =>
            streamBits({ ...column, planes: column.planes.slice(0, 1) }),
          ),
          model,
          positions,
          chunks: Math.ceil(stream.rows / chunkRows),
          networks,
          ...(progress && {
            progress: {
              signal: progress.signal,
              report: (fraction: number, phase: string) => {
                progress.report(planShare * (0.5 + 0.5 * fraction), phase);
              },
            },
          }),
        });
  const plans = coded.map((column, i): ColumnPlan => {
    const { quantized } = column;
    const [lowest, highest] = indexLimits(quantized.planes);
    const limits = [lowest, Math.min(highest, lowest + widestRange)] as const;
    const seen = masked?.columnAt(i);
    const byModel = seen?.coded === true;
    const used = byModel ? codedByModel(seen.quantized, seen.patterned) : column;
    return {
      like: withoutRows(quantized),
      stored: withoutRows(used.quantized),
      limits,
      planes: used.planes.map((plane, number): CodedPlane => {
        const range = rangeOf(plane, byModel ? 1 : number, quantized, limits);
        const table = coverRange(plane.fitted.table, ...range);
        return { ...plane, source: noRows, atomOf: null, fitted: { ...plane.fitted, table } };
      }),
      masked: byModel,
      sampleBits: streamBits(used),
    };
  });
  return { plans, masked };
}

function byValue(plane: CodedPlane, { atoms, atomOf }: QuantizedColumn): CodedPlane {
  const { source } = plane;
  const values = allCodedValues(source, atomOf, "value", source.length);
  return {
    ...plane,
    coding: "value",
    fitted: fitBins(values, countAtoms(atomOf, atoms.length)),
  };
}

/** The range of the numbers that a plane codes, whatever rows come. */
function rangeOf(
  { coding }: CodedPlane,
  plane: number,
  { grid }: QuantizedColumn,
  [lowest, highest]: IndexLimits,
): IndexLimits {
  if (plane > 0) return [0, 2 ** (32 - (grid.kind === "bits" ? grid.zeros : 0)) - 1];
  const span = highest - lowest;
  return coding === "difference" ? [-span, span] : [lowest, highest];
}

const noRows = new Float64Array(0);

function withoutRows(quantized: QuantizedColumn): QuantizedColumn {
  const { column } = quantized;
  return {
    ...quantized,
    column: { ...column, values: newValues(column.type, 0) },
    planes: [],
    atomOf: null,
    exceptions: new Uint32Array(0),
  };
}

/** A column of a chunk. @param patterned rows with a stored pattern, where a model codes the first plane */
function rowsOf(
  { planes, masked }: ColumnPlan,
  quantized: QuantizedColumn,
  patterned: Uint8Array | null,
): CodedColumn {
  return {
    quantized,
    planes: planes.map((plane, number) => ({
      ...plane,
      source: quantized.planes[masked ? 1 : number],
      atomOf: masked ? patterned : quantized.atomOf,
    })),
    firstIsMasked: masked && planes.length > 0,
  };
}

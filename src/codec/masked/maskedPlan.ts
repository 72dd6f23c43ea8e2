import type { Progress } from "../../data/fileAccess.js";
import type { MaskedModel } from "../../models/maskedModel.js";
import { countParameters } from "../countParameters.js";
import { openChunkWork, type ChunkWork, type CodedChunk } from "../chunkWork.js";
import { sumsStayExact, toCoarseFixedPoint, type FixedPointNetwork } from "../fixedPointNetwork.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import type { StoredMaskedModel } from "../header.js";
import { inTurn } from "../inTurn.js";
import type { NetworkRunners } from "../networkRunners.js";
import type { ChunkRows } from "./maskedChunks.js";
import { writeMasked } from "./maskedMember.js";
import type { MaskedCoding } from "./maskedWriter.js";
import { prepareColumn, withoutRows, type PreparedColumn } from "./prepareColumn.js";

/** Weights are tried on grids of 2^-6 ... 2^-8. */
const weightBitsTried = [6, 7, 8];
/** Rows on which candidates are measured: so many runs of so many rows. */
const sampleRuns = 8;
const runLength = 1024;

export interface MaskedPlanSource {
  readonly rows: number;
  readonly quantized: readonly QuantizedColumn[];
  /** Bits of the first plane of each column of the table by itself, tables included. */
  readonly plainBits: readonly number[];
  readonly model: MaskedModel;
  /** Positions of the model's columns in the table. */
  readonly positions: readonly number[];
  /** How many chunks the table has. */
  readonly chunks: number;
  readonly networks: NetworkRunners;
  readonly progress?: Progress;
}

interface Candidate {
  readonly weightBits: number;
  readonly fixed: readonly (FixedPointNetwork | null)[];
  /** Bits of the modelled part of the file. */
  readonly bits: number;
}

/** Rows of a table that were not there when the plan was made. */
export interface ModelledRows {
  /** A column as it is coded; null where the model does not code it. */
  columnAt(
    position: number,
  ): { readonly quantized: QuantizedColumn; readonly patterned: Uint8Array | null } | null;
  readonly coded: Promise<CodedChunk>;
}

/** A masked autoencoder made ready for one table: which columns it codes, on which grid its weights lie. */
export class MaskedPlan {
  /** Bits of the coded columns written so far, by position in the table. */
  readonly bits = new Map<number, number>();

  private constructor(
    private source: MaskedPlanSource,
    private prepared: readonly PreparedColumn[],
    private readonly chosen: Candidate,
    private readonly work: ChunkWork<"writeMasked">,
  ) {}

  /**
   * Chooses what takes the fewest bits, measured on a sample of rows.
   * @returns null where the model makes the file no smaller
   */
  static async create(source: MaskedPlanSource): Promise<MaskedPlan | null> {
    const { model, positions, quantized, rows, progress } = source;
    if (rows === 0) return null;
    const prepared = model.columns.map((column, c) =>
      prepareColumn(column, quantized[positions[c]]),
    );
    const sample = sampleOf(rows);
    let best: Candidate | null = null;
    for (const [i, weightBits] of weightBitsTried.entries()) {
      progress?.signal.throwIfAborted();
      progress?.report(i / weightBitsTried.length, "Comparing candidates");
      const candidate = await measure(source, prepared, sample, weightBits);
      if (best === null || candidate.bits < best.bits) best = candidate;
    }
    const plain = positions.reduce((sum, position) => sum + source.plainBits[position], 0);
    if (best === null || !(best.bits < plain)) return null;
    const coding = codingOf(source, prepared, best.fixed);
    const work = await openChunkWork("writeMasked", coding, source.chunks, source.networks);
    return new MaskedPlan(source, prepared, best, work);
  }

  /** The column as it is coded and the limits of its ordinary indices; null where the model does not see it. */
  columnAt(position: number): {
    quantized: QuantizedColumn;
    limits: readonly [number, number];
    coded: boolean;
    patterned: Uint8Array | null;
  } | null {
    const c = this.source.positions.indexOf(position);
    if (c < 0) return null;
    const { limits, asCoded, patterned } = this.prepared[c];
    const coded = this.chosen.fixed[c] !== null;
    return {
      quantized: coded ? asCoded : this.source.quantized[position],
      limits,
      coded,
      patterned,
    };
  }

  /** What the header tells of the model. */
  get stored(): StoredMaskedModel {
    const { model, positions } = this.source;
    const { fixed, weightBits } = this.chosen;
    return {
      type: "masked",
      latent: 0,
      columns: [...positions],
      parameters: fixed.reduce((sum, network) => sum + countOf(network), 0),
      context: model.context,
      components: model.components,
      weightBits,
    };
  }

  /** Lets go of the rows that the plan was made from: only others will be written, and of `columnAt` the limits are left. */
  forgetRows(): void {
    this.source = { ...this.source, quantized: [] };
    this.prepared = this.prepared.map((own) => ({ ...own, ...withoutRows(own) }));
  }

  /** Bytes of the model's member. */
  get member(): Uint8Array<ArrayBuffer> {
    return memberOf(this.source.model, this.chosen.fixed, this.chosen.weightBits);
  }

  /** Chunks that are written at the same time. */
  get threads(): number {
    return this.work.threads;
  }

  /** The coded columns of rows from ... to. */
  write(from: number, to: number): Promise<CodedChunk> {
    return this.work.run(rowsOf(this.prepared, from, to));
  }

  /** More rows of the table's columns, and the coded ones of them. */
  writeRows(columns: readonly QuantizedColumn[]): ModelledRows {
    const { positions, model } = this.source;
    const prepared = model.columns.map((axis, c) => {
      const { limits } = this.prepared[c];
      const coded = this.chosen.fixed[c] !== null;
      return prepareColumn(axis, columns[positions[c]], { limits, coded });
    });
    const rows = columns[0].column.values.length;
    return {
      columnAt: (position) => {
        const c = positions.indexOf(position);
        if (c < 0 || this.chosen.fixed[c] === null) return null;
        return { quantized: prepared[c].asCoded, patterned: prepared[c].patterned };
      },
      coded: this.work.run(rowsOf(prepared, 0, rows)),
    };
  }

  /** Counts the bits of a chunk. */
  add({ bits }: CodedChunk): void {
    bits.forEach((own, c) => {
      const position = this.source.positions[c];
      this.bits.set(position, (this.bits.get(position) ?? 0) + own);
    });
  }

  async dispose(): Promise<void> {
    await this.work.dispose();
  }
}

/** The bits of all columns with weights on one grid, each coded by the network or by itself, whichever is smaller. */
async function measure(
  source: MaskedPlanSource,
  prepared: readonly PreparedColumn[],
  sample: readonly (readonly [number, number])[],
  weightBits: number,
): Promise<Candidate> {
  const { model, positions, plainBits, rows } = source;
  const all = model.columns.map(({ layers }, c) => {
    if (layers.length === 0 || !prepared[c].usable) return null;
    const network = toCoarseFixedPoint(layers, weightBits);
    return sumsStayExact(network) ? network : null;
  });
  const sums = await sampleBits(source, codingOf(source, prepared, all), prepared, sample);
  const share = rows / sample.reduce((count, [from, to]) => count + to - from, 0);
  const bits = sums.map((own, c) =>
    all[c] === null ? Infinity : share * own + prepared[c].unknownBits,
  );
  const weights = all.reduce((sum, network) => sum + countOf(network), 0);
  const bitsPerWeight = (8 * memberOf(model, all, weightBits).length) / Math.max(1, weights);
  const fixed = all.map((network, c) =>
    bits[c] + bitsPerWeight * countOf(network) < plainBits[positions[c]] ? network : null,
  );
  const sum = fixed.reduce(
    (added, network, c) => added + (network === null ? plainBits[positions[c]] : bits[c]),
    8 * memberOf(model, fixed, weightBits).length,
  );
  return { weightBits, fixed, bits: sum };
}

/** The bits of the columns in runs of rows. */
async function sampleBits(
  { networks }: MaskedPlanSource,
  coding: MaskedCoding,
  prepared: readonly PreparedColumn[],
  sample: readonly (readonly [number, number])[],
): Promise<Float64Array> {
  const sums = new Float64Array(prepared.length);
  const work = await openChunkWork("measureMasked", coding, sample.length, networks);
  try {
    await inTurn(
      0,
      sample.length,
      (run) => work.run(rowsOf(prepared, ...sample[run])),
      (bits) => {
        bits.forEach((own, c) => (sums[c] += own));
      },
      work.threads,
    );
  } finally {
    await work.dispose();
  }
  return sums;
}

function rowsOf(prepared: readonly PreparedColumn[], from: number, to: number): ChunkRows[] {
  return prepared.map(({ shown }) => ({
    classes: shown.classes.slice(from, to),
    indices: shown.indices.slice(from, to),
  }));
}

function codingOf(
  { model }: MaskedPlanSource,
  prepared: readonly PreparedColumn[],
  fixed: readonly (FixedPointNetwork | null)[],
): MaskedCoding {
  const { columns, context, components } = model;
  return {
    context,
    components,
    columns: columns.map((axis, c) => {
      const { grid, patterns, limits } = prepared[c];
      return { axis, grid, patterns, limits, network: fixed[c] };
    }),
  };
}

function memberOf(
  { columns }: MaskedModel,
  fixed: readonly (FixedPointNetwork | null)[],
  weightBits: number,
): Uint8Array<ArrayBuffer> {
  return writeMasked(
    columns.map((axis, c) => ({ axis, network: fixed[c] })),
    weightBits,
  );
}

const countOf = (network: FixedPointNetwork | null): number =>
  network === null ? 0 : countParameters(network.layers);

/** Runs of neighbouring rows, spread evenly. */
function sampleOf(rows: number): (readonly [number, number])[] {
  if (rows <= sampleRuns * runLength) return [[0, rows]];
  return Array.from({ length: sampleRuns }, (_, run) => {
    const from = Math.floor((run * (rows - runLength)) / (sampleRuns - 1));
    return [from, from + runLength] as const;
  });
}

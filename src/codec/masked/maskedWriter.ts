import type { MaskedAxis } from "../../models/maskedModel.js";
import { ByteWriter } from "../byteWriter.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import type { ColumnGrid } from "../grids/columnGrid.js";
import type { NetworkRunners } from "../networkRunners.js";
import { ColumnClasses } from "./columnClasses.js";
import { MaskedChunks, type ChunkRows } from "./maskedChunks.js";
import { MaskedNetworks } from "./maskedNetworks.js";
import { chunkColumn } from "./prepareColumn.js";

/** A masked autoencoder with the grids of one table. */
export interface MaskedCoding {
  readonly context: number;
  readonly components: number;
  readonly columns: readonly CodingColumn[];
}

export interface CodingColumn {
  readonly axis: MaskedAxis;
  readonly grid: ColumnGrid;
  /** The stored patterns as numbers. */
  readonly patterns: readonly number[];
  /** Lowest and highest index of rows that are no atoms. */
  readonly limits: readonly [number, number];
  /** Null for columns that are only seen. */
  readonly network: FixedPointNetwork | null;
}

/** Codes chunks of one table. */
export class MaskedWriter {
  private constructor(
    private readonly chunks: MaskedChunks,
    private readonly running: MaskedNetworks,
  ) {}

  static async create(
    { columns, context, components }: MaskedCoding,
    networks: NetworkRunners,
  ): Promise<MaskedWriter> {
    const running = await MaskedNetworks.create(
      columns.map(({ axis }) => axis),
      columns.map(({ network }) => network),
      context,
      networks,
    );
    const parts = columns.map(({ axis, grid, patterns, limits, network }) => {
      const meaning = new ColumnClasses(axis, grid, patterns);
      return chunkColumn(axis, grid, meaning, limits, network === null ? null : components);
    });
    return new MaskedWriter(new MaskedChunks(running, parts), running);
  }

  /** The coded columns of a chunk, and their ideal code lengths in bits. */
  async run(
    rows: readonly ChunkRows[],
  ): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly bits: readonly number[] }> {
    const out = new ByteWriter();
    const bits = await this.chunks.write(rows, out);
    return { bytes: out.toBytes(), bits };
  }

  /** The ideal code lengths in bits of the coded columns, 0 for the others, of a run of rows. */
  async measure(rows: readonly ChunkRows[]): Promise<number[]> {
    return this.chunks.bits(await this.chunks.intervals(rows, 1));
  }

  async dispose(): Promise<void> {
    await this.running.dispose();
  }
}

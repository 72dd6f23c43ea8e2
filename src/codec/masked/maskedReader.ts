import { FileFormatError } from "../../errors.js";
import type { StoredColumn, StoredHeader } from "../header.js";
import type { NetworkRunners } from "../networkRunners.js";
import { ColumnClasses, patternNumbers } from "./columnClasses.js";
import { MaskedChunks, type ChunkRows } from "./maskedChunks.js";
import { readMasked } from "./maskedMember.js";
import { MaskedNetworks } from "./maskedNetworks.js";
import { chunkColumn, showRows } from "./prepareColumn.js";

/** A column that is coded by itself, as its streams say. */
export interface PlainRows {
  readonly indices: Float64Array;
  /** For every row 0 or the number of its stored pattern plus one. */
  readonly atomOf: ArrayLike<number> | null;
}

/** A decoded column of the model. */
export interface MaskedRows {
  readonly indices: Float64Array;
  /** Rows that have a stored pattern, and its number plus one; 0 elsewhere. */
  readonly atomOf: Uint16Array;
}

/** The masked autoencoder of a file. */
export class MaskedReader {
  private constructor(
    private readonly header: StoredHeader,
    private readonly positions: readonly number[],
    private readonly meanings: readonly ColumnClasses[],
    private readonly chunks: MaskedChunks,
    private readonly running: MaskedNetworks,
  ) {}

  /** @throws FileFormatError where the model is damaged */
  static async create(
    member: Uint8Array,
    header: StoredHeader,
    networks: NetworkRunners,
  ): Promise<MaskedReader> {
    const { model } = header;
    if (model?.type !== "masked") throw new FileFormatError("Damaged file: the model is missing.");
    const stored = readMasked(member, {
      ...model,
      columns: model.columns.length,
    });
    const axes = stored.map(({ axis }) => axis);
    const columns = model.columns.map((position) => header.columns[position]);
    const meanings = columns.map(
      ({ grid, type, atoms }, c) =>
        new ColumnClasses(axes[c], grid, patternNumbers(type, atoms.map(bytesOfAtom))),
    );
    const parts = columns.map((column, c) => {
      const { grid, lowest, highest } = column;
      const coded = isMasked(column);
      if (coded !== (stored[c].network !== null)) {
        throw new FileFormatError("Damaged file: the model does not fit the columns.");
      }
      const components = coded ? model.components : null;
      return chunkColumn(axes[c], grid, meanings[c], [lowest, highest], components);
    });
    const running = await MaskedNetworks.create(
      axes,
      stored.map(({ network }) => network),
      model.context,
      networks,
    );
    const chunks = new MaskedChunks(running, parts);
    return new MaskedReader(header, model.columns, meanings, chunks, running);
  }

  /**
   * Decodes the masked columns of a chunk.
   * @param plain by position in the table, the columns that are coded by themselves
   * @returns by position, the columns that the model codes
   * @throws FileFormatError where the bytes are damaged
   */
  async read(
    bytes: Uint8Array,
    rows: number,
    plain: (position: number) => PlainRows,
  ): Promise<Map<number, MaskedRows>> {
    const seen = this.positions.map((position, c): ChunkRows | null => {
      const column = this.header.columns[position];
      if (isMasked(column)) return null;
      const { indices, atomOf } = plain(position);
      return showRows(column.grid, this.meanings[c], indices, atomOf, column.lowest);
    });
    const decoded = await this.chunks.read(bytes, rows, seen);
    const out = new Map<number, MaskedRows>();
    this.positions.forEach((position, c) => {
      if (!isMasked(this.header.columns[position])) return;
      const { patternOf } = this.meanings[c];
      const { classes, indices } = decoded[c];
      const atomOf = classes.map((own) => (own < patternOf.length ? patternOf[own] + 1 : 0));
      out.set(position, { indices, atomOf });
    });
    return out;
  }

  async dispose(): Promise<void> {
    await this.running.dispose();
  }
}

function isMasked({ planes }: StoredColumn): boolean {
  return planes.includes("masked");
}

function bytesOfAtom(atom: string): Uint8Array {
  return Uint8Array.from(atom.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

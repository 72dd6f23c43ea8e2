import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import { ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";
import type { MaskedAxis } from "../../models/maskedModel.js";
import { rowsLookedBack } from "../../models/relation.js";
import { relatedValues, rowNumbers, rowsBefore, type RowsBefore } from "./relatedValues.js";
import { valueOfIndex } from "./columnCells.js";
import type { ColumnGrid } from "../grids/columnGrid.js";
import type { ColumnClasses } from "./columnClasses.js";
import type { ColumnIntervals, MaskedDistribution } from "./maskedColumn.js";
import type { MaskedNetworks } from "./maskedNetworks.js";
import { symbolBits } from "./symbolBits.js";
import { chooseLanes, rowOrder, rowsOfSteps, type RowOrder } from "./rowOrder.js";
import { SymbolList, WideLaneDecoder } from "./wideLanes.js";

/** A column of the model in one file, in coding order. */
export interface ChunkColumn {
  readonly axis: MaskedAxis;
  readonly grid: ColumnGrid;
  readonly meaning: ColumnClasses;
  /** Shown as the index of rows that have none of their own. */
  readonly filler: number;
  /** Null for columns that are only seen. */
  readonly distribution: MaskedDistribution | null;
}

/** Rows of one column: classes and indices as features show them. */
export interface ChunkRows {
  readonly classes: Uint16Array;
  readonly indices: Float64Array;
}

/** Codes chunks of rows with the distributions of a masked autoencoder. */
export class MaskedChunks {
  /** Rows that networks or relations look back. */
  private readonly lookedBack: number;

  constructor(
    private readonly networks: MaskedNetworks,
    private readonly columns: readonly ChunkColumn[],
  ) {
    const relations = columns.map(({ axis }) => axis.relation);
    this.lookedBack = Math.max(networks.context, rowsLookedBack(relations));
  }

  /** Intervals of the coded columns (null for others) of a run of rows. @param lanes where context starts anew */
  async intervals(data: readonly ChunkRows[], lanes: number): Promise<(ColumnIntervals | null)[]> {
    const rows = data[0]?.indices.length ?? 0;
    const { networks, columns } = this;
    const features = networks.newFeatures(rows);
    const { steps } = rowOrder(rows, lanes);
    const before = rowsBefore(columns, data, steps);
    const related = columns.map((_, c) => relatedValues(columns, c, data, rows, before));
    columns.forEach(({ grid }, c) => {
      const says = related[c];
      if (says !== null) networks.setRelation(features, c, says);
      networks.setFeatures(features, c, valuesOf(grid, data[c].indices), data[c].classes);
    });
    for (let row = 0; row < rows; row++) {
      for (let back = 1; back <= networks.context && back <= row % steps; back++) {
        networks.setContext(features, row - back, features, row, back);
      }
    }
    const out: (ColumnIntervals | null)[] = [];
    for (const [c, { distribution }] of columns.entries()) {
      if (distribution === null) {
        out.push(null);
        continue;
      }
      const outputs = await networks.run(features, c);
      const { classes, indices } = data[c];
      out.push(distribution.intervals(outputs, classes, indices, related[c], rows));
    }
    return out;
  }

  /** Appends the coded columns of a chunk. @returns ideal code lengths of the columns in bits */
  async write(data: readonly ChunkRows[], out: ByteWriter): Promise<number[]> {
    const rows = data[0]?.indices.length ?? 0;
    const { columns } = this;
    const coded = columns.filter(({ distribution }) => distribution !== null).length;
    const order = rowOrder(rows, chooseLanes(rows, coded));
    const intervals = await this.intervals(data, order.lanes);
    const symbols = new SymbolList();
    const raw = new BitWriter();
    for (const picked of blocks(order, this.lookedBack)) {
      columns.forEach(({ distribution }, c) => {
        const own = intervals[c];
        if (distribution === null || own === null) return;
        if (own.classStarts !== null)
          addSymbols(symbols, picked, order, own.classStarts, own.classSizes!);
        if (own.cellStarts === null) return;
        addSymbols(symbols, picked, order, own.cellStarts, own.cellSizes!);
        const cells = distribution.cells!;
        if (cells.lowBits === 0) return;
        const { indices } = data[c];
        for (const row of picked) {
          if (own.cellSizes![row] > 0) raw.write(cells.withinCell(indices[row]), cells.lowBits);
        }
      });
    }
    const rawBytes = raw.toBytes();
    out.varint(rawBytes.length);
    out.append(rawBytes);
    symbols.write(order.lanes, out);
    return this.bits(intervals);
  }

  /** Ideal code lengths of the columns in bits; 0 for columns that are only seen. */
  bits(intervals: readonly (ColumnIntervals | null)[]): number[] {
    return intervals.map((own, c) => {
      if (own === null) return 0;
      const lowBits = this.columns[c].distribution?.cells?.lowBits ?? 0;
      return symbolBits(own.classSizes) + symbolBits(own.cellSizes, lowBits);
    });
  }

  /**
   * Reads what `write` wrote.
   * @param seen rows of the columns that are only seen; null for those to decode
   * @throws FileFormatError where the bytes are damaged
   */
  async read(
    bytes: Uint8Array,
    rows: number,
    seen: readonly (ChunkRows | null)[],
  ): Promise<ChunkRows[]> {
    const { columns, networks } = this;
    const reader = new ByteReader(bytes, "a chunk");
    const raw = new BitReader(reader.take(reader.varint(reader.remaining)), "a chunk");
    const decoder = new WideLaneDecoder(reader);
    const order = rowOrder(rows, decoder.laneCount);
    const data = columns.map(
      (_, c): ChunkRows =>
        seen[c] ?? { classes: new Uint16Array(rows), indices: new Float64Array(rows) },
    );
    // The blocks before, the nearest first.
    let older: { features: Float64Array; count: number; block: readonly ChunkRows[] }[] = [];
    for (const picked of blocks(order, this.lookedBack)) {
      const features = networks.newFeatures(picked.length);
      older.slice(0, networks.context).forEach(({ features: seen, count }, i) => {
        for (let row = 0; row < Math.min(count, picked.length); row++) {
          networks.setContext(seen, row, features, row, i + 1);
        }
      });
      const earlier = older;
      const before: RowsBefore = {
        numbers: (source, back) => {
          const { block } = earlier[Math.min(back, earlier.length) - 1] ?? { block: null };
          return block === null
            ? new Float64Array(picked.length)
            : rowNumbers(columns[source], block[source]).subarray(0, picked.length);
        },
        isFirst: () => earlier.length === 0,
      };
      const block: ChunkRows[] = [];
      for (const [c, column] of columns.entries()) {
        const related = relatedValues(columns, c, block, picked.length, before);
        if (related !== null) networks.setRelation(features, c, related);
        if (column.distribution !== null) {
          const outputs = await networks.run(features, c);
          decodeColumn(
            column.distribution,
            column,
            { outputs, related },
            picked,
            order,
            decoder,
            raw,
            data[c],
          );
        }
        const own = rowsAt(data[c], picked);
        block.push(own);
        networks.setFeatures(features, c, valuesOf(column.grid, own.indices), own.classes);
      }
      older = [{ features, count: picked.length, block }, ...older].slice(0, this.lookedBack);
    }
    decoder.finish();
    if (reader.remaining > 0) reader.fail("there are bytes behind the values");
    return data;
  }
}

/** Rows that are coded column by column: all of them, or where rows before count one step at a time. */
function* blocks(order: RowOrder, lookedBack: number): Generator<Uint32Array> {
  const size = lookedBack > 0 ? 1 : Math.max(1, order.steps);
  for (let step = 0; step < order.steps; step += size) yield rowsOfSteps(order, step, step + size);
}

function addSymbols(
  symbols: SymbolList,
  picked: Uint32Array,
  { steps }: RowOrder,
  starts: Float64Array,
  sizes: Float64Array,
): void {
  for (const row of picked) {
    if (sizes[row] > 0) symbols.add(Math.floor(row / steps), starts[row], sizes[row]);
  }
}

function decodeColumn(
  distribution: MaskedDistribution,
  { meaning, filler }: ChunkColumn,
  { outputs, related }: { outputs: Float64Array; related: Float64Array | null },
  picked: Uint32Array,
  { steps }: RowOrder,
  decoder: WideLaneDecoder,
  raw: BitReader,
  { classes: outClasses, indices }: ChunkRows,
): void {
  const { classes, mixture, cells, ordinary } = distribution;
  for (let i = 0; i < picked.length; i++) {
    const row = picked[i];
    let own = Math.max(0, ordinary);
    if (classes !== null) {
      const lane = Math.floor(row / steps);
      distribution.setClasses(outputs, i);
      own = classes.locate(decoder.slot(lane));
      decoder.take(lane, classes.starts[own], classes.starts[own + 1] - classes.starts[own]);
    }
    outClasses[row] = own;
    if (own === ordinary) continue;
    const index = meaning.indexOf[own];
    indices[row] = Number.isFinite(index) ? index : filler;
  }
  if (mixture === null || cells === null) return;
  const { places, lowBits } = cells;
  for (let i = 0; i < picked.length; i++) {
    const row = picked[i];
    if (outClasses[row] !== ordinary) continue;
    const lane = Math.floor(row / steps);
    distribution.setMixture(outputs, i, related);
    const cell = mixture.locate(places, decoder.slot(lane));
    decoder.take(lane, mixture.foundStart, mixture.foundEnd - mixture.foundStart);
    indices[row] = cells.firstIndex(cell);
  }
  if (lowBits === 0) return;
  for (const row of picked) if (outClasses[row] === ordinary) indices[row] += raw.read(lowBits);
}

function rowsAt({ classes, indices }: ChunkRows, picked: Uint32Array): ChunkRows {
  const out = { classes: new Uint16Array(picked.length), indices: new Float64Array(picked.length) };
  for (let i = 0; i < picked.length; i++) {
    out.classes[i] = classes[picked[i]];
    out.indices[i] = indices[picked[i]];
  }
  return out;
}

function valuesOf(grid: ColumnGrid, indices: Float64Array): Float64Array {
  return indices.map((index) => valueOfIndex(grid, index));
}

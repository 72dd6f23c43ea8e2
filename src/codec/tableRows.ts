import type { ColumnValues } from "../data/table.js";
import type { ModelPiece, ModelRows } from "./modelRows.js";

const pieceRows = 2048;

/** The rows of a table as a model sees them: as they are. */
export class TableRows implements ModelRows {
  readonly places = 1;

  constructor(readonly count: number) {}

  positions(from: number, count: number): Uint32Array {
    return Uint32Array.from({ length: count }, (_, i) => from + i);
  }

  pick(values: ColumnValues, from: number, count: number): ColumnValues {
    return values.subarray(from, from + count);
  }

  range(from: number, to: number): readonly [number, number] {
    return [from, to];
  }

  *pieces(): Generator<ModelPiece> {
    for (let from = 0; from < this.count; from += pieceRows) {
      const count = Math.min(pieceRows, this.count - from);
      yield { from, count, start: from, end: from + count };
    }
  }

  spread(
    outputs: Float32Array | Float64Array,
    from: number,
    _count: number,
    width: number,
    target: Float32Array | Float64Array,
    start: number,
  ): void {
    target.set(outputs, (from - start) * width);
  }
}

import type { ColumnValues } from "../data/table.js";
import type { ModelPiece, ModelRows } from "./modelRows.js";

/** Values of an array in a piece, about. */
const pieceValues = 2 ** 18;

/**
 * Arrays of one shape, cut into blocks: the rows of a model. Blocks are counted in C order, and so are the places in a
 * block; the last block along an axis may reach beyond the border.
 */
export class ArrayBlocks implements ModelRows {
  readonly count: number;
  readonly places: number;
  private readonly lengths: Four;
  private readonly block: Four;
  private readonly grid: Four;
  /** Values of a layer of blocks along the first axis, and how many blocks it has. */
  private readonly layerValues: number;
  private readonly layerBlocks: number;

  /** @param shape up to four lengths  @param block as many */
  constructor(shape: readonly number[], block: readonly number[]) {
    const grid = shape.map((length, axis) => Math.ceil(length / block[axis]));
    this.count = product(grid);
    this.places = product(block);
    this.layerBlocks = product(grid.slice(1));
    this.layerValues = block[0] * product(shape.slice(1));
    this.lengths = four(shape);
    this.block = four(block);
    this.grid = four(grid);
  }

  positions(from: number, count: number): Uint32Array {
    const out = new Uint32Array(count * this.places);
    const [, b, c, d] = this.lengths;
    let at = 0;
    for (let number = from; number < from + count; number++) {
      const [i, j, k, l] = this.axesOf(number, Infinity);
      for (const o of i) {
        for (const t of j) {
          for (const y of k) {
            const row = ((o * b + t) * c + y) * d;
            for (const x of l) out[at++] = row + x;
          }
        }
      }
    }
    return out;
  }

  pick(values: ColumnValues, from: number, count: number): ColumnValues {
    const positions = this.positions(from, count);
    const Values = values.constructor as new (length: number) => ColumnValues;
    const picked = new Values(positions.length);
    for (let i = 0; i < positions.length; i++) picked[i] = values[positions[i]];
    return picked;
  }

  range(from: number, to: number): readonly [number, number] {
    const layers = [from, to].map((row) => Math.ceil(row / this.layerValues));
    return [layers[0] * this.layerBlocks, layers[1] * this.layerBlocks];
  }

  *pieces(): Generator<ModelPiece> {
    const { layerBlocks, layerValues, count } = this;
    const values = product(this.lengths);
    const layers = Math.max(1, Math.floor(pieceValues / layerValues));
    for (let from = 0, start = 0; from < count; from += layers * layerBlocks) {
      const own = Math.min(layers * layerBlocks, count - from);
      const end = Math.min(values, start + layers * layerValues);
      yield { from, count: own, start, end };
      start = end;
    }
  }

  spread(
    outputs: Float32Array | Float64Array,
    from: number,
    count: number,
    width: number,
    target: Float32Array | Float64Array,
    start: number,
  ): void {
    const [, b, c, d] = this.lengths;
    const [, blockB, blockC, blockD] = this.block;
    for (let index = 0; index < count; index++) {
      const [i, j, k, l] = this.axesOf(from + index, 0);
      i.forEach((o, p) => {
        j.forEach((t, q) => {
          k.forEach((y, r) => {
            const place = ((p * blockB + q) * blockC + r) * blockD;
            const at = (index * this.places + place) * width;
            const to = (((o * b + t) * c + y) * d + l[0] - start) * width;
            target.set(outputs.subarray(at, at + l.length * width), to);
          });
        });
      });
    }
  }

  /** The coordinates along each axis of the places of a block, with at most `beyond` of them beyond the border, moved to it. */
  private axesOf(number: number, beyond: number): number[][] {
    const axes: number[][] = [];
    let rest = number;
    for (let axis = 3; axis >= 0; axis--) {
      const [length, own] = [this.lengths[axis], this.block[axis]];
      const first = (rest % this.grid[axis]) * own;
      rest = Math.floor(rest / this.grid[axis]);
      const places = Math.min(own, length - first + beyond);
      axes[axis] = Array.from({ length: places }, (_, i) => Math.min(first + i, length - 1));
    }
    return axes;
  }
}

type Four = [number, number, number, number];

function four(lengths: readonly number[]): Four {
  return [...Array.from({ length: 4 - lengths.length }, () => 1), ...lengths] as Four;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}

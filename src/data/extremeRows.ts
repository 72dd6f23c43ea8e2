import { bytesOf } from "./columnValues.js";
import type { ColumnValues } from "./table.js";

/** So many different values of each end of a column are kept: sentinels may stand in front of the true ones. */
const ends = 12;
/** Rows with the same special value that are kept: fewer are rare. */
const likes = 4;
/** Different special values that are kept, at most. */
const mostSpecials = 64;
const mostTiny = 2;
/** A change of the low bits is seen in so many rows at most. */
const mostBitRows = 32;

interface Place {
  readonly value: number | bigint;
  readonly row: number;
}

/**
 * Rows of a column that tell what a sample of its rows may miss: the lowest and highest values, those next to zero, NaN,
 * infinities, -0 and sentinels, and the first values that use more low bits than those before.
 */
export class ExtremeRows {
  private readonly lowest: Place[] = [];
  private readonly highest: Place[] = [];
  private readonly tiny: Place[] = [];
  private readonly specials = new Map<string, number[]>();
  private readonly bitRows: number[] = [];
  private usedBits = 0;

  /** @param sentinels special values that the column is known to have */
  constructor(private readonly sentinels: ReadonlySet<number>) {}

  /** Looks at more rows. @param first number of the first of them */
  add(values: ColumnValues, first: number): void {
    const floats = values instanceof Float32Array || values instanceof Float64Array;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (floats && (!Number.isFinite(value) || Object.is(value, -0))) {
        this.addSpecial(values, i, first + i);
        continue;
      }
      if (this.sentinels.size > 0 && this.sentinels.has(Number(value))) {
        this.addSpecial(values, i, first + i);
        continue;
      }
      const { lowest, highest, tiny } = this;
      if (lowest.length < ends || value < lowest[ends - 1]!.value) {
        insert(lowest, { value, row: first + i }, (a, b) => a < b, ends);
      }
      if (highest.length < ends || value > highest[ends - 1]!.value) {
        insert(highest, { value, row: first + i }, (a, b) => a > b, ends);
      }
      if (!floats || value === 0) continue;
      const size = Math.abs(value as number);
      if (tiny.length < mostTiny || size < (tiny[mostTiny - 1]!.value as number)) {
        insert(tiny, { value: size, row: first + i }, (a, b) => a < b, mostTiny);
      }
    }
    if (floats) this.addBits(values, first);
  }

  /** All rows that are kept. */
  get rows(): number[] {
    return [
      ...[...this.lowest, ...this.highest, ...this.tiny].map(({ row }) => row),
      ...[...this.specials.values()].flat(),
      ...this.bitRows,
    ];
  }

  private addSpecial(values: ColumnValues, at: number, row: number): void {
    const size = values.BYTES_PER_ELEMENT;
    const key = String(bytesOf(values).subarray(at * size, (at + 1) * size));
    const known = this.specials.get(key);
    if (known === undefined) {
      if (this.specials.size < mostSpecials) this.specials.set(key, [row]);
    } else if (known.length < likes) {
      known.push(row);
    }
  }

  private addBits(values: Float32Array | Float64Array, first: number): void {
    const { buffer, byteOffset, byteLength, length } = values;
    const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
    const stride = words.length / length;
    for (let i = 0; i < length && this.bitRows.length < mostBitRows; i++) {
      const all = this.usedBits | words[stride * i]!;
      if (all === this.usedBits) continue;
      // Only a lower bit than any before matters.
      const lower = (all & -all) !== (this.usedBits & -this.usedBits);
      if (lower && Number.isFinite(values[i])) this.bitRows.push(first + i);
      if (Number.isFinite(values[i])) this.usedBits = all;
    }
  }
}

/** Keeps the first `most` different values in order. */
function insert(
  places: Place[],
  place: Place,
  before: (a: number | bigint, b: number | bigint) => boolean,
  most: number,
): void {
  let at = places.length;
  while (at > 0 && before(place.value, places[at - 1]!.value)) at--;
  if (at > 0 && places[at - 1]!.value === place.value) return;
  places.splice(at, 0, place);
  if (places.length > most) places.pop();
}

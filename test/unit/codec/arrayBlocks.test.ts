import { describe, expect, it } from "vitest";
import { ArrayBlocks } from "../../../src/codec/arrayBlocks.js";
import { placesOf } from "./field/fields.js";

const cases: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [6, 8],
    [3, 4],
  ],
  [
    [7, 9],
    [3, 4],
  ],
  [
    [5, 6, 7],
    [2, 6, 3],
  ],
  [
    [3, 4, 5, 6],
    [1, 3, 4, 4],
  ],
  [
    [40, 1],
    [8, 1],
  ],
];

describe.each(cases)("arrays of %j in blocks of %j", (shape, block) => {
  const blocks = new ArrayBlocks(shape, block);
  const all = placesOf(shape);

  it("have every value at its place in its block, and the nearest beyond borders", () => {
    const positions = blocks.positions(0, blocks.count);
    expect(positions.length).toBe(blocks.count * blocks.places);
    expect(blocks.places).toBe(placesOf(block));
    const grid = shape.map((length, axis) => Math.ceil(length / block[axis]!));
    positions.forEach((position, at) => {
      let [number, place] = [Math.floor(at / blocks.places), at % blocks.places];
      let [expected, stride] = [0, 1];
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const along = (number % grid[axis]!) * block[axis]! + (place % block[axis]!);
        expected += Math.min(along, shape[axis]! - 1) * stride;
        stride *= shape[axis]!;
        number = Math.floor(number / grid[axis]!);
        place = Math.floor(place / block[axis]!);
      }
      expect(position).toBe(expected);
    });
    expect(new Set(positions).size).toBe(all);
    const values = Float32Array.from({ length: all }, (_, i) => i);
    expect([...blocks.pick(values, 1, 2)]).toEqual([
      ...positions.subarray(blocks.places, 3 * blocks.places),
    ]);
  });

  it("give back the values of all places but those beyond borders, piece by piece", () => {
    const positions = blocks.positions(0, blocks.count);
    const outputs = Float64Array.from({ length: 2 * positions.length }, (_, i) =>
      i % 2 === 0 ? positions[i / 2]! : -positions[(i - 1) / 2]!,
    );
    // What stands beyond a border must go nowhere.
    const seen = new Set<number>();
    positions.forEach((position, at) => {
      if (seen.has(position)) outputs[2 * at] = NaN;
      seen.add(position);
    });
    const target = new Float64Array(2 * all).fill(-7);
    let [next, start] = [0, 0];
    for (const piece of blocks.pieces()) {
      expect([piece.from, piece.start]).toEqual([next, start]);
      expect(blocks.range(piece.start, piece.end)).toEqual([piece.from, piece.from + piece.count]);
      const part = target.subarray(2 * piece.start, 2 * piece.end);
      for (let from = piece.from; from < piece.from + piece.count; from++) {
        const own = outputs.subarray(2 * from * blocks.places, 2 * (from + 1) * blocks.places);
        blocks.spread(own, from, 1, 2, part, piece.start);
      }
      [next, start] = [piece.from + piece.count, piece.end];
    }
    expect([next, start]).toEqual([blocks.count, all]);
    target.forEach((value, i) => {
      expect(value === (i % 2 === 0 ? i / 2 : -(i - 1) / 2)).toBe(true);
    });
  });
});

it("have pieces that end between layers of blocks along the first axis", () => {
  const blocks = new ArrayBlocks([1000, 30, 30], [7, 8, 8]);
  const pieces = [...blocks.pieces()];
  expect(pieces.length).toBeGreaterThan(2);
  for (const { start, end, count } of pieces) {
    expect(start % (7 * 900)).toBe(0);
    expect(count % 16).toBe(0);
    expect(end - start).toBeLessThan(2 ** 18 + 7 * 900);
  }
});

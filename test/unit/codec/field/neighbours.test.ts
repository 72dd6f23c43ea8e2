import { describe, expect, it } from "vitest";
import { FieldState } from "../../../../src/codec/field/fieldState.js";
import { absent } from "../../../../src/codec/field/neighbourPlaces.js";
import { fieldShape, stepOf, valueNeighbours } from "../../../../src/codec/field/neighbours.js";
import { wavefront } from "../../../../src/codec/field/wavefront.js";
import { placesOf } from "./fields.js";

const shapes = [
  [1, 1],
  [1, 9],
  [9, 1],
  [7, 8],
  [1, 5, 6],
  [4, 1, 1],
  [4, 8, 9],
  [3, 9, 7],
  [2, 3, 8, 7],
  [3, 1, 2, 2],
];

describe("neighbours", () => {
  it.each(shapes.map((shape) => ({ shape })))(
    "of every place of $shape are decoded in earlier steps, or do not exist",
    ({ shape }) => {
      const own = fieldShape(shape);
      const state = new FieldState(shape.length, own, 10);
      const stepAt = (at: number): number => {
        state.visit(at);
        return stepOf(...state.place);
      };
      const count = placesOf(shape);
      for (let at = 0; at < count; at++) {
        state.visit(at);
        const { values, errors } = state.around;
        const step = stepAt(at);
        for (const offset of [...values, ...errors]) {
          if (offset === absent) continue;
          expect(at + offset).toBeGreaterThanOrEqual(0);
          expect(stepAt(at + offset)).toBeLessThan(step);
        }
      }
    },
  );

  it("lie where their offsets say in the middle of an array", () => {
    const shape = { outer: 2, time: 4, height: 9, width: 10 };
    const state = new FieldState(4, shape, 10);
    const at = ((1 * 4 + 3) * 9 + 4) * 10 + 5;
    state.visit(at);
    const { values, whole } = state.around;
    expect(whole).toBe(true);
    valueNeighbours(4).forEach(([o, t, y, x], i) => {
      expect(at + values[i]).toBe((((1 + o) * 4 + 3 + t) * 9 + 4 + y) * 10 + 5 + x);
    });
  });
});

describe("wavefront", () => {
  it.each(shapes.map((shape) => ({ shape })))("holds every place of $shape once", ({ shape }) => {
    const own = fieldShape(shape);
    const { order, starts } = wavefront(own);
    expect([...order].sort((a, b) => a - b)).toEqual(
      Array.from({ length: placesOf(shape) }, (_, i) => i),
    );
    const state = new FieldState(shape.length, own, 10);
    for (let step = 0; step + 1 < starts.length; step++) {
      const places = [...order.subarray(starts[step], starts[step + 1])];
      expect(places).toEqual([...places].sort((a, b) => a - b));
      for (const at of places) {
        state.visit(at);
        expect(stepOf(...state.place)).toBe(step);
      }
    }
  });
});

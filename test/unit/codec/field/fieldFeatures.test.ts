import { describe, expect, it } from "vitest";
import { FieldFeatures, placesTogether } from "../../../../src/codec/field/fieldFeatures.js";
import { FieldState } from "../../../../src/codec/field/fieldState.js";
import {
  errorNeighbours,
  fieldShape,
  isPresent,
  valueNeighbours,
  type Offset,
} from "../../../../src/codec/field/neighbours.js";
import { seededRandom } from "../random.js";

/** The prediction and the features of a place all of whose neighbours exist, as FORMAT.md has them. */
function judge(
  state: FieldState,
  at: number,
  dimensions: number,
  coefficients: readonly number[],
  coefficientBits: number,
  scale: number,
): number[] {
  const { shape, cells, errorLogs } = state;
  const place = ([outer, time, y, x]: Offset): number =>
    at + ((outer * shape.time + time) * shape.height + y) * shape.width + x;
  const values = valueNeighbours(dimensions).map((offset) => cells[place(offset)]);
  const [base, ...others] = values;
  const sum = others.reduce((total, value, i) => total + coefficients[i] * (value - base), 0);
  const wanted = Math.floor((base + sum / 2 ** coefficientBits) * 64 + 0.5);
  const prediction = Math.max(0, Math.min(state.largestPrediction, wanted));
  const differences = values.map((value) => {
    const difference = (value - prediction / 64) / 2 ** scale;
    return Math.floor(Math.max(-32, Math.min(32, difference)) * 256 + 0.5);
  });
  const logs = errorNeighbours(dimensions).map((offset) => errorLogs[place(offset)]);
  const special = errorNeighbours(dimensions).map((offset) =>
    state.special[place(offset)] === 1 ? 1024 : 0,
  );
  // Far from the borders there are frames before.
  const flags = new Array<number>([0, 1, 3][dimensions - 2]).fill(0);
  const coordinate = (at: number, length: number): number =>
    Math.floor(((2 * at - (length - 1)) / (length - 1)) * 1024 + 0.5);
  const inFrame = at % (shape.height * shape.width);
  return [
    prediction,
    ...differences,
    ...logs,
    ...logs.map(Math.abs),
    ...special,
    ...flags,
    coordinate(Math.floor(inFrame / shape.width), shape.height),
    coordinate(inFrame % shape.width, shape.width),
  ];
}

describe("features of places", () => {
  for (const shape of [
    [20, 37],
    [7, 15, 16],
    [2, 6, 11, 13],
  ]) {
    for (const [scale, cellCount] of [
      [-3, 40],
      [2, 3000],
      [6, 100_000],
      [16, 2 ** 20],
      [20, 2 ** 20],
      [-18, 30],
    ] as const) {
      it(`of ${shape.join(" x ")} values with ${cellCount} cells and scale ${scale} are those of one place after the other`, () => {
        const random = seededRandom(scale + 40 + shape.length);
        const dimensions = shape.length;
        const state = new FieldState(dimensions, fieldShape(shape), cellCount);
        for (let i = 0; i < state.cells.length; i++) {
          state.cells[i] = Math.floor(cellCount * (i % 7 === 0 ? random() : 0.5 + 0.02 * random()));
          state.errorLogs[i] = Math.floor(8000 * (random() - 0.5));
          state.special[i] = random() < 0.3 ? 1 : 0;
        }
        const count = valueNeighbours(dimensions).length - 1;
        const bits = 11;
        const predictors = Array.from({ length: [1, 2, 4][dimensions - 2] }, (_, frames) =>
          Array.from({ length: count }, (_, i) =>
            isPresent(valueNeighbours(dimensions)[i + 1], frames)
              ? Math.floor(400 * (random() - 0.5))
              : 0,
          ),
        );
        const features = new FieldFeatures(state, dimensions, predictors, bits, scale, true);
        const whole: number[] = [];
        for (let at = 0; at < state.cells.length; at++) {
          state.visit(at);
          if (state.around.whole) whole.push(at);
        }
        expect(whole.length).toBeGreaterThan(20);
        for (let from = 0; from < whole.length; from += placesTogether) {
          const places = Uint32Array.from(whole.slice(from, from + placesTogether));
          const { predictions, rows } = features.look(places);
          places.forEach((at, i) => {
            const own = rows.subarray(i * features.count, (i + 1) * features.count);
            const coefficients = predictors[predictors.length - 1];
            const expected = judge(state, at, dimensions, coefficients, bits, scale);
            expect([predictions[i], ...own]).toEqual(expected);
          });
        }
      });
    }
  }
});

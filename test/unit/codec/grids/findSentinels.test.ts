import { describe, expect, it } from "vitest";
import { findSentinels } from "../../../../src/codec/grids/findSentinels.js";
import type { ColumnType } from "../../../../src/data/table.js";
import { seededNormal, seededRandom } from "../random.js";
import { columnOf } from "../tables.js";

const rows = 20_000;
const random = seededRandom(21);
const normal = seededNormal(22);
const exponential = (): number => -Math.log(1 - random());

function found(draw: (row: number) => number, type: ColumnType = "float32"): number[] {
  return findSentinels(columnOf("x", type, rows, draw));
}

describe("findSentinels", () => {
  it.each<[string, number[], (row: number) => number]>([
    ["-999 among 0 to 200", [-999], (row) => (row % 50 ? 200 * random() : -999)],
    ["60 % of -999", [-999], (row) => (row % 5 < 3 ? -999 : 200 * random())],
    [
      "-999 in front of an exponential tail",
      [-999],
      (row) => (row % 9 ? 90 * exponential() : -999),
    ],
    ["-1 in front of 0 to 1", [-1], (row) => (row % 9 ? random() : -1)],
    ["two of them", [-999, 9999], (row) => [-999, 9999][row % 40] ?? 10 * normal()],
    [
      "fill values of netCDF",
      [Math.fround(9.96921e36)],
      (row) => (row % 9 ? normal() : 9.96921e36),
    ],
    ["-999 beside one outlier", [-999], (row) => (row === 7 ? -5000 : row % 9 ? normal() : -999)],
    ["-999 beside zeros", [-999], (row) => [-999, 0, 0, 0][row % 10] ?? exponential()],
    ["-999 among whole numbers", [-999], (row) => (row % 9 ? Math.floor(100 * random()) : -999)],
  ])("finds %s", (_, wanted, draw) => {
    expect(found(draw)).toEqual(wanted);
  });

  it.each<[string, (row: number) => number]>([
    ["an exponential tail", () => exponential()],
    ["a lognormal tail", () => Math.exp(3 * normal())],
    ["a Cauchy tail", () => normal() / normal()],
    ["a saturated ADC", () => Math.min(4095, Math.round(900 * exponential()))],
    ["a saturated power law", () => Math.min(250_000, (1 - random()) ** -2)],
    ["a threshold", () => Math.max(20, 30 + 15 * normal())],
    ["zeros far from the bulk", (row) => (row % 3 ? 1e6 + normal() : 0)],
    ["weights of one", (row) => (row % 3 ? 1.5 + 1.5 * random() : 1)],
    ["two bunches", (row) => (row % 2 ? 1000 : 0) + normal()],
    ["charges", (row) => (row % 3) - 1],
    ["a category", (row) => [11, -11, 13, -13, 211, -211, 2212][row % 7]!],
    ["rare outliers", (row) => (row % 5000 ? normal() : 1e6)],
    ["a spike inside", (row) => (row % 4 ? normal() : 0.5)],
    ["a constant", () => 3],
    ["NaN", () => NaN],
  ])("takes none for one in %s", (_, draw) => {
    expect(found(draw)).toEqual([]);
    expect(found(draw, "float64")).toEqual([]);
  });

  it.each([
    ["every 499th row", (row: number) => row % 499 === 0],
    ["one run of rows", (row: number) => row >= 50_000 && row < 50_250],
  ])("finds a sentinel that fills 0.2 %% of a long column: %s", (_, isMissing) => {
    const long = columnOf("x", "float32", 120_000, (row) => (isMissing(row) ? -999 : normal()));
    expect(findSentinels(long)).toEqual([-999]);
  });

  it("finds none in a long column of distinct values", () => {
    expect(findSentinels(columnOf("x", "float64", 120_000, normal))).toEqual([]);
  });
});

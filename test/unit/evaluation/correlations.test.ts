import { describe, expect, it } from "vitest";
import { correlations } from "../../../src/evaluation/correlations.js";
import { pearson } from "../../../src/evaluation/pearson.js";
import { seededRandom } from "../../support/seededRandom.js";
import { normal } from "./tables.js";

const random = seededRandom(21);
const rows = 5000;
const everyRow = new Uint8Array(rows).fill(1);
const base = Float64Array.from({ length: rows }, () => normal(random));
const sides = [
  base.map((x) => 1e6 + x),
  base.map((x) => -2 * x + normal(random)),
  base.map((x) => 1e200 * (x * x + normal(random))),
  Float64Array.from({ length: rows }, () => 0.1),
];

function columnsOf(usable: Uint8Array | null) {
  return sides.map((values, i) => ({
    name: String(i),
    original: values,
    decompressed: Float32Array.from(values),
    usable: i === 1 ? usable : null,
  }));
}

describe("correlations", () => {
  it("are the same for all pairs at once and for each pair alone", async () => {
    const report = await correlations(columnsOf(null), rows, () => Promise.resolve());
    const scaled = sides.map((values, i) => (i === 2 ? values.map((x) => x / 2 ** 660) : values));
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const alone = pearson(scaled[i], scaled[j], everyRow, everyRow);
        const together = report.original[4 * i + j];
        if (alone === null || i === 3 || j === 3) expect(together).toBe(alone);
        else expect(together).toBeCloseTo(alone, 11);
      }
    }
    expect(report.original[1]).toBeLessThan(-0.8);
  });

  it("leave out the rows of a mask in the pairs of its column alone", async () => {
    const mask = everyRow.slice();
    const columns = columnsOf(mask);
    for (let i = 0; i < rows; i += 3) {
      mask[i] = 0;
      columns[1].original[i] = NaN;
    }
    const report = await correlations(columns, rows, () => Promise.resolve());
    const kept = (values: Float64Array): Float64Array => values.filter((_, i) => mask[i] === 1);
    const ones = new Uint8Array(kept(sides[0]).length).fill(1);
    const expected = pearson(kept(sides[0]), kept(sides[1]), ones, ones);
    expect(report.original[1]).toBeCloseTo(expected ?? NaN, 12);
    expect(report.original[4]).toBe(report.original[1]);
    expect(report.original[5]).toBe(1);
    const whole = pearson(
      sides[0],
      sides[2].map((x) => x / 2 ** 660),
      everyRow,
      everyRow,
    );
    expect(report.original[2]).toBeCloseTo(whole ?? NaN, 11);
  });

  it("let the event loop turn in long work", async () => {
    let breaths = 0;
    const wide = Array.from({ length: 60 }, (_, i) => ({ ...columnsOf(null)[0], name: String(i) }));
    await correlations(wide, rows, () => {
      breaths++;
      return Promise.resolve();
    });
    expect(breaths).toBeGreaterThan(1);
  });
});

import "@tensorflow/tfjs-backend-cpu";
import { mean, setBackend, squaredDifference, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/errors.js";
import { fromScore, toScore } from "../../../../src/models/axisMap.js";
import type { DerivedTarget } from "../../../../src/models/derivedTarget.js";
import { fitAxisMap } from "../../../../src/training/normalization.js";
import { fitTargets, type TargetOptions } from "../../../../src/training/targets/fitTargets.js";
import { seededRandom } from "../../../support/seededRandom.js";

const count = 4000;
const random = seededRandom(23);
// Transverse momenta over three decades, pseudorapidities, masses with zeros.
const units = [
  Float64Array.from({ length: count }, () => 10 ** (1 + 3 * random() ** 2)),
  Float64Array.from({ length: count }, () => 6 * random() - 3),
  Float64Array.from({ length: count }, () => Math.max(0, 100 * random() - 5)),
];
const columns = units.map((values) => ({ axis: fitAxisMap(values) }));
const rows = new Float32Array(count * 3);
units.forEach((values, position) => {
  values.forEach((value, row) => {
    rows[row * 3 + position] = toScore(columns[position].axis, value);
  });
});
const names = new Map(["pt", "eta", "mass"].map((name, position) => [name, position]));
const training = Uint32Array.from({ length: count }, (_, row) => row);

function fit(options: TargetOptions): DerivedTarget[] {
  return fitTargets(options, columns, names, rows, training);
}

/** The energy of a normalised row, in float64. */
function energyOf(row: ArrayLike<number>): number {
  const [pt, eta, mass] = [0, 1, 2].map((i) => fromScore(columns[i].axis, row[i]));
  return Math.hypot(pt * Math.cosh(eta), mass);
}

describe("fitTargets", () => {
  it("counts the error of a quantity as a column of it would: on its own normalised axis", () => {
    void setBackend("cpu");
    const [energy] = fit({ energy: { formula: "sqrt((pt*cosh(eta))^2 + mass^2)", weight: 2 } });
    const before = Array.from({ length: 50 }, (_, row) => [...rows.slice(3 * row, 3 * row + 3)]);
    const after = before.map((row) => row.map((score) => score * (0.8 + 0.2 * random())));
    const axis = fitAxisMap(Float64Array.from(training, (row) => energyOf(rows.slice(3 * row))));
    const judge =
      before.reduce((sum, row, i) => {
        const [a, b] = [row, after[i]].map((each) => toScore(axis, energyOf(each)));
        return sum + (a - b) ** 2;
      }, 0) / before.length;
    const own = tidy(
      () =>
        mean(
          squaredDifference(energy.values(tensor2d(before)), energy.values(tensor2d(after))),
        ).dataSync()[0],
    );
    expect(own / judge).toBeCloseTo(1, 3);
    expect(energy.weight).toBe(2);
    // A quantity over five decades comes out with a spread of about one.
    const scores = tidy(() => [...energy.values(tensor2d([...rows], [count, 3])).dataSync()]);
    expect(scores.filter((score) => Math.abs(score) < 1).length / count).toBeGreaterThan(0.5);
    expect(scores.every((score) => Math.abs(score) < 12)).toBe(true);
  });

  it("lets later targets use earlier ones", () => {
    void setBackend("cpu");
    const [, twice, plain] = fit({
      pz: { formula: "pt*sinh(eta)", weight: 1 },
      twice: { formula: "2*pz + mass", weight: 1 },
      plain: { formula: "2*pt*sinh(eta) + mass", weight: 1 },
    });
    const some = [...rows.slice(0, 60)];
    const [a, b] = tidy(() =>
      [twice, plain].map((each) => [...each.values(tensor2d(some, [20, 3])).dataSync()]),
    );
    expect(a).toEqual(b);
  });

  it.each([
    ["pt*0 + 3", "is 3 in every row"],
    ["sqrt(-1 - mass)", "has no value in most rows (4000 of 4000"],
    ["(pt^8)^2", "too large to train with"],
  ])("refuses %s", (formula, message) => {
    expect(() => fit({ x: { formula, weight: 1 } })).toThrow(UsageError);
    expect(() => fit({ x: { formula, weight: 1 } })).toThrow(message);
  });
});

import { readFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import {
  grad,
  mean,
  memory,
  setBackend,
  slice,
  reshape,
  squaredDifference,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrad,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { parseExpression } from "../../../../src/config/expressions/parseExpression.js";
import { fromScore, toScore, type AxisMap } from "../../../../src/models/axisMap.js";
import { scoresOfUnits, unitsOfScores } from "../../../../src/models/axisTensor.js";
import { formulaTensor, type FormulaPart } from "../../../../src/training/targets/formulaTensor.js";
import "../../../../src/training/trainingStep.js";
import { seededRandom } from "../../../support/seededRandom.js";

interface Fixture {
  readonly maps: Readonly<Record<string, AxisMap>>;
  readonly original: number[][];
  readonly prediction: number[][];
  readonly cases: readonly {
    readonly formula: string;
    readonly values: number[];
    readonly squaredError: number;
    readonly gradient: number[][];
  }[];
  readonly beyond: readonly { name: string; scores: number[]; units: number[] }[];
}

const file = new URL("../../../fixtures/losses/targets.json", import.meta.url);
const fixture = JSON.parse(readFileSync(file, "utf8")) as Fixture;
const names = Object.keys(fixture.maps);
const trainingRows = 3000;
const random = seededRandom(17);

/** Columns of a training table that fills the maps from end to end. */
const training = new Map(
  names.map((name): [string, Float64Array] => {
    const { scores } = fixture.maps[name];
    const [low, high] = [scores[0], scores.at(-1)!];
    return [
      name,
      Float64Array.from({ length: trainingRows }, () =>
        fromScore(fixture.maps[name], low + (high - low) * random()),
      ),
    ];
  }),
);

const columnOf = (name: string): FormulaPart | undefined =>
  training.has(name)
    ? {
        sample: training.get(name)!,
        tensor: (columns) => columns.column(names.indexOf(name)),
      }
    : undefined;

function valuesOf(part: FormulaPart, rows: Tensor2D): Tensor1D {
  const [count] = rows.shape;
  return part.tensor({
    rows: count,
    column: (position) => {
      const scores = reshape<Rank.R1>(slice(rows, [0, position], [count, 1]), [count]);
      return unitsOfScores(fixture.maps[names[position]], scores);
    },
  });
}

function miss(own: ArrayLike<number>, judge: readonly number[]): number {
  return Math.hypot(...judge.map((value, i) => value - own[i])) / Math.hypot(...judge);
}

describe("a formula as tensors", () => {
  it.each(fixture.cases)("$formula: values, error and gradient are PyTorch's", (one) => {
    void setBackend("cpu");
    const part = formulaTensor(parseExpression(one.formula), columnOf, trainingRows);
    const before = memory().numTensors;
    tidy(() => {
      const original = valuesOf(part, tensor2d(fixture.original));
      expect(miss(original.dataSync(), one.values)).toBeLessThan(1e-5);
      const error = (rows: Tensor): Tensor =>
        mean(squaredDifference(valuesOf(part, rows as Tensor2D), original));
      const { value, grad: slope } = valueAndGrad(error)(tensor2d(fixture.prediction));
      expect(value.dataSync()[0] / one.squaredError).toBeCloseTo(1, 4);
      expect(miss(slope.dataSync(), one.gradient.flat())).toBeLessThan(2e-4);
    });
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    "sqrt(eta)",
    "log(eta)",
    "1/eta",
    "acosh(eta)",
    "asin(eta)",
    "acos(eta) + atanh(eta)",
    "eta^0.5",
    "eta^-1",
    "hypot(eta, eta)",
    "atan2(eta, eta)",
    "exp(5*eta)",
    "cosh(4*eta)",
    "tan(eta)",
  ])("%s is finite with its slope, however far a reconstruction goes", (formula) => {
    void setBackend("cpu");
    const part = formulaTensor(parseExpression(formula), columnOf, trainingRows);
    const far = [-40, -3, -1.0001, -1, -1e-7, 0, 1e-7, 0.3, 1, 1.0001, 3, 40];
    const rows = far.map((score) => [0, score, 0, 0, 0]);
    tidy(() => {
      const values = valuesOf(part, tensor2d(rows)).dataSync();
      const slopes = grad((x: Tensor) => sum(valuesOf(part, x as Tensor2D)))(tensor2d(rows));
      expect([...values, ...slopes.dataSync()].every(Number.isFinite)).toBe(true);
    });
  });

  it("goes on along the tangent below the domain, so that the slope leads back", () => {
    void setBackend("cpu");
    const part = formulaTensor(parseExpression("sqrt(eta)"), columnOf, trainingRows);
    tidy(() => {
      const rows = tensor2d([-2, -1, -0.5].map((score) => [0, score, 0, 0, 0]));
      const [a, b, c] = valuesOf(part, rows).dataSync();
      expect(a).toBeLessThan(b);
      expect(b).toBeLessThan(c);
      expect(c).toBeLessThan(0);
    });
  });

  it("says so where a part of it is too large for float32", () => {
    expect(() => formulaTensor(parseExpression("(pt^4)^4"), columnOf, trainingRows)).toThrow(
      RangeError,
    );
  });
});

describe("an axis map as tensors", () => {
  it.each(fixture.beyond)("$name: units are PyTorch's, beyond the knots too", (one) => {
    void setBackend("cpu");
    tidy(() => {
      const units = unitsOfScores(fixture.maps[one.name], tensor1d(one.scores)).dataSync();
      expect(miss(units, one.units)).toBeLessThan(1e-6);
    });
  });

  it("keeps the bulk exact beside a tail of a million spreads, there and back, with its slopes", () => {
    void setBackend("cpu");
    const map = { knots: [-1e6, -2, -1, 0, 1, 3, 1e6], scores: [-9, -2, -1, 0, 1, 2, 9] };
    const scores = [-9, -3.5, -1.5, -0.75, 0.25, 0.5, 1.5, 8, 9.5];
    tidy(() => {
      const units = unitsOfScores(map, tensor1d(scores)).dataSync();
      scores.forEach((score, i) => {
        const judge = fromScore(map, score);
        expect(Math.abs(units[i] - judge)).toBeLessThan(3e-7 * Math.max(1, Math.abs(judge)));
      });
      const back = scoresOfUnits(map, tensor1d(units)).dataSync();
      scores.forEach((_, i) => {
        const judge = toScore(map, units[i]);
        expect(Math.abs(back[i] - judge)).toBeLessThan(1e-6 * Math.max(1, Math.abs(judge)));
      });
      const slopes = grad((x: Tensor) => sum(unitsOfScores(map, x as Tensor1D)))(tensor1d(scores));
      slopes.dataSync().forEach((slope, i) => {
        const judge = (fromScore(map, scores[i] + 1e-3) - fromScore(map, scores[i] - 1e-3)) / 2e-3;
        expect(slope / judge).toBeCloseTo(1, 4);
      });
    });
  });
});

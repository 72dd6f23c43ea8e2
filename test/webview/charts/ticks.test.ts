import { describe, expect, it } from "vitest";
import { linearTicks, logTicks, minorLogTicks } from "../../../webview/charts/ticks.js";
import { seededNumbers } from "../support/smallRun.js";

const labels = (ticks: readonly { label: string }[]): string[] => ticks.map(({ label }) => label);

describe("linearTicks", () => {
  it("stands on whole steps, zero like its neighbours, limits left out", () => {
    expect(labels(linearTicks(-0.033, 0.033, 7))).toEqual([
      "−0.03",
      "−0.02",
      "−0.01",
      "0.00",
      "0.01",
      "0.02",
      "0.03",
    ]);
    expect(labels(linearTicks(0, 1840, 5))).toEqual(["0", "500", "1,000", "1,500"]);
  });

  it("gives at least two ticks inside any limits", () => {
    const random = seededNumbers(5);
    for (let round = 0; round < 1000; round++) {
      const size = 10 ** (random() * 16 - 8);
      const low = (random() - 0.5) * size;
      const high = low + size * (0.1 + random());
      const ticks = linearTicks(low, high, 6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(new Set(labels(ticks)).size).toBe(ticks.length);
      const slack = (high - low) * 1e-6;
      for (const { value } of ticks) {
        expect(value).toBeGreaterThanOrEqual(low - slack);
        expect(value).toBeLessThanOrEqual(high + slack);
      }
    }
  });
});

describe("linearTicks for epochs", () => {
  it("stays on whole numbers", () => {
    for (const end of [1, 3, 7, 12, 20, 33, 200, 1999]) {
      const values = linearTicks(0, end, 9, true).map(({ value }) => value);
      expect(values.every(Number.isInteger)).toBe(true);
      expect(values.length).toBeGreaterThan(1);
    }
    expect(labels(linearTicks(0, 20, 9, true))).toEqual(["0", "5", "10", "15", "20"]);
  });
});

describe("logTicks", () => {
  it("labels decades", () => {
    expect(labels(logTicks(0.5, 40_000))).toEqual(["1", "10", "10²", "10³", "10⁴"]);
    expect(labels(logTicks(6e-4, 0.5))).toEqual(["10⁻³", "10⁻²", "10⁻¹"]);
  });

  it("leaves decades unlabelled where there are too many", () => {
    const ticks = logTicks(1e-12, 1, 5);
    expect(ticks).toHaveLength(13);
    expect(labels(ticks).filter(Boolean).length).toBeLessThanOrEqual(5);
  });

  it("falls back to numbers inside a decade", () => {
    expect(labels(logTicks(0.09, 0.48))).toEqual(["0.1", "0.15", "0.2", "0.3", "0.4"]);
    expect(labels(logTicks(37.5, 64)).length).toBeGreaterThan(2);
    expect(labels(logTicks(0.0008, 0.009)).length).toBeGreaterThan(2);
  });

  it("has minor ticks at 2 to 9 inside the limits", () => {
    expect(minorLogTicks(1, 30)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 20, 30]);
    expect(minorLogTicks(0, 10)).toEqual([]);
  });
});

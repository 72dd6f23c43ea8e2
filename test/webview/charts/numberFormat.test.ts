import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEpoch,
  formatExact,
  formatNumber,
  formatShareOfBound,
  formatTick,
  formatWithError,
  powerOfTen,
} from "../../../webview/charts/numberFormat.js";
import { seededNumbers } from "../support/smallRun.js";

describe("formatNumber", () => {
  it.each([
    [0, 4, "0"],
    [31.9684, 5, "31.968"],
    [-5.7642e-5, 5, "−5.7642 × 10⁻⁵"],
    [0.0001, 3, "0.000100"],
    [0.00009999, 3, "1.00 × 10⁻⁴"],
    [1234567.8, 4, "1,234,568"],
    [999.96, 4, "1,000"],
    [-0.139, 3, "−0.139"],
    [6.1e17, 3, "6.10 × 10¹⁷"],
    [NaN, 4, "NaN"],
    [-Infinity, 4, "−∞"],
  ])("%d with %d digits is %s", (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it("never uses a hyphen for a minus, nor an e for an exponent", () => {
    const random = seededNumbers(3);
    for (let round = 0; round < 2000; round++) {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
      expect(formatNumber(value, 1 + Math.floor(random() * 6))).not.toMatch(/[-e]/);
    }
  });
});

describe("formatExact", () => {
  it("gives six digits and no padding", () => {
    expect(formatExact(0.000312345678)).toBe("0.000312346");
    expect(formatExact(38.5)).toBe("38.5");
    expect(formatExact(1234567)).toBe("1,234,567");
    expect(formatExact(1.5e-7)).toBe("1.5 × 10⁻⁷");
  });
});

describe("formatShareOfBound", () => {
  it.each([
    [1, "100 %"],
    [0.99999999, "99.99 %"],
    [1 - 2 ** -53, "99.99 %"],
    [0.9999, "99.99 %"],
    [0.99989, "99.98 %"],
    [0, "0.00 %"],
    [1 + 2 ** -52, "100.01 %"],
    [1.0213, "102.13 %"],
  ])("%d is %s", (share, text) => {
    expect(formatShareOfBound(share)).toBe(text);
  });

  it("says 100 % only where the bound is reached, and never rounds up below it", () => {
    const random = seededNumbers(11);
    for (let round = 0; round < 5000; round++) {
      const share = random() ** 0.01;
      const shown = Number.parseFloat(formatShareOfBound(share)) / 100;
      if (share < 1) expect(shown).toBeLessThan(1);
      expect(shown).toBeLessThanOrEqual(share + 1e-9);
    }
  });
});

describe("other formats", () => {
  it("gives a mean the digits of its error", () => {
    expect(formatWithError(0.0010342, 0.000849)).toBe("0.00103 ± 0.00085");
    expect(formatWithError(0.8301, 0.0162)).toBe("0.830 ± 0.016");
    expect(formatWithError(-1234.5, 120)).toBe("−1,230 ± 120");
    expect(formatWithError(2.5e-9, 1.2e-10)).toBe("(2.50 ± 0.12) × 10⁻⁹");
    expect(formatWithError(0, 0)).toBe("0");
  });

  it("writes powers, counts, bytes and times", () => {
    expect(powerOfTen(-3)).toBe("10⁻³");
    expect(powerOfTen(12)).toBe("10¹²");
    expect(formatCount(-61908)).toBe("−61,908");
    expect(formatBytes(1981056)).toBe("1.981 MB");
    expect(formatBytes(302452)).toBe("302.5 kB");
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(999_999)).toBe("1.000 MB");
    expect(formatDuration(0.64)).toBe("0.64 s");
    expect(formatDuration(62)).toBe("1 min 2 s");
    expect(formatDuration(7500)).toBe("2 h 5 min");
    expect(formatDuration(3599.9)).toBe("1 h");
    expect(formatEpoch(12)).toBe("12");
    expect(formatEpoch(12.25)).toBe("12.3");
  });

  it("gives ticks no more digits than their step", () => {
    expect(formatTick(0.25, 0.25)).toBe("0.25");
    expect(formatTick(1500, 500)).toBe("1,500");
    expect(formatTick(-0.3, 0.1)).toBe("−0.3");
    expect(formatTick(2e-6, 1e-6)).toBe("2 × 10⁻⁶");
    expect(formatTick(7.5e7, 2.5e7)).toBe("7.5 × 10⁷");
  });
});

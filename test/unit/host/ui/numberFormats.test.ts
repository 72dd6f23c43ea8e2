import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatDuration,
  formatLoss,
  formatRatio,
} from "../../../../src/host/ui/numberFormats.js";

describe("numbers in words", () => {
  it("gives bytes with three digits", () => {
    expect([0, 999, 1000, 1_983_800, 99_960_000, 999_700, 9.81e9].map(formatBytes)).toEqual([
      "0 B",
      "999 B",
      "1.00 kB",
      "1.98 MB",
      "100 MB",
      "1.00 MB",
      "9.81 GB",
    ]);
  });

  it("gives ratios and losses", () => {
    expect([1, 5.664, 12.44, 1234.5].map(formatRatio)).toEqual([
      "1.00×",
      "5.66×",
      "12.4×",
      "1235×",
    ]);
    expect(formatLoss(0.00031)).toBe("3.10e-4");
  });

  it("gives durations in their largest unit", () => {
    expect([0.2, 42, 59.6, 243, 3599, 3600 + 24 * 60].map(formatDuration)).toEqual([
      "1 s",
      "42 s",
      "1 min",
      "4 min",
      "1 h 0 min",
      "1 h 24 min",
    ]);
  });
});

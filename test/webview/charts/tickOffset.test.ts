import { describe, expect, it } from "vitest";
import { tickOffset } from "../../../webview/charts/tickOffset.js";
import { offsetTicks } from "../../../webview/charts/ticks.js";
import { seededNumbers } from "../support/smallRun.js";

const axis = (low: number, high: number): { offset: string; labels: string[] } => {
  const { ticks, offset } = offsetTicks(low, high, 6);
  return { offset, labels: ticks.map(({ label }) => label) };
};

/** The number that a label says. */
function numberOf(label: string): number {
  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = label
    .replaceAll(",", "")
    .replaceAll("−", "-")
    .replace(/^(\+|-)?10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/, "$11 × 10")
    .replace(/ × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_, power: string) => {
      const digits = Array.from(power, (sign) => (sign === "⁻" ? "-" : superscripts.indexOf(sign)));
      return `e${digits.join("")}`;
    });
  return Number(plain);
}

describe("offset of ticks", () => {
  it("says the leading digits of identifiers once", () => {
    expect(axis(1e16, 1e16 + 5000)).toEqual({
      offset: "+10¹⁶",
      labels: ["0", "1,000", "2,000", "3,000", "4,000", "5,000"],
    });
    expect(axis(1.234e16, 1.234e16 + 500).offset).toBe("+1.234 × 10¹⁶");
    expect(axis(-1.234e16 - 500, -1.234e16)).toEqual({
      offset: "−1.234 × 10¹⁶",
      labels: ["−500", "−400", "−300", "−200", "−100", "0"],
    });
    expect(axis(0.5, 0.5 + 5e-9)).toMatchObject({ offset: "+0.5" });
  });

  it("is none where the labels are short as they are", () => {
    for (const [low, high] of [
      [0, 1e18],
      [-1e16, 1e16],
      [0, 20],
      [1e16, 1.5e16],
      [1_000_000, 1_000_010],
      [91.1, 91.3],
      [-1e-9, 1e-9],
    ]) {
      expect(axis(low, high).offset).toBe("");
    }
    expect(tickOffset([], 1)).toBeNull();
  });

  it("stands for the place of the tick together with its label, and no two labels are the same", () => {
    const random = seededNumbers(17);
    let offsets = 0;
    for (let round = 0; round < 3000; round++) {
      const low = (random() < 0.3 ? -1 : 1) * 10 ** (random() * 24 - 6);
      const span = Math.abs(low) * 10 ** (-random() * 14);
      const { ticks, offset } = offsetTicks(low, low + span, 6);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      if (offset === "") continue;
      offsets++;
      const shared = numberOf(offset);
      for (const { value, label } of ticks) {
        const said = shared + numberOf(label);
        // Half the distance of two ticks would be another tick.
        expect(Math.abs(said - value)).toBeLessThanOrEqual(span / 20 + Math.abs(low) * 2 ** -51);
      }
    }
    expect(offsets).toBeGreaterThan(500);
  });

  it("ends on axes that hold but a few doubles", () => {
    for (const low of [2 ** 53, 1e18, -1e18, 2 ** 63]) {
      const values = offsetTicks(low, low + Math.abs(low) * 2 ** -51, 6).ticks.map(
        ({ value }) => value,
      );
      expect(values.length).toBeLessThan(10);
      expect(new Set(values).size).toBe(values.length);
    }
  });
});

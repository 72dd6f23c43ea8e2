import "../support/browserStubs.js";
import type { Scale } from "chart.js";
import { describe, expect, it } from "vitest";
import { valueAxis, type ValueAxis } from "../../../webview/charts/axes.js";
import { readTheme } from "../../../webview/charts/theme.js";

interface Built {
  readonly title: string;
  readonly ticks: readonly { value: number; label?: unknown }[];
}

function built(axis: ValueAxis): Built {
  const options = valueAxis(readTheme(), axis) as unknown as {
    readonly title: { readonly text: string };
    readonly afterBuildTicks: (scale: Scale) => void;
  };
  const scale = { min: axis.min, max: axis.max, ticks: [] } as unknown as Scale;
  options.afterBuildTicks(scale);
  return { title: options.title.text, ticks: scale.ticks };
}

describe("an axis of given width", () => {
  it("counts in thousands where its numbers would not fit beside its title", () => {
    const { title, ticks } = built({ title: "entries", min: 0, max: 180_000, width: 62 });
    expect(title).toBe("entries (10³)");
    expect(ticks.map(({ label }) => label)).toEqual(["0", "50", "100", "150"]);
    expect(ticks.map(({ value }) => value)).toEqual([0, 50_000, 100_000, 150_000]);
    expect(built({ title: "entries", min: 0, max: 2.4e7, width: 62 }).title).toBe("entries (10⁶)");
  });

  it("gives shorter numbers in full, and so does one that is as wide as it needs", () => {
    for (const axis of [
      { title: "entries", min: 0, max: 90_000, width: 62 },
      { title: "entries", min: 0, max: 180_000 },
    ]) {
      const { title, ticks } = built(axis);
      expect(title).toBe("entries");
      expect(ticks.at(-1)?.label).toBe(ticks.at(-1)?.value.toLocaleString("en-US"));
    }
  });
});

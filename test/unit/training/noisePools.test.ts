import { describe, expect, it } from "vitest";
import type { Feeds, NoiseKind } from "../../../src/models/feeds.js";
import { NoisePools } from "../../../src/training/noisePools.js";

const source = (name: string, kind: NoiseKind, each: "row" | "batch" = "row") => ({
  name,
  kind,
  each,
  shape: [3],
});
const feeds: Feeds = {
  noise: [
    source("a", "normal"),
    source("b", "normal", "batch"),
    source("c", "uniform"),
    source("d", { keep: 0.75 }),
  ],
  schedules: [{ name: "s", at: (step, total) => step / total }],
};
const pools = new NoisePools(feeds, 5, 4000, 10);

describe("noise pools", () => {
  it("give each step numbers of its own, which depend on seed and step alone", () => {
    const again = new NoisePools(feeds, 5, 4000, 10);
    expect(again.fed(7)).toEqual(pools.fed(7));
    expect(pools.fed(7)).not.toEqual(pools.fed(8));
    expect(new NoisePools(feeds, 6, 4000, 10).fed(7)).not.toEqual(pools.fed(7));
    const { a, b, s } = pools.fed(7);
    expect([a.shape, b.shape, s.shape]).toEqual([[4000, 3], [3], []]);
    expect(s.data[0]).toBeCloseTo(0.7);
    expect(a.data.slice(0, 3)).not.toEqual(b.data);
  });

  it("feed a loop the windows and numbers that single steps get", () => {
    const inputs = pools.inputs(4, 3);
    const { a, d } = pools.fed(5);
    for (const [name, pool, own] of [
      ["a", "normal", a],
      ["d", "keep0.75", d],
    ] as const) {
      const from = Number(inputs[`${name}.place`].data[1]);
      const whole = inputs[`${pool}.pool`].data as Float32Array;
      expect(whole.slice(from, from + own.data.length)).toEqual(own.data);
    }
    expect([...(inputs["s.each"].data as Float32Array)]).toEqual([0.4, 0.5, 0.6].map(Math.fround));
  });

  it("have the distributions that they are named after", () => {
    const { a, c, d } = pools.fed(0);
    const moments = (values: Float32Array): [number, number] => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length];
    };
    const [mean, variance] = moments(a.data);
    expect(Math.abs(mean)).toBeLessThan(0.04);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(moments(c.data)[0]).toBeCloseTo(0.5, 1);
    expect(moments(c.data)[1]).toBeCloseTo(1 / 12, 2);
    expect(c.data.every((x) => x > 0 && x < 1)).toBe(true);
    expect(new Set(d.data)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(moments(d.data)[0]).toBeCloseTo(1, 1);
  });
});

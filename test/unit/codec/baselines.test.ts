import { Zstd } from "@hpcc-js/wasm-zstd";
import { describe, expect, it } from "vitest";
import { measureBaselines } from "../../../src/codec/baselines.js";
import { seededNormal } from "./random.js";
import { bytesOf, columnOf, compress, tableOf } from "./tables.js";

describe("measureBaselines", () => {
  const normal = seededNormal(40);
  const rows = 20_000;
  const single = columnOf("x", "float32", rows, () => 5 + normal());
  // Single-precision values and small integers in wider types than they need.
  const wide = columnOf("y", "float64", rows, () => Math.fround(normal()));
  const count = columnOf("n", "int64", rows, (row) => BigInt(row % 100));
  const table = tableOf(single, wide, count);
  const bounds = [{ range: 1e-3 }, { range: 1e-3 }, "exact"] as const;

  it("gives the sizes that zstd makes of the narrowest exact types", async () => {
    const zstd = await Zstd.load();
    const narrow = [
      bytesOf(single),
      new Uint8Array(Float32Array.from(wide.values as Float64Array).buffer),
      Uint8Array.from(count.values as BigInt64Array, Number),
    ];
    const all = new Uint8Array(narrow.reduce((sum, { length }) => sum + length, 0));
    narrow.reduce((at, bytes) => (all.set(bytes, at), at + bytes.length), 0);
    const expected = zstd.compress(all, 19).length;
    const shuffled = new Uint8Array(all.length);
    for (const [column, start] of [0, 4 * rows].entries()) {
      for (let i = 0; i < 4 * rows; i++) {
        shuffled[start + (i % 4) * rows + Math.floor(i / 4)] = narrow[column][i];
      }
    }
    shuffled.set(narrow[2], 8 * rows);
    const expectedShuffled = zstd.compress(shuffled, 19).length;

    const baselines = await measureBaselines({ table, bounds, sentinels: [[], [], []] });
    const bytes = Object.fromEntries(baselines.map(({ name, bytes }) => [name, bytes]));
    expect(Math.abs(bytes["zstd -19"] / expected - 1)).toBeLessThan(0.002);
    expect(Math.abs(bytes["byte shuffle + zstd -19"] / expectedShuffled - 1)).toBeLessThan(0.002);
    const rounding = bytes["bit rounding + shuffle + zstd -19"];
    expect(rounding).toBeLessThan(0.7 * bytes["byte shuffle + zstd -19"]);
    const exact = await measureBaselines({
      table,
      bounds: ["exact", "exact", "exact"],
      sentinels: [[], [], []],
    });
    expect(exact.map(({ name }) => name.includes("rounding"))).toEqual([false, false, false]);
    const file = await compress(table, bounds, { provenance: {} });
    expect(bytes["grid + entropy coder"]).toBe(file.size);
  });

  it("scales the size from evenly spread pieces of longer tables, and says so", async () => {
    const noise = seededNormal(41);
    const long = columnOf("x", "float32", 2_500_000, (row) =>
      row < 1_250_000 ? row % 7 : Math.fround(noise()),
    );
    const [zstd] = await measureBaselines({
      table: tableOf(long),
      bounds: ["none"],
      sentinels: [[]],
    });
    expect(zstd.name).toBe("zstd -19 of 1 MB pieces (scaled from 8 MB)");
    // Half of the table is noise: 4 bytes a value that shrink by less than a tenth.
    expect(zstd.bytes / 5e6).toBeGreaterThan(0.9);
    expect(zstd.bytes / 5e6).toBeLessThan(1.02);
  });

  it("leaves the grid out where a column has no bound", async () => {
    const baselines = await measureBaselines({
      table: tableOf(single),
      bounds: ["none"],
      sentinels: [[]],
    });
    expect(baselines).toHaveLength(2);
  });
});

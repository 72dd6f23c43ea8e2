import { describe, expect, it } from "vitest";
import { roundBits } from "../../../src/codec/bitRounding.js";
import { isWithin } from "../../../src/codec/grids/tolerance.js";
import { floatColumn, shapes } from "../python/columns.js";
import { columnOf } from "./tables.js";

describe("roundBits", () => {
  const tolerances = [
    { absolute: 0.01, relative: 0 },
    { absolute: 0, relative: 1e-3 },
    { absolute: 1, relative: 0.1 },
  ];
  for (const type of ["float32", "float64"] as const) {
    it.each(shapes)(`${type}, %s: keeps every value within its bound`, (shape) => {
      const column = floatColumn("x", type, 2000, shape, 11);
      for (const tolerance of tolerances) {
        const { values } = roundBits(column, tolerance, [-999.25]);
        for (let row = 0; row < 2000; row++) {
          const value = column.values[row] as number;
          if (Number.isFinite(value) && value !== -999.25) {
            expect(isWithin(value, values[row], tolerance)).toBe(true);
          } else expect(values[row]).toEqual(value);
        }
      }
    });
  }

  it("leaves as few bits of the mantissa as the bound asks for", () => {
    const column = columnOf("x", "float32", 1000, (row) => 1 + row / 1000 + 1e-5);
    const { values } = roundBits(column, { absolute: 0, relative: 2 ** -6 }, []);
    // Rounding to multiples of 2^-5 moves values from 1 to 2 by 2^-6 at most.
    expect(new Set(values as Float32Array).size).toBeLessThanOrEqual(33);
  });

  it("rounds integers to whole numbers", () => {
    const column = columnOf("n", "int64", 100, (row) => 10n ** 12n + BigInt(7 * row));
    const { values } = roundBits(column, { absolute: 5, relative: 0 }, []);
    for (let row = 0; row < 100; row++) {
      expect(
        Math.abs(Number((values[row] as bigint) - (column.values[row] as bigint))),
      ).toBeLessThanOrEqual(5);
    }
    expect(new Set(values as BigInt64Array).size).toBeLessThan(95);
  });
});

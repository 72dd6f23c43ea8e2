import { describe, expect, it } from "vitest";
import { bytesOf, newValues } from "../../../../src/data/columnValues.js";
import type { NpyHeader } from "../../../../src/data/formats/npyHeader.js";
import { parseNpyType } from "../../../../src/data/formats/npyType.js";
import { NpyValues, swapBytes } from "../../../../src/data/formats/npyValues.js";
import { seededRandom } from "../../../support/seededRandom.js";

function headerOf(descr: string, shape: readonly number[], fortranOrder: boolean): NpyHeader {
  const count = shape.reduce((product, length) => product * length, 1);
  return { type: parseNpyType(descr, "x"), fortranOrder, shape, count, dataOffset: 0 };
}

describe("NpyValues", () => {
  const random = seededRandom(7);
  const cases = [">f8", "<f8", ">f4", "<i2", "|u1", ">u8"].flatMap((descr) =>
    [true, false].map((fortran) => [descr, fortran] as const),
  );

  it.each(cases)("sorts %s (Fortran order: %s) however it is cut", (descr, fortran) => {
    const [rows, columns] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 6)];
    const header = headerOf(descr, [rows, columns], fortran);
    const { itemBytes } = header.type;
    const bytes = Uint8Array.from({ length: rows * columns * itemBytes }, () => random() * 256);
    const values = new NpyValues(header, "x");
    for (let at = 0; at < bytes.length;) {
      const length = Math.floor(random() * 3 * itemBytes * columns);
      values.push(bytes.subarray(at, at + length));
      at += length;
    }
    values.finish();
    values.columns.forEach((column, c) => {
      for (let row = 0; row < rows; row++) {
        const item = fortran ? c * rows + row : row * columns + c;
        const wanted = bytes.slice(item * itemBytes, (item + 1) * itemBytes);
        if (descr.startsWith(">")) wanted.reverse();
        const found = bytesOf(column).subarray(row * itemBytes, (row + 1) * itemBytes);
        expect(Buffer.from(found)).toEqual(Buffer.from(wanted));
      }
    });
  });

  it("refuses too few, too many and impossible values", () => {
    const values = new NpyValues(headerOf("|b1", [3], false), "x");
    values.push(Uint8Array.of(0, 1));
    expect(() => values.finish()).toThrow("x ends in the middle");
    expect(() => values.push(Uint8Array.of(2, 0))).toThrow("x holds more");
    values.push(Uint8Array.of(2));
    expect(() => values.finish()).toThrow("the byte 2 in row 2");
  });
});

describe("swapBytes", () => {
  it("turns big-endian numbers into those of this machine", () => {
    const view = new DataView(new ArrayBuffer(16));
    view.setFloat64(0, Math.PI, false);
    view.setFloat64(8, -1e-300, false);
    swapBytes(new Uint8Array(view.buffer), 8);
    expect([...new Float64Array(view.buffer)]).toEqual([Math.PI, -1e-300]);
  });
});

describe("newValues", () => {
  it("says so where memory is short", () => {
    expect(() => newValues("float64", 2 ** 50)).toThrow("Not enough memory for a column");
  });
});

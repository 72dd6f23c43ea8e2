import { describe, expect, it } from "vitest";
import { inputBytes, narrowestType } from "../../../src/data/inputBytes.js";
import { readTable } from "../../../src/data/readTable.js";
import { rowRange, selectColumns } from "../../../src/data/sliceTable.js";
import type { ColumnType, ColumnValues } from "../../../src/data/table.js";
import { fileOf } from "../../support/tableBytes.js";

const narrowest = (type: ColumnType, values: ColumnValues): ColumnType =>
  narrowestType({ name: "x", type, values });

describe("narrowestType", () => {
  it.each([
    ["float64", Float64Array.of(0.5, Math.fround(0.1), NaN, -0, Infinity), "float32"],
    ["float64", Float64Array.of(0.1), "float64"],
    ["float64", Float64Array.of(1e39, 0.5), "float64"],
    ["float64", Float64Array.of(0, 255), "uint8"],
    ["float64", Float64Array.of(-1, 127), "int8"],
    ["float64", Float64Array.of(-0, 127), "float32"],
    ["float64", Float64Array.of(2 ** 53, 0.5), "float32"],
    ["float64", Float64Array.of(2 ** 53 - 1), "float64"],
    ["float32", Float32Array.of(0.5), "float32"],
    ["float32", Float32Array.of(256), "uint16"],
    ["float32", Float32Array.of(65536), "float32"],
    ["int64", BigInt64Array.of(-128n, 127n), "int8"],
    ["int64", BigInt64Array.of(-129n), "int16"],
    ["int64", BigInt64Array.of(4294967295n), "uint32"],
    ["int64", BigInt64Array.of(-1n, 4294967295n), "int64"],
    ["uint64", BigUint64Array.of(2n ** 64n - 1n), "uint64"],
    ["int32", Int32Array.of(-32769), "int32"],
    ["uint16", Uint16Array.of(255), "uint8"],
    ["int8", Int8Array.of(1), "int8"],
    ["bool", Uint8Array.of(1), "bool"],
    ["int64", BigInt64Array.of(), "int64"],
  ] as const)("%s, case %#", (type, values, expected) => {
    expect(narrowest(type, values)).toBe(expected);
  });
});

describe("inputBytes", () => {
  it("counts decimals as float32 where float32 gives them back", async () => {
    const wide = await readTable(
      fileOf("a.csv", "x,y\n100.123456,-1234.56789012\n-1234.56789012,4\n"),
    );
    expect(inputBytes(wide)).toBe(16 + 16);
    const narrow = await readTable(fileOf("a.csv", "x,y\n100.123,-123.456\n-12345.6,4\n"));
    expect(inputBytes(narrow)).toBe(8 + 8);
  });

  it("never counts more than the text itself", async () => {
    const table = await readTable(fileOf("a.csv", "x,y\n.1,.2\n.3,.4\n"));
    expect(inputBytes(table)).toBe(12);
    const id = "1234567890123456789";
    const ids = await readTable(fileOf("a.csv", `x,id\n.1,${id}\n`));
    expect(inputBytes(ids)).toBe(3 + 8);
    expect(inputBytes(selectColumns(ids, ["id"]))).toBe(8);
  });

  it("forgets the length of the text where only a part of the rows is left", async () => {
    const table = await readTable(fileOf("a.csv", "x\n.1\n.2\n.3\n"));
    expect(inputBytes(rowRange(table, 1, 3))).toBe(8);
  });
});

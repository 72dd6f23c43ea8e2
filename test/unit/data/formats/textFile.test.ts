import { describe, expect, it } from "vitest";
import { readTable } from "../../../../src/data/readTable.js";
import { summarizeTable } from "../../../../src/data/summarizeTable.js";
import type { Column, Table } from "../../../../src/data/table.js";
import { seededRandom } from "../../../support/seededRandom.js";
import { columnsInHex, fileOf, written } from "../../../support/tableBytes.js";

const read = (text: string): Promise<Table> => readTable(fileOf("in.csv", text));

async function column(...cells: readonly string[]): Promise<Column> {
  const table = await read(`x,other\n${cells.map((cell) => `${cell},1\n`).join("")}`);
  return table.columns[0]!;
}

describe("types of text columns", () => {
  it("keeps 64-bit integers exact", async () => {
    const cells = ["-9223372036854775808", "9223372036854775807", "9007199254740993", "-1", "0"];
    const { type, values } = await column(...cells);
    expect(type).toBe("int64");
    expect([...values].map(String)).toEqual(cells);
    const large = await column("18446744073709551615", "0", "9007199254740991", "4294967296");
    expect(large.type).toBe("uint64");
    expect([...large.values].map(String)).toEqual([
      "18446744073709551615",
      "0",
      "9007199254740991",
      "4294967296",
    ]);
  });

  it("reads random integers as BigInt does", async () => {
    const random = seededRandom(5);
    const cells = Array.from({ length: 3000 }, () => {
      const digits = Math.floor(random() * 18) + 1;
      const text = Array.from({ length: digits }, () => Math.floor(random() * 10)).join("");
      return String(BigInt(text) * (random() < 0.5 ? -1n : 1n));
    });
    const { type, values } = await column(...cells);
    expect(type).toBe("int64");
    expect([...values].map(String)).toEqual(cells);
  });

  it("reads random decimals as Number does", async () => {
    const random = seededRandom(6);
    const bits = new DataView(new ArrayBuffer(8));
    const cells = Array.from({ length: 3000 }, () => {
      bits.setUint32(0, random() * 4294967296);
      bits.setUint32(4, random() * 4294967296);
      const value = bits.getFloat64(0);
      if (!Number.isFinite(value)) return "0.5";
      return random() < 0.5 ? String(value) : value.toExponential(Math.floor(random() * 20));
    });
    const { type, values } = await column(...cells);
    expect(type).toBe("float64");
    expect([...values]).toEqual(cells.map(Number));
  });

  it.each([
    [["1", "2.5"], "float64", [1, 2.5]],
    [["1", ""], "float64", [1, NaN]],
    [["", ""], "float64", [NaN, NaN]],
    [["nan", "NaN", "-inf", "Infinity"], "float64", [NaN, NaN, -Infinity, Infinity]],
    [["-0", "1"], "float64", [-0, 1]],
    [["true", "FALSE", "True"], "bool", [1, 0, 1]],
    [[" 1 ", "\t+2"], "int64", [1n, 2n]],
    [[".5", "1.", "1e3", "-2E-2"], "float64", [0.5, 1, 1000, -0.02]],
    [["1e21", "123456789012345680000"], "float64", [1e21, 123456789012345680000]],
  ])("%j is %s", async (cells, type, values) => {
    const found = await column(...cells);
    expect(found.type).toBe(type);
    expect([...found.values]).toEqual(values);
  });

  it.each([
    [["1", "abc"], /in\.csv, line 3, column "x": "abc" is not a number/],
    [["0x10"], /line 2, column "x": "0x10"/],
    [["1", "1.2.3"], /line 3, column "x": "1.2.3"/],
    [["true", "1"], /line 3, column "x": a number in a column of true and false \(line 2\)/],
    [["true", ""], /line 3, column "x": an empty cell in a column of true and false/],
    [
      ["9007199254740993", ""],
      /line 2, column "x": this integer would lose digits.*empty cell \(line 3\)/,
    ],
    [["0.5", "1234567890123456789"], /line 3.*lose digits.*no integer \(line 2\)/],
    [["-1", "18446744073709551615"], /line 3.*lose digits.*do not fit 64 bits/],
  ])("%j is refused", async (cells, message) => {
    await expect(column(...cells)).rejects.toThrow(message);
  });
});

describe("text files", () => {
  it("may have quotation marks, a byte order mark, Windows line ends, blank lines and no last line end", async () => {
    const table = await read('\uFEFF"p, t","a ""b""" , c\r\n1,"2",3\r\n\r\n4,5,6');
    expect(table.columns.map(({ name }) => name)).toEqual(["p, t", 'a "b"', "c"]);
    expect(table.columns.map(({ values }) => [...values])).toEqual([
      [1n, 4n],
      [2n, 5n],
      [3n, 6n],
    ]);
    const old = await read("a,b\r1,2\r3,4\r");
    expect(old.rows).toBe(2);
  });

  it("may be separated by tabs", async () => {
    const table = await readTable(fileOf("in.TSV", "a\tb,c\n1\t2\n"));
    expect(table.layout).toEqual({ format: "tsv", kind: "text" });
    expect(table.columns.map(({ name }) => name)).toEqual(["a", "b,c"]);
  });

  it.each([
    ["a,b\n1,2\n3\n", /in\.csv, line 3: 1 cell where the header has 2/],
    ["a,b\n1,2,3\n", /line 2: 3 cells where the header has 2/],
    ['a,"b\nc"\n1,2\n3,x\n', /line 4, column "b\nc": "x"/],
    ['a,b\n1,2\n3,"4\n', /line 3: a quotation mark is missing/],
    ["1,2\n3,4\n", /begins with numbers: its first line must hold the column names/],
    ["a;b\n1;2\n", /seems to be separated by ";"/],
    ["a,a\n1,2\n", /two columns called "a"/],
    ["\n\n", /is empty: it needs a line with the column names/],
  ])("%j is refused with its place", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("must be UTF-8", async () => {
    const utf16 = Uint8Array.from(Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"));
    await expect(readTable(fileOf("in.csv", utf16))).rejects.toThrow("is not UTF-8 text");
  });

  it("tell their names, not their types, by the header alone", async () => {
    expect(await summarizeTable(fileOf("in.csv", "a,b\n1,x\n"))).toEqual({
      rows: null,
      columns: [
        { name: "a", type: null },
        { name: "b", type: null },
      ],
      layout: { format: "csv", kind: "text" },
    });
  });

  it("are read right over the ends of pieces, quotation marks and long characters included", async () => {
    const count = 120_000;
    const names = ["η", '"n, m"', "t"];
    const lines = Array.from(
      { length: count },
      (_, i) => `${i / 8},"${i * 1_000_000_007}",${i % 2 === 0}`,
    );
    const text = `${names.join(",")}\n${lines.join("\r\n")}`;
    expect(text.length).toBeGreaterThan(3 * (1 << 20));
    const table = await read(text);
    expect(table.rows).toBe(count);
    expect(table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "η float64",
      "n, m int64",
      "t bool",
    ]);
    const [x, n, t] = table.columns.map(({ values }) => values);
    for (let i = 0; i < count; i++) {
      if (x![i] !== i / 8 || n![i] !== BigInt(i * 1_000_000_007) || t![i] !== 1 - (i % 2)) {
        expect([i, x![i], n![i], t![i]]).toEqual([i]);
      }
    }
  });

  it("with a quotation mark that is never closed do not fill the memory", async () => {
    const text = `a,b\n"${"1,2\n".repeat(5_000_000)}`;
    await expect(read(text)).rejects.toThrow("quotation mark");
  });
});

describe("written text", () => {
  it("gives every value of every type back", async () => {
    const random = seededRandom(9);
    const bits = new DataView(new ArrayBuffer(8));
    const any = (): number => {
      bits.setUint32(0, random() * 4294967296);
      bits.setUint32(4, random() * 4294967296);
      return bits.getFloat64(0);
    };
    const doubles = Float64Array.from({ length: 2000 }, any);
    doubles.set([NaN, Infinity, -Infinity, 0, 5e-324, 1e21, 123456789012345680000]);
    const table: Table = {
      rows: 2000,
      layout: { format: "csv", kind: "text" },
      columns: [
        { name: "d", type: "float64", values: doubles },
        { name: "whole", type: "float64", values: doubles.map((_, i) => i) },
        { name: "minus zero", type: "float64", values: new Float64Array(2000).fill(-0) },
        {
          name: "id",
          type: "uint64",
          values: BigUint64Array.from(doubles, (_, i) => 2n ** 64n - BigInt(i) - 1n),
        },
        {
          name: "i, 8",
          type: "int64",
          values: BigInt64Array.from(doubles, (_, i) => -(2n ** 63n) + BigInt(i)),
        },
        { name: 'a "b"', type: "bool", values: Uint8Array.from(doubles, (_, i) => i % 2) },
      ],
    };
    const again = await readTable(fileOf("in.csv", await written(table)));
    expect(columnsInHex(again).slice(1)).toEqual(columnsInHex(table).slice(1));
    expect(again.columns[0]!.values).toEqual(doubles);
  });
});

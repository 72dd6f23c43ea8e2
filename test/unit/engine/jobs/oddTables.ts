import type { Table } from "../../../../src/data/table.js";
import { seededNormal, seededRandom } from "../../codec/random.js";
import { columnOf, tableOf } from "../../codec/tables.js";

const rows = 3000;

/** A few related columns of physics-like shape. */
export function related(count: number, seed = 1): Table {
  const normal = seededNormal(seed);
  const a = Float64Array.from({ length: count }, normal);
  const b = Float64Array.from({ length: count }, () => 20 * Math.exp(normal()));
  return tableOf(
    columnOf("a", "float32", count, (row) => a[row]),
    columnOf("b", "float32", count, (row) => b[row]),
    columnOf("c", "float32", count, (row) => a[row] * b[row] + normal()),
  );
}

/** Six columns that a plane describes. */
export function fromTwoNumbers(count: number): Table {
  const normal = seededNormal(5);
  const hidden = Array.from({ length: 2 }, () => Float64Array.from({ length: count }, normal));
  return tableOf(
    ...Array.from({ length: 6 }, (_, c) =>
      columnOf(
        `c${c}`,
        "float32",
        count,
        (row) => Math.cos(c) * hidden[0][row] + Math.sin(c) * hidden[1][row],
      ),
    ),
  );
}

/** Tables that compressors stumble over, by what is odd about them. */
export function oddTables(): Record<string, () => Table> {
  const normal = seededNormal(7);
  const random = seededRandom(8);
  const float = (name: string, at: (row: number) => number, count = rows) =>
    columnOf(name, "float32", count, at);
  const normals = (): Float64Array => Float64Array.from({ length: rows }, normal);
  return {
    "1 column": () => tableOf(float("x", normal)),
    "1 column of booleans": () => tableOf(columnOf("x", "bool", rows, () => +(random() < 0.3))),
    "1 row": () => related(1),
    "2 rows": () => related(2),
    "10 rows": () => related(10),
    "constant columns": () =>
      tableOf(
        float("x", () => 3.25),
        columnOf("n", "int32", rows, () => -7),
        float("zero", () => 0),
        columnOf("f", "bool", rows, () => 1),
      ),
    "a constant column beside others": () =>
      tableOf(
        ...related(rows).columns,
        float("x", () => 91.1876),
      ),
    "all NaN": () =>
      tableOf(
        float("x", () => NaN),
        columnOf("y", "float64", rows, () => NaN),
      ),
    "a NaN column beside others": () =>
      tableOf(
        ...related(rows).columns,
        float("x", () => NaN),
      ),
    "only infinities and -0": () =>
      tableOf(
        float("x", (row) => [Infinity, -Infinity, -0][row % 3]),
        float("y", () => (random() < 0.5 ? Infinity : -0)),
      ),
    "one huge outlier": () =>
      tableOf(
        float("x", (row) => (row === 1234 ? 1e30 : normal())),
        float("y", (row) => (row === 77 ? -3e38 : normal())),
        columnOf("z", "float64", rows, (row) => (row === 5 ? 1e300 : normal())),
      ),
    "60 % sentinels": () => {
      const present = Float64Array.from({ length: rows }, () => +(random() < 0.4));
      return tableOf(
        ...["pt", "eta", "mass"].map((name) =>
          float(name, (row) => (present[row] === 1 ? 10 * Math.exp(normal()) : -999)),
        ),
        columnOf("count", "int32", rows, (row) => (present[row] === 1 ? 1 : -1)),
      );
    },
    "columns that copy each other": () => {
      const x = normals();
      return tableOf(
        float("x", (row) => x[row]),
        float("copy", (row) => x[row]),
        columnOf("wide", "float64", rows, (row) => Math.fround(x[row])),
        float("minus", (row) => -x[row]),
      );
    },
    "a column that sums others": () => {
      const [x, y, z] = [normals(), normals(), normals()];
      return tableOf(
        float("sum", (row) => x[row] + y[row] + z[row]),
        float("x", (row) => x[row]),
        float("y", (row) => y[row]),
        float("z", (row) => z[row]),
      );
    },
    "rows in order": () => {
      const x = normals().sort();
      return tableOf(
        float("x", (row) => x[row]),
        float("time", (row) => row * 0.25),
        float("walk", (row) => Math.sin(row / 200) + 0.001 * normal()),
      );
    },
    "rows shuffled": () => {
      const x = normals();
      return tableOf(
        float("x", (row) => x[row]),
        float("y", (row) => Math.exp(x[row])),
      );
    },
    "only integers": () =>
      tableOf(
        columnOf("few", "int8", rows, () => Math.floor(5 * random())),
        columnOf("many", "int32", rows, () => Math.round(1e5 * normal())),
        columnOf("unsigned", "uint16", rows, () => Math.floor(65536 * random())),
        columnOf("extremes", "int64", rows, (row) =>
          row % 2 === 0 ? 2n ** 63n - 1n : -(2n ** 63n),
        ),
      ),
    booleans: () => {
      const x = normals();
      return tableOf(
        ...[-1, 0, 1, 2].map((cut) =>
          columnOf(`above ${cut}`, "bool", rows, (row) => +(x[row] > cut)),
        ),
      );
    },
    "int64 ids": () =>
      tableOf(
        columnOf("id", "int64", rows, (row) => 9_007_199_254_740_993n + 3n * BigInt(row)),
        columnOf("hash", "uint64", rows, () => BigInt(Math.floor(2 ** 32 * random())) << 32n),
        columnOf("event", "int64", rows, (row) => BigInt(1e6 + Math.floor(row / 3))),
        float("x", normal),
      ),
    "200 columns": () => {
      const count = 400;
      const hidden = Array.from({ length: 8 }, () => Float64Array.from({ length: count }, normal));
      return tableOf(
        ...Array.from({ length: 200 }, (_, c) =>
          float(`c${c}`, (row) => hidden[c % 8][row] * (1 + c) + normal(), count),
        ),
      );
    },
  };
}

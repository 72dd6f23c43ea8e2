import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../../src/codec/checkBounds.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import type { Bound } from "../../../../src/config/config.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";
import type { Table } from "../../../../src/data/table.js";
import { maskedTraining } from "../../../../src/engine/jobs/maskedTraining.js";
import { seededNormal } from "../../codec/random.js";
import { columnOf, compress, tableOf } from "../../codec/tables.js";

const rows = 4000;
const quiet = { report: () => undefined, signal: new AbortController().signal };

/** Columns that share a factor, with special values, of both float types. */
function table(): Table {
  const normal = seededNormal(77);
  const factors = Float64Array.from({ length: rows }, () => Math.exp(normal()));
  const draw = (row: number): number => factors[row] * (1 + 0.2 * Math.abs(normal()));
  const columns = [
    columnOf("a", "float32", rows, (row) => draw(row) * (row % 2 ? 1 : -1)),
    columnOf("b", "float64", rows, (row) => (row % 3 ? draw(row) : 0)),
    columnOf("c", "float64", rows, draw),
    columnOf("d", "float32", rows, (row) => (row % 90 ? draw(row) : [NaN, -0, Infinity][row % 4]!)),
    columnOf("e", "float64", rows, (row) => Number(draw(row).toPrecision(4))),
    columnOf("f", "float64", rows, (row) => Math.fround(draw(row))),
  ];
  return tableOf(...columns);
}

describe("masked autoencoders on every grid", () => {
  it.each<Bound>([
    { relative: 1e-3 },
    { absolute: 0.3, relative: 1e-2 },
    { range: 1e-12 },
    { relative: 1e-11 },
    "exact",
  ])(
    "%j: every value within its bound, smaller than the plain coder",
    async (bound) => {
      const original = table();
      const { config } = parseConfig(
        JSON.stringify({ input: "x.npz", model: { type: "masked" }, training: { epochs: 8 } }),
      );
      const training = await maskedTraining(
        {
          path: "x.npz",
          table: original,
          columns: original.columns.map(({ name }) => ({
            name,
            label: name,
            unit: null,
            angle: false,
            bound,
            sentinels: [],
            sentinelsFound: false,
            modelled: true,
          })),
          fileBytes: 0,
          sha256: "",
          inputBytes: 0,
        },
        config!,
        2,
        null,
        quiet,
        null,
      );
      const { trainer } = training!;
      while (!trainer.finished) await trainer.advance(100);
      const file = await compress(original, bound, { model: training!.model(), chunkRows: 1500 });
      await trainer.dispose();
      const compressed = await openCompressed(file);
      const { columns } = compressed.header;
      const modelled = columns.filter(({ planes }) => planes[0] === "masked");
      expect(modelled.length).toBeGreaterThanOrEqual(3);
      if (bound === "exact") {
        expect(columns[2].planes).toEqual(["masked", "value"]);
        expect(columns.map(({ grid }) => grid.kind)).toContain("decimal");
      }
      const back = await compressed.decompress(javascriptNetworks);
      expect(checkBounds(original, back, compressed.header).violations).toBe(0);
      const part = await compressed.decompress(javascriptNetworks, { rows: [1400, 1600] });
      part.columns.forEach(({ values }, i) => {
        expect(values).toEqual(back.columns[i].values.slice(1400, 1600));
      });
      const plain = await compress(original, bound, { chunkRows: 1500 });
      expect(file.size).toBeLessThan(plain.size);
    },
    120_000,
  );
});

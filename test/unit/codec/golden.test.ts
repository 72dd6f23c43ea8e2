import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { goldenFile, goldenFiles } from "../../support/golden.js";
import { BytesFile, bytesOf } from "./tables.js";

describe("files of format 1", () => {
  it.each(Object.keys(goldenFiles))("%s is read as it was when it was written", async (name) => {
    const expected = goldenFiles[name]!;
    const compressed = await openCompressed(new BytesFile(goldenFile(name)));
    const { header } = compressed;
    expect(header.format).toBe(1);
    expect(header.model?.type ?? null).toBe(expected.model);
    const codings = new Set(header.columns.flatMap(({ planes }) => planes));
    expect([...codings].sort()).toEqual(expected.codings);
    const runners =
      header.model?.type === "dense"
        ? [networkRunners(1)]
        : [javascriptNetworks, networkRunners(2)];
    for (const networks of runners) {
      const table = await compressed.decompress(networks);
      const names = expected.columns.map(([column]) => column);
      const columns = table.columns.filter((column) => names.includes(column.name));
      expect(columns).toHaveLength(table.columns.length);
      for (const column of columns) {
        const [, type, shape, hash] = expected.columns.find(([own]) => own === column.name)!;
        expect(column.type).toBe(type);
        expect(column.values).toHaveLength(shape.reduce((product, length) => product * length, 1));
        const values = expected.values?.[column.name];
        if (values === undefined) {
          expect(createHash("sha256").update(bytesOf(column)).digest("hex")).toBe(hash);
        } else {
          values.forEach((value, i) => {
            expect(Math.abs(Number(column.values[i]) - value)).toBeLessThan(1e-4);
          });
        }
      }
    }
  });

  it("are of every kind", () => {
    const all = Object.values(goldenFiles);
    const codings = new Set(all.flatMap((file) => file.codings));
    expect([...codings].sort()).toEqual(["difference", "masked", "residual", "value"]);
    const models = new Set(all.map(({ model }) => model));
    expect(models).toEqual(new Set([null, "masked", "dense", "field"]));
  });
});

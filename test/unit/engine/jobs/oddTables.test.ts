import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainCoderName } from "../../../../src/codec/baselines.js";
import type { Table } from "../../../../src/data/table.js";
import { compressConfigInFolder, compressInFolder } from "./compressInFolder.js";
import { fromTwoNumbers, oddTables } from "./oddTables.js";

describe("compressing without a config", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "odd-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(oddTables()))(
    "%s: keeps every bound, and is no larger than the plain coder",
    async (name, make) => {
      const table = make();
      const outcome = await compressInFolder(folder, name, table);
      expect(outcome.verification.violations).toBe(0);
      expect(outcome.verification.valuesChecked).toBe(table.rows * table.columns.length);
      const plain = outcome.baselines.find((one) => one.name === plainCoderName)!;
      // A plain file that tells where it comes from: some 220 to 310 bytes more than the baseline.
      expect(outcome.outputBytes).toBeLessThanOrEqual(plain.bytes + 400);
    },
  );

  const dense = {
    model: { type: "dense", hidden: [8], latent: 1 },
    training: { epochs: 3, batchSize: 128 },
  };

  const floats = ({ columns }: Table): number =>
    columns.filter(({ type }) => type.startsWith("float")).length;
  it.each(Object.entries(oddTables()).filter(([, make]) => floats(make()) > 1))(
    "%s, with a latent model: the same",
    async (name, make) => {
      const table = make();
      const outcome = await compressConfigInFolder(folder, name, table, dense);
      expect(outcome.verification.violations).toBe(0);
      expect(outcome.verification.valuesChecked).toBe(table.rows * table.columns.length);
      const plain = outcome.baselines.find((one) => one.name === plainCoderName)!;
      expect(outcome.outputBytes).toBeLessThanOrEqual(plain.bytes + 400);
    },
  );

  it("of columns that follow from two numbers, a latent model is kept, its decoder counted", async () => {
    const table = fromTwoNumbers(20_000);
    const outcome = await compressConfigInFolder(folder, "two numbers", table, {
      model: { type: "dense", hidden: [], latent: 2 },
      training: { epochs: 40, batchSize: 256, learningRate: 0.01 },
    });
    const plain = outcome.baselines.find((one) => one.name === plainCoderName)!;
    const { model, data, exceptions, header } = outcome.bytes;
    expect(model).toBeGreaterThan(0);
    expect(model + data + exceptions + header).toBe(outcome.outputBytes);
    expect(outcome.outputBytes).toBeLessThan(0.8 * plain.bytes);
    expect(outcome.verification.violations).toBe(0);
  });
});

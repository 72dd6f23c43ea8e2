import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compressInFolder } from "./compressInFolder.js";
import { oddTables } from "./oddTables.js";

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
      const plain = outcome.baselines.find((one) => one.name === "grid + entropy coder")!;
      if (process.env.ODD) console.log(`${name.padEnd(34)} ${outcome.outputBytes} plain ${plain.bytes} ${outcome.outputBytes-plain.bytes} train ${outcome.seconds.train.toFixed(1)} compress ${outcome.seconds.compress.toFixed(1)} masked ${outcome.bytes.model}`);
      expect(outcome.outputBytes).toBeLessThanOrEqual(plain.bytes + 1000);
    },
  );
});

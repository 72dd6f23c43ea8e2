import { describe, expect, it } from "vitest";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { rowRange } from "../../../src/data/sliceTable.js";
import type { Bound } from "../../../src/config/config.js";
import { compressLong, shortlyTrained, unevenTable } from "../codec/longTables.js";
import { seededRandom } from "../codec/random.js";
import { sealAgain } from "../codec/sealAgain.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { compareReaders, readWith } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null)(
  "the Python reader of long tables (needs python3)",
  () => {
    const place = readerPlace(numpyRequirements[0]!);

    const whole = unevenTable(9000);
    const table = { ...whole, columns: whole.columns.slice(0, 7) };
    const bounds = table.columns.map(({ type }): Bound =>
      type.startsWith("float") ? { range: 1e-3 } : "exact",
    );

    it("gives the same bits, whole and in part, of numbers that no table foresaw", async () => {
      const plain = await compressLong(table, bounds);
      const exact = await compressLong(
        table,
        table.columns.map(() => "exact"),
      );
      const model = await shortlyTrained(rowRange(plain.sample.table, 0, 1000), bounds);
      const masked = await compressLong(table, bounds, model);
      expect((await openCompressed(masked.file)).header.model?.type).toBe("masked");
      await compareReaders(place, [plain.file, exact.file, masked.file]);
    });

    it("refuses damaged files, or reads the right number of values", async () => {
      const { file } = await compressLong(table, bounds);
      const random = seededRandom(9);
      const jobs = Array.from({ length: 24 }, (_, i) => {
        const bytes = file.bytes.slice();
        bytes[Math.floor(random() * bytes.length * 0.9)] ^= 1 << (i % 8);
        if (i % 2 === 0) sealAgain(bytes);
        return { bytes };
      });
      const outcomes = readWith(place, jobs, 120_000);
      expect(outcomes.flatMap(({ crashed }) => crashed ?? [])).toEqual([]);
      expect(outcomes.filter(({ refused }, i) => i % 2 === 1 && refused === undefined)).toEqual([]);
    });
  },
  300_000,
);

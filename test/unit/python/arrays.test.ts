import { describe, expect, it } from "vitest";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import type { Bound } from "../../../src/config/config.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { arrays, placesOf, waves } from "../codec/field/fields.js";
import { trainedField } from "../codec/field/trainedField.js";
import { seededRandom } from "../codec/random.js";
import { sealAgain } from "../codec/sealAgain.js";
import { type BytesFile, columnOf, compress } from "../codec/tables.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { compareReaders, readWith } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

const networks = networkRunners(1);

/** Arrays of all kinds in one file, coded by networks; floats at `bound`. */
async function arraysFile(
  shape: readonly number[],
  bound: Bound,
  steps: number,
): Promise<BytesFile> {
  const random = seededRandom(6);
  const smooth = waves("smooth", "float32", shape, 2);
  const table = arrays(
    shape,
    smooth,
    columnOf("special", "float64", placesOf(shape), (at) =>
      at % 11 < 2 ? NaN : random() < 0.01 ? Infinity : Number(smooth.values[at]),
    ),
    waves("counts", "int16", shape, 3, { size: 60 }),
  );
  const bounds: Bound[] = [bound, bound, "exact"];
  const model = await trainedField(table, bounds, placesOf(shape) > 8000 ? 1 : 2);
  const chunkRows = steps * placesOf(shape.slice(1));
  const file = await compress(table, bounds, { model, networks, chunkRows });
  expect((await openCompressed(file)).header.model?.type).toBe("field");
  return file;
}

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null).each(numpyRequirements)(
  "the Python reader of arrays with %s (needs python3)",
  (requirement) => {
    const place = readerPlace(requirement);

    it("gives the bits of all networks, whole and in part", async () => {
      await compareReaders(place, [
        await arraysFile([50, 40], { range: 1e-3 }, 30),
        await arraysFile([8, 14, 16], { range: 1e-2 }, 5),
        await arraysFile([8, 14, 16], { relative: 1e-2 }, 8),
        await arraysFile([3, 6, 16, 18], { range: 1e-4 }, 2),
        await arraysFile([40, 1, 120], { range: 1e-8 }, 40),
        // Enough values for many lanes.
        await arraysFile([10, 36, 40], { range: 1e-5 }, 10),
      ]);
    });

    it("refuses damaged models and values, or reads the right number of them", async () => {
      const whole = await arraysFile([6, 12, 14], { range: 1e-3 }, 3);
      const random = seededRandom(5);
      const jobs = Array.from({ length: 40 }, () => {
        const bytes = whole.bytes.slice();
        for (let i = 0; i < 3; i++) {
          bytes[Math.floor(random() * bytes.length * 0.9)] = Math.floor(random() * 256);
        }
        sealAgain(bytes);
        return { bytes };
      });
      const outcomes = readWith(place, jobs, 120_000);
      expect(outcomes.flatMap(({ crashed }) => crashed ?? [])).toEqual([]);
      expect(outcomes.filter(({ refused }) => refused !== undefined).length).toBeGreaterThan(25);
    });
  },
  120_000,
);

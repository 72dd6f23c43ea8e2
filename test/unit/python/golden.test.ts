import { describe, expect, it } from "vitest";
import { goldenFile, goldenFiles } from "../../support/golden.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { readWith } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null).each(numpyRequirements)(
  "files of format 1 in the Python reader with %s (needs python3)",
  (requirement) => {
    const place = readerPlace(requirement);

    it("come back as they were when they were written", () => {
      const names = Object.keys(goldenFiles);
      const outcomes = readWith(
        place,
        names.map((name) => ({ bytes: goldenFile(name) })),
      );
      outcomes.forEach(({ columns, ...failed }, i) => {
        const { columns: expected, values } = goldenFiles[names[i]!]!;
        expect(failed, names[i]).toEqual({});
        const known = new Map(expected.map(([name, type, , hash]) => [name, [type, hash]]));
        for (const [name, type, hash] of columns!) {
          expect(type).toBe(known.get(name)![0]);
          // Networks in floating point differ in their last bits.
          if (values === undefined) expect(hash, `${names[i]!}, ${name}`).toBe(known.get(name)![1]);
        }
      });
    });
  },
);

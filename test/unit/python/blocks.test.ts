import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { readTable } from "../../../src/data/readTable.js";
import type { Table } from "../../../src/data/table.js";
import { withFile } from "../../../src/engine/nodeFiles.js";
import { createModel } from "../../../src/models/registry.js";
import type { DenseModel } from "../../../src/models/trainedModel.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { initialWeights } from "../../../src/training/initialWeights.js";
import { plantedBlocks } from "../codec/blockModels.js";
import { placesOf } from "../codec/field/fields.js";
import { seededRandom } from "../codec/random.js";
import { rewriteHeader } from "../codec/rewriteMembers.js";
import { sealAgain } from "../codec/sealAgain.js";
import { type BytesFile, compress } from "../codec/tables.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { compareReaders, reader, readWith } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

const networks = networkRunners(1);

const kinds = [
  { shape: [67, 59], block: [16, 12], types: ["float64", "float32"] },
  { shape: [19, 21, 22], block: [4, 5, 6], types: ["float32", "float32"] },
  { shape: [33, 20, 20], block: [1, 8, 8], types: ["float32"] },
  { shape: [9, 9, 10, 11], block: [1, 4, 4, 4], types: ["float32", "float32"] },
  { shape: [20, 9, 10, 11], block: [3, 1, 4, 4], types: ["float64"] },
] as const;

/** A model that can do it, and one of several convolutions as training starts with them. */
function modelsOf(kind: (typeof kinds)[number]): {
  table: Table;
  models: [DenseModel, DenseModel];
} {
  const { shape, block, types } = kind;
  const { table, model } = plantedBlocks(shape, block, 0.02, 7, types);
  const options = { type: "convolutional", kernelSize: 3, stride: 2, latent: 3 } as const;
  const own = createModel(
    { ...options, channels: [5, 4], batchNormalization: false },
    placesOf(block) * types.length,
    null,
    block,
  );
  const planted = model("convolution");
  const untrained = { ...planted, latent: 3, ...own.layers(initialWeights(own, 3)) };
  return { table, models: [planted, untrained] };
}

function chunkRowsOf({ shape, block }: (typeof kinds)[number]): number {
  return 2 * block[0] * placesOf(shape.slice(1));
}

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null).each(numpyRequirements)(
  "the Python reader of blocks of arrays with %s (needs python3)",
  (requirement) => {
    const place = readerPlace(requirement);

    it("gives the bits of all blocks, whole and in part", async () => {
      const files: BytesFile[] = [];
      for (const kind of kinds) {
        const { table, models } = modelsOf(kind);
        const chunkRows = chunkRowsOf(kind);
        const model = models[0];
        files.push(await compress(table, { absolute: 0.01 }, { model, networks, chunkRows }));
        if (kind.types.length < 2) continue;
        // An array without a bound needs its model, whatever that is worth.
        const bounds = ["none", { absolute: 0.01 }] as const;
        for (const one of models) {
          files.push(await compress(table, bounds, { model: one, networks, chunkRows }));
        }
      }
      for (const file of files) {
        const { header } = await openCompressed(file);
        expect(header.model).toMatchObject({ type: "dense", decoder: { kind: "fixedPoint" } });
      }
      await compareReaders(place, files);
    });

    it("gives what the float decoder gives, but for its last bits", async () => {
      for (const kind of kinds) {
        const { table, models } = modelsOf(kind);
        for (const model of models) {
          const chunkRows = chunkRowsOf(kind);
          const file = await compress(table, "none", { model, networks, chunkRows });
          const compressed = await openCompressed(file);
          expect(compressed.header.model).toMatchObject({ decoder: { kind: "onnx" } });
          const expected = await compressed.decompress(networks);
          const path = join(place.folder, "floats.collimated.npz");
          writeFileSync(path, file.bytes);
          const target = join(place.folder, "floats.npz");
          execFileSync(place.python, [reader, path, target]);
          const back = await withFile(target, (source) => readTable(source, undefined, "array"));
          expect(back.layout).toEqual(table.layout);
          expected.columns.forEach(({ values }, column) => {
            const found = back.columns[column]!.values as Float32Array;
            expect(found.length).toBe(values.length);
            found.forEach((value, i) => {
              expect(Math.abs(value - Number(values[i]))).toBeLessThan(1e-5);
            });
          });
        }
      }
    });

    it("refuses blocks that make no sense, and damage, or reads the right number of values", async () => {
      const [, kind] = kinds;
      const { table, models } = modelsOf(kind);
      const options = { model: models[0], networks, chunkRows: chunkRowsOf(kind) };
      const file = await compress(table, { absolute: 0.01 }, options);
      const block = '"block":[4,5,6]';
      const hostile = await Promise.all(
        [
          "",
          '"block":[4,30],',
          '"block":[4,5,65536],',
          '"block":[4,5,23],',
          '"block":[3,5,6],',
          '"block":[4,5,0],',
          '"block":[4,5,7],',
          '"block":"4",',
        ].map((other) => rewriteHeader(file, `${block},`, other)),
      );
      const refused = readWith(
        place,
        hostile.map(({ bytes }) => ({ bytes })),
      );
      expect(refused.map((outcome) => typeof outcome.refused)).toEqual(hostile.map(() => "string"));

      const random = seededRandom(5);
      const jobs = Array.from({ length: 40 }, () => {
        const bytes = file.bytes.slice();
        for (let i = 0; i < 3; i++) {
          bytes[Math.floor(random() * bytes.length * 0.9)] = Math.floor(random() * 256);
        }
        sealAgain(bytes);
        return { bytes };
      });
      const outcomes = readWith(place, jobs, 120_000);
      expect(outcomes.flatMap(({ crashed }) => crashed ?? [])).toEqual([]);
      expect(outcomes.filter(({ refused: why }) => why !== undefined).length).toBeGreaterThan(20);
    });
  },
  120_000,
);

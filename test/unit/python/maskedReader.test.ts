import { describe, expect, it } from "vitest";
import { fileCommentLength } from "../../../src/codec/container/fileComment.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import type { Bound } from "../../../src/config/config.js";
import type { Table } from "../../../src/data/table.js";
import { FileFormatError } from "../../../src/errors.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { seededNormal, seededRandom } from "../codec/random.js";
import { rewriteHeader, rewriteMembers } from "../codec/rewriteMembers.js";
import { sealAgain } from "../codec/sealAgain.js";
import { bytesOf, BytesFile, columnOf, tableOf } from "../codec/tables.js";
import { floatColumn } from "./columns.js";
import { writeMaskedFile, type MaskedFileSource } from "./maskedFiles.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { compareReaders, described, readWith, type Outcome } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

const onnxNetworks = networkRunners(2);

/** Columns of every kind: dense, with atoms, NaN, infinities, -0 and exceptions, categories, extremes of integers, counters. */
function oddTable(rows: number, seed: number): { table: Table; bounds: Bound[] } {
  const normal = seededNormal(seed);
  const random = seededRandom(seed);
  const of = columnOf;
  const columns: [ReturnType<typeof columnOf>, Bound][] = [
    [of("normal", "float32", rows, normal), { range: 1e-3 }],
    [
      of("sentinels", "float32", rows, () =>
        random() < 0.3 ? -999 : random() < 0.1 ? NaN : Math.exp(normal()),
      ),
      { absolute: 0.01 },
    ],
    [of("zeros", "float64", rows, () => (random() < 0.5 ? 0 : normal())), { range: 1e-9 }],
    [of("flag", "bool", rows, () => +(random() < 0.2)), "exact"],
    [of("many", "int64", rows, () => BigInt(Math.floor(1e6 * normal()))), "exact"],
    [floatColumn("odd", "float32", rows, "lognormal", seed), { range: 1e-4 }],
    [of("few", "int32", rows, () => Math.floor(25 * random() ** 2) - 5), "exact"],
    [
      of("extremes", "int64", rows, (row) =>
        row % 7 === 0 ? -(2n ** 63n) : row % 5 === 0 ? 2n ** 63n - 1n : BigInt(row % 3),
      ),
      "exact",
    ],
    [of("counter", "int64", rows, (row) => BigInt(row) + 2n ** 40n), "exact"],
    [
      of("coarse", "int64", rows, (row) =>
        row % 50 === 0 ? 2n ** 63n - 1n : BigInt(Math.floor(1e5 * normal())),
      ),
      { absolute: 1e13 },
    ],
    [floatColumn("wide", "float64", rows, "normal", seed + 1), { range: 1e-6 }],
    [of("steps", "uint8", rows, () => Math.floor(60 + 50 * random() ** 3)), { absolute: 1 }],
    [of("minus", "float64", rows, () => (random() < 0.3 ? -0 : normal())), { absolute: 0.05 }],
  ];
  return {
    table: tableOf(...columns.map(([column]) => column)),
    bounds: columns.map(([, bound]) => bound),
  };
}

const usual = { context: 0, components: 4, weightBits: 7, hidden: [7], size: 0.4 } as const;

/** The same files for every numpy: written once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

const everyKind = once(async () => {
  const files: BytesFile[] = [];
  for (const context of [0, 1, 2]) {
    for (const [rows, chunkRows, size] of [
      [5, 2, 0.4],
      [40, 64, 0.4],
      [context === 0 ? 2000 : 160, context === 0 ? 700 : 90, 0.4],
      [200, 200, 200],
    ] as const) {
      const odd = oddTable(rows, 10 * rows + context);
      const source = { ...usual, ...odd, context, size, chunkRows, seed: rows };
      files.push(await writeMaskedFile(source, javascriptNetworks));
    }
  }
  return files;
});

const onlySeen = once(async () => {
  const files: BytesFile[] = [];
  for (const context of [0, 1]) {
    const { table, bounds } = oddTable(context === 0 ? 700 : 90, 31);
    const seenOnly = ["normal", "sentinels", "few", "many"];
    const source = { ...usual, table, context, chunkRows: 60, seed: 6 };
    const exactHere = bounds.map((bound, i) => (i % 2 === 0 ? "exact" : bound));
    files.push(
      await writeMaskedFile({ ...source, bounds, seenOnly }, javascriptNetworks),
      // The model knows columns that the grids of this file do not let it show.
      await writeMaskedFile(
        { ...source, bounds: exactHere, modelBounds: bounds },
        javascriptNetworks,
      ),
    );
  }
  return files;
});

const anyShape = once(async () => {
  const files: (readonly [BytesFile, BytesFile])[] = [];
  for (let seed = 0; seed < 24; seed++) {
    const random = seededRandom(500 + seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const context = pick([0, 0, 1, 2, 3]);
    // A lane of rows with context takes the Python side a millisecond a value.
    const rows = Math.ceil(2 + 10 ** ((context === 0 ? 3 : 1.7) * random()));
    const { table, bounds } = oddTable(rows, 900 + seed);
    const kept = table.columns.map(() => random() < 0.4);
    kept[3 * (seed % 3)] = true;
    const source: MaskedFileSource = {
      table: tableOf(...table.columns.filter((_, i) => kept[i])),
      bounds: bounds
        .filter((_, i) => kept[i])
        .map((bound) => (bound === "exact" ? bound : { range: 10 ** (-1 - 11 * random()) })),
      sentinels: pick([[], [-999], [-999, 0]]),
      context,
      components: pick([1, 2, 6, 8, 9, 16]),
      weightBits: pick([0, 4, 7, 8, 10]),
      hidden: pick([[], [5], [16, 16], [33, 8, 12]]),
      size: pick([0.02, 0.3, 3, 1e3, 1e6]),
      chunkRows: pick([rows, Math.ceil(rows / 3)]),
      seed,
    };
    files.push([
      await writeMaskedFile(source, javascriptNetworks),
      await writeMaskedFile(source, onnxNetworks),
    ]);
  }
  return files;
});

/** A file of a kilobyte or so, to be damaged. */
function smallFile(context: number): Promise<BytesFile> {
  const normal = seededNormal(4);
  const random = seededRandom(4);
  const table = tableOf(
    columnOf("x", "float32", 30, normal),
    columnOf("y", "float32", 30, () => (random() < 0.4 ? -1 : Math.exp(normal()))),
    columnOf("k", "int16", 30, () => Math.floor(4 * random())),
  );
  const bounds: Bound[] = [{ range: 1e-2 }, { range: 1e-6 }, "exact"];
  return writeMaskedFile(
    { ...usual, components: 2, hidden: [2], context, table, bounds, chunkRows: 20, seed: 2 },
    javascriptNetworks,
  );
}

/** What the TypeScript reader says to a file. */
async function readHere(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
  try {
    return described(await (await openCompressed(new BytesFile(bytes))).decompress(onnxNetworks));
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    return { refused: error.message };
  }
}

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null).each(numpyRequirements)(
  "masked files in the Python reader with %s (needs python3)",
  (requirement) => {
    const place = readerPlace(requirement);

    it("come back as from the TypeScript reader, for tables of every kind of column", async () => {
      const files = await everyKind();
      const { header } = await openCompressed(files[2]!);
      const masked = header.columns.filter(({ planes }) => planes.includes("masked"));
      expect(masked.length).toBeGreaterThan(6);
      expect(header.columns.some(({ exceptions }) => exceptions > 0)).toBe(true);
      await compareReaders(place, files);
    });

    it("come back where columns are only seen, on any grid", async () => {
      await compareReaders(place, await onlySeen());
    });

    it("come back with networks of any shape and weight", async () => {
      const files = await anyShape();
      await compareReaders(
        place,
        files.map(([file]) => file),
      );
    });

    it("are refused or read as in TypeScript where any byte is damaged and checksums fit", async () => {
      for (const context of [0, 1]) {
        const file = await smallFile(context);
        const damaged: Uint8Array<ArrayBuffer>[] = [];
        for (let at = context; at < file.bytes.length - fileCommentLength; at += 2) {
          const copy = file.bytes.slice();
          copy[at]! ^= [1, 2, 4, 8, 16, 32, 64, 128, 255][(at * 5) % 9]!;
          sealAgain(copy);
          damaged.push(copy);
        }
        for (const kind of ["chunk", "model"] as const) {
          for (let lost = 1; lost < 200; lost += 3) {
            damaged.push(
              (
                await rewriteMembers(file, (own, content) =>
                  own === kind ? content.slice(0, Math.max(0, content.length - lost)) : content,
                )
              ).bytes,
            );
          }
        }
        const outcomes = readWith(
          place,
          damaged.map((bytes) => ({ bytes })),
          60_000,
        );
        expect(outcomes.map(({ crashed }) => crashed).filter(Boolean)).toEqual([]);
        let refused = 0;
        let compared = 0;
        for (const [i, outcome] of outcomes.entries()) {
          const here = await readHere(damaged[i]!);
          expect(outcome.refused ?? "long enough to help").toMatch(/^.{15,}/);
          if (outcome.refused !== undefined) refused++;
          // Of header and index the readers look at different things.
          const elsewhere = /collimate\.json|the index|the file|member/;
          if (elsewhere.test(`${outcome.refused ?? ""} ${here.refused ?? ""}`)) continue;
          if (outcome.refused === undefined) expect(outcome, `damage ${i}`).toEqual(here);
          else expect(here.refused, `damage ${i}: ${outcome.refused}`).toBeDefined();
          compared++;
        }
        expect(compared).toBeGreaterThan(0.5 * outcomes.length);
        expect(refused).toBeGreaterThan(0.3 * outcomes.length);
      }
    }, 120_000);

    it("that ask for too much are refused quickly", async () => {
      const headers: (readonly [RegExp, string])[] = [
        [/"context":0/, '"context":9'],
        [/"components":2/, '"components":65'],
        [/"weightBits":7/, '"weightBits":11'],
        [/"columns":\[0,1,2\]/, '"columns":[0,1,1]'],
        [/"columns":\[0,1,2\]/, '"columns":[0,1,3]'],
        [/"columns":\[0,1,2\]/, '"columns":[0,1]'],
        [/"latent":0/, '"latent":1'],
        [/"lowest":[-0-9]+/, '"lowest":0.5'],
        [/"lowest":[-0-9]+/, '"lowest":1e300'],
        [/"highest":[-0-9]+/, '"highest":-9007199254740993'],
        [/"planes":\["masked"\]/, '"planes":["masked","value"]'],
        [/"rows":30,"chunkRows":20/, '"rows":60000000,"chunkRows":30000000'],
        [/"rows":30,"chunkRows":20/, '"rows":20000000,"chunkRows":10000000'],
      ];
      const file = await smallFile(0);
      const jobs: Uint8Array<ArrayBuffer>[] = [];
      for (const [text, other] of headers) {
        jobs.push((await rewriteHeader(file, text, other)).bytes);
      }
      // Many lanes, many words, few lanes for many rows.
      for (const varint of [[0xff, 0xff, 3], [0xff, 0xff, 0xff, 0xff, 0x7f], [0]]) {
        const chunk = Uint8Array.from([1, 0, 0, 0, varint.length + 1, 0, ...varint]);
        const other = await rewriteMembers(file, (kind, content) =>
          kind === "chunk" ? chunk : content,
        );
        jobs.push(other.bytes);
      }
      const outcomes = readWith(
        place,
        jobs.map((bytes) => ({ bytes })),
        30_000,
      );
      outcomes.forEach((outcome, i) => {
        expect(outcome.refused, `${i}: ${JSON.stringify(outcome)}`).toMatch(/^.{20,}\.$/s);
      });
    }, 60_000);
  },
);

describe("random masked networks", () => {
  it("write the same bytes from ONNX Runtime and from JavaScript", async () => {
    for (const [i, [file, other]] of (await anyShape()).entries()) {
      expect(Buffer.compare(file.bytes, other.bytes), `file ${i}`).toBe(0);
    }
  });

  it("bring exact columns back bit for bit", async () => {
    const { table, bounds } = oddTable(2500, 77);
    const source = { ...usual, table, bounds, chunkRows: 1000, seed: 5 };
    const file = await writeMaskedFile(source, javascriptNetworks);
    const back = await (await openCompressed(file)).decompress(onnxNetworks);
    bounds.forEach((bound, i) => {
      if (bound === "exact") expect(bytesOf(back.columns[i]!)).toEqual(bytesOf(table.columns[i]!));
    });
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../../src/data/crc32.js";
import { fileCommentLength } from "../../../src/codec/container/fileComment.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import type { Bound } from "../../../src/config/config.js";
import { readTable } from "../../../src/data/readTable.js";
import { columnTypes, type Column, type Table } from "../../../src/data/table.js";
import { FileFormatError } from "../../../src/errors.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import {
  convolutionalDecoder,
  plantedModel,
  plantedTable,
  randomLayer,
  wideConvolutionalDecoder,
} from "../codec/models.js";
import { seededNormal, seededRandom } from "../codec/random.js";
import { rewriteHeader } from "../codec/rewriteMembers.js";
import { sealAgain } from "../codec/sealAgain.js";
import { bytesOf, BytesFile, columnOf, compress, tableOf } from "../codec/tables.js";
import { bitColumn, floatColumn, shapes } from "./columns.js";
import { numpyRequirements, pythonVersion } from "./numpyEnvironments.js";
import { compareReaders, reader, readWith, type Job, type Outcome } from "./readFiles.js";
import { readerPlace } from "./readerPlace.js";

const networks = networkRunners(1);

// Counted as skipped, by this name, where python3 is missing.
describe.skipIf(pythonVersion === null).each(numpyRequirements)(
  "the Python reader with %s (needs python3)",
  (requirement) => {
    const place = readerPlace(requirement);

    const readAll = (jobs: readonly Job[]): readonly Outcome[] => readWith(place, jobs);
    const compare = (files: readonly BytesFile[]): Promise<void> => compareReaders(place, files);

    it("reads every type, exact and within bounds", async () => {
      const files: BytesFile[] = [];
      for (const rows of [0, 1, 5, 4000]) {
        const table = tableOf(...columnTypes.map((type, i) => bitColumn(type, type, rows, i + 1)));
        files.push(await compress(table, "exact", { chunkRows: 1500 }));
      }
      const integers = columnTypes.filter((type) => !/float|bool/.test(type));
      for (const bound of [{ range: 0.02 }, { absolute: 3 }, { absolute: 1e30 }]) {
        const table = tableOf(...integers.map((type, i) => bitColumn(type, type, 3000, 20 + i)));
        files.push(await compress(table, bound));
      }
      await compare(files);
    });

    it("reads floats of all magnitudes, NaN payloads, infinities, -0 and sentinels", async () => {
      const files: BytesFile[] = [];
      for (const bound of [
        { range: 0.3 },
        { range: 1e-3 },
        { range: 1e-7 },
        { range: 1e-12 },
        { absolute: 1e-6 },
        "exact",
      ] satisfies Bound[]) {
        const columns = (["float32", "float64"] as const).flatMap((type, i) =>
          shapes.map((shape, j) => floatColumn(`${type} ${shape}`, type, 3000, shape, 10 * i + j)),
        );
        const sentinels = columns.map(() => [-999.25]);
        files.push(await compress(tableOf(...columns), bound, { sentinels, chunkRows: 1024 }));
      }
      await compare(files);
    });

    it("reads counters, constants, few rows, and rows that are all special", async () => {
      const random = seededRandom(3);
      const table = tableOf(
        columnOf("event", "int64", 9000, (row) => BigInt(row) + 2n ** 62n),
        columnOf("time", "uint64", 9000, (row) => 2n ** 64n - 1n - BigInt(3 * row)),
        columnOf("run", "uint32", 9000, () => 160_957),
        columnOf("stamp", "float64", 9000, (row) => 1.7e9 + row / 8),
        columnOf("all NaN", "float32", 9000, () => NaN),
        columnOf("flag", "bool", 9000, () => Number(random() < 0.01)),
        columnOf("minus", "float64", 9000, () => -0),
        columnOf("steps", "float32", 9000, (row) => Math.floor(row / 100)),
      );
      const bounds: Bound[] = table.columns.map(({ type }) =>
        type.startsWith("float") ? { range: 1e-6 } : "exact",
      );
      const large = columnOf("x", "float32", 300_000, seededNormal(8));
      await compare([
        await compress(table, bounds),
        await compress(table, "exact", { chunkRows: 2048 }),
        await compress(tableOf(large), { range: 1e-4 }),
      ]);
    });

    it("reads random tables", async () => {
      const files: BytesFile[] = [];
      for (let seed = 0; seed < 25; seed++) {
        const random = seededRandom(1000 + seed);
        const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
        const rows = Math.floor(10 ** (4 * random()));
        const columns = Array.from({ length: 1 + Math.floor(6 * random()) }, (_, i): Column => {
          const type = pick(columnTypes);
          if (type !== "float32" && type !== "float64") return bitColumn(`c${i}`, type, rows, seed);
          return floatColumn(`c${i}`, type, rows, pick(shapes), 50 * seed + i);
        });
        const bounds = columns.map(({ type }): Bound =>
          type === "bool"
            ? "exact"
            : pick([
                "exact",
                { range: 10 ** (-9 * random()) },
                { relative: 0.9 * 10 ** (-9 * random()) },
                { absolute: 10 ** (-4 * random()), relative: 0.9 * 10 ** (-9 * random()) },
              ]),
        );
        const chunkRows = Math.ceil(rows * random()) + 1;
        files.push(await compress(tableOf(...columns), bounds, { chunkRows }));
      }
      await compare(files);
    });

    it("gives the bits of a model's fixed-point decoder", async () => {
      const rows = 12_000;
      const table = plantedTable(rows, 0.02, 30);
      const model = plantedModel(table);
      const deep = {
        ...model,
        decoder: [randomLayer(2, 19, "leakyRelu", 2, 0.7), randomLayer(19, 6, "linear", 3, 0.3)],
      };
      const convolved = { ...model, decoder: convolutionalDecoder() };
      const extreme = {
        ...model,
        decoder: [randomLayer(2, 19, "leakyRelu", 2, 3e3), randomLayer(19, 6, "linear", 3, 2e3)],
      };
      const scales = [1, 1, 1, 10, 1000, 1];
      const scaled = tableOf(
        ...table.columns.map(({ name, type, values }, i) =>
          columnOf(name, type, rows, (row) => scales[i]! * (values[row] as number)),
        ),
      );
      const oddModel = plantedModel(scaled);
      const odd = tableOf(
        ...scaled.columns.map(({ name, type, values }, i) =>
          columnOf(name, i === 3 ? "int32" : i === 4 ? "int64" : type, rows, (row) => {
            const value = values[row] as number;
            if (i === 4) return BigInt(Math.round(value));
            if (i === 3) return Math.round(value);
            return (row + i) % 100 === 0 ? [NaN, Infinity, -0, 0, 1e30][row % 5]! : value;
          }),
        ),
      );
      const mixed = ["none", { range: 1e-4 }, "none", "none", "none", { range: 1e-2 }] as const;
      const files = [
        await compress(table, { range: 1e-3 }, { model, networks }),
        await compress(table, { range: 1e-5 }, { model, networks, chunkRows: 3000 }),
        await compress(table, mixed, { model: deep, networks }),
        await compress(table, mixed, { model: extreme, networks }),
        await compress(table, mixed, { model: convolved, networks }),
        await compress(table, mixed, {
          model: { ...model, decoder: wideConvolutionalDecoder() },
          networks,
        }),
        await compress(table, mixed, {
          model: { ...model, decoder: convolutionalDecoder(100) },
          networks,
          chunkRows: 5000,
        }),
        await compress(odd, { absolute: 2 }, { model: oddModel, networks }),
        await compress(odd, mixed, { model: oddModel, networks }),
        await compress(odd, mixed, { model: { ...deep, columns: oddModel.columns }, networks }),
      ];
      for (const file of files) {
        const { header } = await openCompressed(file);
        expect(header.model).toMatchObject({ decoder: { kind: "fixedPoint" } });
      }
      await compare(files);
    });

    it("evaluates decoder.onnx where no column has a bound", async () => {
      const noisy = plantedTable(5000, 1, 31);
      const planted = plantedModel(noisy);
      const decoder = [randomLayer(2, 30, "leakyRelu", 5), randomLayer(30, 6, "linear", 6)];
      const convolved = { ...planted, decoder: convolutionalDecoder() };
      for (const model of [planted, { ...planted, decoder }, convolved]) {
        const file = await compress(noisy, "none", { model, networks, chunkRows: 2000 });
        const compressed = await openCompressed(file);
        expect(compressed.header.model).toMatchObject({ decoder: { kind: "onnx" } });
        const table = await compressed.decompress(networks);
        const path = join(place.folder, "onnx.collimated.npz");
        writeFileSync(path, file.bytes);
        const target = join(place.folder, "onnx.npz");
        execFileSync(place.python, [reader, path, target]);
        const back = await readTable(fileOf(target));
        // Float sums depend on their order: equal up to some roundings of single precision.
        table.columns.forEach(({ type, values }, i) => {
          expect(back.columns[i]!.type).toBe(type);
          for (let row = 0; row < table.rows; row++) {
            const wanted = values[row] as number;
            const found = back.columns[i]!.values[row] as number;
            expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-5 * (50 + Math.abs(wanted)));
          }
        });
      }
    });

    it("writes the table as it lay in its file, names included", async () => {
      const names = ["pT [GeV]", "file", "µ/η", "__proto__", "a b"];
      const columns = names.map((name, i) => columnOf(name, "float32", 50, (row) => row * i));
      const layouts = [
        { format: "npz", kind: "columns" },
        { format: "npz", kind: "matrix", member: "jets", names: "names" },
        { format: "npz", kind: "matrix", member: "data", names: "names" },
      ] as const;
      for (const layout of layouts) {
        const table: Table = { rows: 50, columns, layout };
        const source = join(place.folder, "named.collimated.npz");
        writeFileSync(source, (await compress(table, "exact")).bytes);
        const target = join(place.folder, "named.npz");
        execFileSync(place.python, [reader, source, target]);
        const back = await readTable(fileOf(target));
        expect(back.layout).toEqual(layout);
        expect(back.columns.map(({ name }) => name)).toEqual(names);
        back.columns.forEach((column, i) => {
          expect(bytesOf(column)).toEqual(bytesOf(columns[i]!));
        });
      }
    });

    describe("refuses", () => {
      const random = seededRandom(13);
      const normal = seededNormal(11);
      const small = tableOf(
        columnOf("x", "float32", 90, (row) => (row % 9 === 0 ? NaN : normal())),
        columnOf("n", "int32", 90, (row) => row * row),
        columnOf("d", "float64", 90, () => 1e9 * normal()),
      );
      const write = (): Promise<BytesFile> =>
        compress(small, [{ range: 1e-2 }, "exact", "exact"], { chunkRows: 40 });

      it("damage of any single bit, missing bytes and added bytes", async () => {
        const { bytes } = await write();
        const damaged: Uint8Array[] = [];
        for (let byte = 0; byte < bytes.length; byte++) {
          const copy = bytes.slice();
          copy[byte]! ^= 1 << ((byte * 5) % 8);
          damaged.push(copy);
        }
        for (let length = 0; length < bytes.length; length += 37) {
          damaged.push(bytes.slice(0, length), bytes.slice(bytes.length - length));
        }
        damaged.push(Uint8Array.from([...bytes, 0]), Uint8Array.from([0, ...bytes]));
        const outcomes = readAll([{ bytes }, ...damaged.map((copy) => ({ bytes: copy }))]);
        expect(outcomes[0]!.columns).toHaveLength(3);
        outcomes.slice(1).forEach((outcome, i) => {
          expect(outcome.refused, `damage ${String(i)}: ${outcome.crashed ?? ""}`).toBeTypeOf(
            "string",
          );
        });
      });

      it("hostile files whose checksums fit, or reads them; it never fails otherwise", async () => {
        const planted = plantedTable(300, 0.02, 30);
        const model = plantedModel(planted);
        const convolved = { ...model, decoder: convolutionalDecoder() };
        const mixed = ["none", { range: 1e-2 }, "none", "none", "none", "none"] as const;
        const sources = [
          (await write()).bytes,
          (await compress(planted, { range: 1e-2 }, { model, networks })).bytes,
          (await compress(planted, "none", { model, networks })).bytes,
          (await compress(planted, mixed, { model: convolved, networks })).bytes,
          (await compress(planted, "none", { model: convolved, networks })).bytes,
        ];
        const jobs = Array.from({ length: 3000 }, (_, trial): Job => {
          const hostile = sources[trial % sources.length]!.slice();
          const changes = 1 + Math.floor(3 * random());
          for (let i = 0; i < changes; i++) {
            const at = Math.floor((hostile.length - fileCommentLength) * random());
            hostile[at] = random() < 0.3 ? 255 : Math.floor(256 * random());
          }
          sealAgain(hostile);
          return { bytes: hostile };
        });
        const outcomes = readAll(jobs);
        expect(outcomes.map(({ crashed }) => crashed).filter(Boolean)).toEqual([]);
        const refused = outcomes.filter((outcome) => outcome.refused !== undefined).length;
        expect(refused).toBeGreaterThan(300);
        expect(refused).toBeLessThan(3000);
      });

      it("a header that asks for too much memory, and other impossible headers", async () => {
        const file = await write();
        const changes: (readonly [string, string])[] = [
          ['"rows":90', '"rows":91'],
          ['"rows":90,"chunkRows":40', '"rows":3e9,"chunkRows":1000000000'],
          ['"rows":90,"chunkRows":40', '"rows":3000000000,"chunkRows":1000000000'],
          ['"type":"int32"', '"type":"int16"'],
          ['"type":"int32"', '"type":"object"'],
          ['"name":"n"', '"name":"x"'],
          ['"format":1', '"format":2'],
          ['"step":', '"step":-'],
          ['"planes":["', '"planes":["residual","'],
          ['"rows":90', `"rows":${"[".repeat(200_000)}`],
          ['"model":null', '"model":{"type":"newer","latent":0,"columns":[0]}'],
        ];
        const jobs: Job[] = [];
        for (const [text, other] of changes) {
          jobs.push({ bytes: (await rewriteHeader(file, text, other)).bytes });
        }
        const planted = plantedTable(300, 0.02, 30);
        const model = { ...plantedModel(planted), decoder: convolutionalDecoder() };
        const bounds = ["none", { range: 1e-2 }, "none", "none", "none", "none"] as const;
        const convolved = await compress(planted, bounds, { model, networks });
        for (const [text, other] of [
          ['"from":[3]', '"from":[4]'],
          ['"from":[3]', '"from":[3,1]'],
          ['"from":[3]', '"from":"3"'],
          ['"channels":[4,5]', '"channels":[5,5]'],
          ['"channels":[4,5]', '"channels":[4,5,1]'],
          ['"channels":[4,5]', '"channels":[65536,65536]'],
          ['"kernel":[3]', '"kernel":[6]'],
          ['"kernel":[3]', '"kernel":[0]'],
          ['"kernel":[3]', '"kernel":[65536]'],
          ['"strides":[2]', '"strides":[3]'],
          ['"strides":[2]', '"strides":[2,1]'],
          ['"strides":[2]', '"strides":[0.5]'],
        ] as const) {
          const { bytes } = await rewriteHeader(convolved, text, other);
          jobs.push({ bytes });
          const opened = openCompressed(new BytesFile(bytes)).then((one) =>
            one.decompress(networks),
          );
          await expect(opened, other).rejects.toThrow(FileFormatError);
        }
        const outcomes = readAll(jobs);
        for (const [i, outcome] of outcomes.entries()) {
          if (i === 3) continue; // Another type that holds the grid is no contradiction.
          expect(outcome.refused, `change ${String(i)}: ${JSON.stringify(outcome)}`).toMatch(/./);
        }
        expect(outcomes[2]!.refused).toMatch(/more than a file of/);
        expect(outcomes[3]!.crashed).toBeUndefined();
        expect(outcomes[10]!.refused).toMatch(/model of type 'newer'.*get a newer one/);
      });

      it("newer files, other files, and rows and columns that do not exist", async () => {
        const { bytes } = await write();
        const ofFormat = (format: string): Uint8Array => {
          const other = bytes.slice();
          const text = Buffer.from(other.subarray(other.length - fileCommentLength)).toString();
          const comment = Buffer.from(
            text.slice(0, -8).replace("collimate01", `collimate${format}`),
          );
          other.set(comment, other.length - fileCommentLength);
          const crc = Buffer.from(crc32(comment).toString(16).padStart(8, "0"));
          other.set(crc, other.length - 8);
          return other;
        };
        const outcomes = readAll([
          { bytes: ofFormat("07") },
          { bytes: ofFormat("00") },
          { bytes: new Uint8Array(0) },
          { bytes: Uint8Array.from({ length: 5000 }, () => 256 * random()) },
          { bytes, columns: ["y"] },
          { bytes, rows: [0, 91] },
          { bytes, rows: [5, 4] },
        ]);
        const messages = [
          /format 7/,
          /before the format was/,
          /too short/,
          /no file of/,
          /'y'.*x, n, d/,
          /90/,
          /5:4/,
        ];
        outcomes.forEach(({ refused }, i) => {
          expect(refused).toMatch(messages[i]!);
        });
      });

      it("with exit code 1 and a message on the command line", () => {
        const path = join(place.folder, "no.npz");
        writeFileSync(path, "something else");
        const { status, stderr } = spawnSync(place.python, [
          reader,
          path,
          join(place.folder, "out.npz"),
        ]);
        expect(status).toBe(1);
        expect(stderr.toString()).toMatch(/^collimate\.py: .*too short.*\n$/);
        expect(spawnSync(place.python, [reader, path]).status).toBe(2);
      });
    });
  },
);

function fileOf(path: string): BytesFile {
  const file = new BytesFile(Uint8Array.from(readFileSync(path)));
  return Object.assign(file, { name: path });
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { fileCommentLength } from "../../../../src/codec/container/fileComment.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import type { Table } from "../../../../src/data/table.js";
import { withFile } from "../../../../src/engine/nodeFiles.js";
import { seededNormal } from "../../codec/random.js";
import { columnOf, tableOf } from "../../codec/tables.js";
import { compressConfigInFolder } from "./compressInFolder.js";
import { fromTwoNumbers } from "./oddTables.js";

/** Three columns of which the third follows from the others, and a flag. */
function jetLike(rows: number): Table {
  const normal = seededNormal(3);
  const a = Float64Array.from({ length: rows }, normal);
  const b = Float64Array.from({ length: rows }, () => Math.exp(normal()));
  return tableOf(
    columnOf("a", "float32", rows, (row) => a[row]),
    columnOf("b", "float32", rows, (row) => (row % 50 === 0 ? NaN : b[row])),
    columnOf("c", "float32", rows, (row) => a[row] * 2 + Math.sqrt(b[row]) + 0.01 * normal()),
    columnOf("flag", "bool", rows, (row) => Number(a[row] > 1)),
  );
}

describe("compressing twice", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "twice-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const models = [
    ["masked", { model: { type: "masked" }, training: { epochs: 4 } }],
    [
      "dense with a bound",
      {
        model: { type: "dense", hidden: [], latent: 2 },
        training: { epochs: 40, batchSize: 256, learningRate: 0.01 },
      },
    ],
    [
      "dense without a bound",
      {
        model: { type: "dense", hidden: [12], latent: 2 },
        training: { epochs: 2 },
        bound: "none",
      },
    ],
  ] as const;

  it.each(models)("%s: gives the same bytes, but for the time", async (name, config) => {
    // A latent model that does not pay would be left out.
    const table = name === "dense with a bound" ? fromTwoNumbers(20_000) : jetLike(4000);
    const compressed = async (time: string, threads: number): Promise<Buffer> => {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date(time) });
      const output = join(folder, `${name} ${time.slice(0, 4)} ${threads}.collimated.npz`);
      // No run to be used again: every file is trained for.
      const runsFolder = join(folder, `runs of ${name} ${time.slice(0, 4)} ${threads}`);
      const words = { output, runsFolder, threads };
      const { bytes } = await compressConfigInFolder(folder, "jets", table, config, words);
      expect(bytes.model).toBeGreaterThan(0);
      const { header } = await withFile(output, openCompressed);
      expect(header.created).toBe(time);
      return readFileSync(output);
    };
    const first = await compressed("1999-12-31T23:59:58.000Z", 2);
    const sameTime = await compressed("1999-12-31T23:59:58.000Z", 1);
    expect(Buffer.compare(sameTime, first)).toBe(0);
    const later = await compressed("2031-07-08T09:10:11.000Z", 2);
    expect(later.length).toBe(first.length);
    // The time, its checksum in the two records of the index, and the two checksums in the comment.
    const tailLength = parseInt(first.toString("latin1", first.length - 26, first.length - 18), 16);
    const tail = first.length - fileCommentLength - tailLength;
    const differing = [...first.keys()].filter((at) => first[at] !== later[at]);
    expect(differing.length).toBeGreaterThan(4);
    expect(differing.length).toBeLessThanOrEqual(4 + 2 * 4 + 2 * 8);
    expect(differing[0]).toBeGreaterThanOrEqual(tail);
  });
});

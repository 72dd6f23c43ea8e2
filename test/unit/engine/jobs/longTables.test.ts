import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";
import { decompressFile } from "../../../../src/engine/jobs/decompressFile.js";
import { evaluateModel } from "../../../../src/engine/jobs/evaluateModel.js";
import { verifyFile } from "../../../../src/engine/jobs/verifyFile.js";
import { loadInput } from "../../../../src/engine/loadInput.js";
import { withFile } from "../../../../src/engine/nodeFiles.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { unevenTable } from "../../codec/longTables.js";
import { tableOf } from "../../codec/tables.js";
import { compressConfigInFolder } from "./compressInFolder.js";

const rows = 24_000;
/** Tables of more values are long here. */
const mostValues = 50_000;
const quiet = { report: () => undefined, signal: new AbortController().signal };

describe("a table that is longer than memory", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "long-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const { columns } = unevenTable(rows);
  const table = tableOf(columns[0]!, columns[1]!, columns[4]!, columns[5]!);

  it("is compressed, verified, evaluated and decompressed as others are", async () => {
    const config = { model: { type: "masked", effort: "fast" }, training: { epochs: 2 } };
    const outcome = await compressConfigInFolder(folder, "t", table, config, { mostValues });
    expect(outcome.rows).toBe(rows);
    expect(outcome.verification).toMatchObject({ valuesChecked: 4 * rows, violations: 0 });
    expect(outcome.baselines.every(({ name }) => name.includes("scaled from"))).toBe(true);
    const [input, file] = [join(folder, "t.npz"), outcome.output];
    expect(await verifyFile(file, input, 1, quiet)).toMatchObject({ violations: 0, rows });

    const [long, short] = await Promise.all(
      [mostValues, Infinity].map((most, i) =>
        decompressFile(
          { file, output: join(folder, `${i}.npz`), threads: 1, mostValues: most },
          quiet,
        ),
      ),
    );
    expect(long!.rows).toBe(rows);
    expect(short!.rows).toBe(rows);
    const [a, b] = [0, 1].map((i) => readFileSync(join(folder, `${i}.npz`)));
    expect(a!.equals(b!)).toBe(true);
    // Neither scratch files nor halves of files are left.
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  }, 120_000);

  it("is evaluated on rows that stand for all, and its file holds them all", async () => {
    const { config } = parseConfig('{ "input": "t.npz", "bound": { "range": 1e-2 } }');
    const path = join(folder, "t.npz");
    const input = await loadInput(path, config!, null, quiet, mostValues);
    expect(input.long?.rows).toBe(rows);
    const evaluation = await evaluateModel(
      {
        input,
        model: null,
        networks: networkRunners(1),
        provenance: {},
        trainSeconds: 0,
        outputName: "t.collimated.npz",
      },
      quiet,
    );
    expect(evaluation.compression.rows).toBe(rows);
    expect(evaluation.rows).toBe(input.long!.evenRows);
    expect(evaluation.rows).toBeLessThan(rows);
    expect(evaluation.verification).toMatchObject({ valuesChecked: 4 * rows, violations: 0 });
    expect(evaluation.columns[0]!.residualStatistics.outsideBound).toBe(0);
  }, 60_000);

  it("leaves nothing behind where it is stopped", async () => {
    const stop = new AbortController();
    const progress = {
      report: (_: number, phase: string) => {
        if (phase.startsWith("Compressing")) stop.abort(new Error("Stopped."));
      },
      signal: stop.signal,
    };
    const { config } = parseConfig('{ "input": "t.npz" }');
    const path = join(folder, "t.npz");
    const input = await loadInput(path, config!, null, quiet, mostValues);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith(".collimate-"));
    await expect(
      evaluateModel(
        {
          input,
          model: null,
          networks: networkRunners(1),
          provenance: {},
          trainSeconds: 0,
          outputName: "t.collimated.npz",
        },
        progress,
      ),
    ).rejects.toThrow("Stopped.");
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith(".collimate-"));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  }, 60_000);

  it("has the layout and the names of a table in memory", async () => {
    const file = join(folder, "t.collimated.npz");
    const header = await withFile(file, async (source) => (await openCompressed(source)).header);
    expect(header.layout).toEqual({ format: "npz", kind: "columns" });
    expect(header.columns.map(({ name, type }) => [name, type])).toEqual(
      table.columns.map(({ name, type }) => [name, type]),
    );
  });
});

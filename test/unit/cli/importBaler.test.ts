import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { collimate, collimateJson } from "../../support/collimate.js";

let folder: string;
let project: string;
const config = (...more: string[]): string =>
  [
    "import os",
    'os.system("touch executed")',
    "def set_config(c):",
    '    c.input_path = "data/jets.npz"  # where Baler is called',
    "    c.compression_ratio = 2.0",
    "    c.epochs = 2",
    "    c.batch_size = 128",
    "    c.RHO = 0.05",
    ...more,
    "",
  ].join("\n");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "collimate-baler-"));
  project = join(folder, "workspaces", "jets", "config");
  mkdirSync(project, { recursive: true });
  mkdirSync(join(folder, "data"));
  await collimate(folder, "sample", "data/jets.npz", "--rows", "800");
  writeFileSync(join(project, "jets_config.py"), config());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Imported {
  readonly output: string;
  readonly mapped: readonly { readonly key: string }[];
  readonly unmapped: readonly { readonly key: string; readonly reason: string }[];
}

it("makes a config that trains, beside the project, without executing anything", async () => {
  const imported = await collimateJson<Imported>(
    project,
    ...["import-baler", "jets_config.py", "-o", "mine.collimate.json"],
  );
  expect(imported.mapped.map(({ key }) => key)).toEqual([
    "input_path",
    "compression_ratio",
    "epochs",
    "batch_size",
  ]);
  expect(imported.unmapped).toMatchObject([{ key: "RHO", reason: "Baler itself never uses it" }]);
  const text = readFileSync(join(project, "mine.collimate.json"), "utf8");
  expect(text).toContain('"input": "../../../data/jets.npz"');
  expect(text).toContain('"latent": 6');
  expect(existsSync(join(project, "executed")) || existsSync(join(folder, "executed"))).toBe(false);
  const trained = await collimateJson<{ state: string }>(project, "train", "mine.collimate.json");
  expect(trained.state).toBe("finished");
});

it("names the config after the project, lists what is not taken over, and never writes over a file", async () => {
  const first = await collimate(folder, "import-baler", "workspaces/jets/config/jets_config.py");
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/Not taken over:\n {2}RHO +line 8: /);
  expect(existsSync(join(folder, "jets.collimate.json"))).toBe(true);
  const again = await collimate(folder, "import-baler", "workspaces/jets/config/jets_config.py");
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("is there already");
});

it("refuses what is no config of Baler, or asks for the impossible", async () => {
  writeFileSync(join(folder, "other.py"), "x = 1\n");
  const other = await collimate(folder, "import-baler", "other.py");
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("no config of Baler");
  writeFileSync(join(folder, "odd.py"), config("    c.lr = -1"));
  const odd = await collimate(folder, "import-baler", "odd.py");
  expect(odd.code).toBe(2);
  expect(odd.stderr).toContain("learningRate");
  expect(existsSync(join(folder, "odd.collimate.json"))).toBe(false);
});

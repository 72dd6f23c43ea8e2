import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunFolder } from "../../../../src/engine/runFolder/readRun.js";
import { ComparisonFiles } from "../../../../src/host/comparisonPanel/comparisonFiles.js";
import { smallComparison } from "../../../webview/support/smallComparison.js";
import { smallRecord } from "../../../webview/support/smallRun.js";

describe("ComparisonFiles", () => {
  let folder: string;
  const run = (name: string, ended = 1): RunFolder => ({
    folder: `/runs/${name}`,
    record: smallRecord({ ended }),
    state: "finished",
  });
  const runs = [run("a"), run("b")];
  const comparison = smallComparison();

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "comparisons-")), "inside");
  });
  afterEach(() => {
    rmSync(join(folder, ".."), { recursive: true });
  });

  it("gives what was measured of the same runs at the same bound, and of no others", async () => {
    const files = new ComparisonFiles(folder);
    expect(await files.read(runs, 1e-3)).toBeNull();
    await files.write(runs, 1e-3, comparison);
    const others = new ComparisonFiles(folder);
    expect(await others.read(runs, 1e-3)).toEqual(comparison);
    expect(await others.read(runs, 1e-4)).toBeNull();
    expect(await others.read([run("a"), run("b", 2)], 1e-3)).toBeNull();
    expect(await others.read([run("a"), run("c")], 1e-3)).toBeNull();
  });

  it("keeps the newest fifty", async () => {
    const files = new ComparisonFiles(folder);
    for (let number = 0; number < 52; number++) {
      await files.write([run(String(number))], 1e-3, comparison);
    }
    expect(readdirSync(folder)).toHaveLength(50);
    expect(await files.read([run("51")], 1e-3)).not.toBeNull();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TableSummary } from "../../../../src/data/table.js";
import { TableSummaries } from "../../../../src/host/configFiles/tableSummaries.js";

const summary: TableSummary = {
  rows: 3,
  columns: [{ name: "pt", type: "float32" }],
  layout: { format: "npz", kind: "columns" },
};
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "collimate-summaries-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("TableSummaries", () => {
  it("reads a header once until the file changes", async () => {
    const path = join(folder, "jets.npz");
    writeFileSync(path, "one");
    const asked: string[] = [];
    const summaries = new TableSummaries((file, reading) => {
      asked.push(`${file}${reading ?? ""}`);
      return Promise.resolve(summary);
    });
    expect(await summaries.of(path)).toEqual({ kind: "table", summary });
    await summaries.of(path);
    expect(asked).toEqual([path]);
    writeFileSync(path, "longer than before");
    await summaries.of(path);
    expect(asked).toEqual([path, path]);
    await summaries.of(path, "array");
    expect(asked).toEqual([path, path, `${path}array`]);
  });

  it("tells a missing file from one that cannot be read", async () => {
    const path = join(folder, "jets.npz");
    const summaries = new TableSummaries(() => Promise.reject(new Error("not a zip file")));
    expect(await summaries.of(path)).toEqual({ kind: "missing" });
    writeFileSync(path, "garbage");
    expect(await summaries.of(path)).toEqual({ kind: "unreadable", message: "not a zip file" });
  });
});

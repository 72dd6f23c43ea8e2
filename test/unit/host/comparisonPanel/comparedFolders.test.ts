import { describe, expect, it } from "vitest";
import { foldersOf } from "../../../../src/host/comparisonPanel/comparedFolders.js";

describe("foldersOf", () => {
  it("opens what the page left with its host", () => {
    const saved = { runFolders: ["/runs/a/001", "/runs/b/002"], bound: 1e-4, view: {} };
    expect(foldersOf(saved)).toEqual({ runFolders: saved.runFolders, bound: 1e-4 });
    expect(foldersOf({ ...saved, bound: "x" })?.bound).toBe(1e-3);
  });

  it("opens nothing else", () => {
    for (const state of [undefined, null, 3, {}, { runFolders: [] }, { runFolders: ["a", 3] }]) {
      expect(foldersOf(state)).toBeNull();
    }
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "vitest";
import { FolderWatch } from "../../../../src/host/runs/folderWatch.js";

let top = "";
let happened: () => void = () => undefined;
const next = (): Promise<void> => new Promise((resolve) => (happened = resolve));

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "collimate-watch-"));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

describe("FolderWatch", () => {
  it("follows a folder from before it exists", async () => {
    const folder = join(top, "runs", "jets");
    const watch = new FolderWatch(folder, top, () => {
      happened();
    });
    try {
      const made = next();
      mkdirSync(folder, { recursive: true });
      await made;
      const filled = next();
      // The watch of the new folder may start a moment after it was made.
      const timer = setInterval(() => {
        writeFileSync(join(folder, `${Date.now()}`), "");
      }, 20);
      await filled;
      clearInterval(timer);
    } finally {
      watch.dispose();
    }
  });
});

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collimate } from "../../support/collimate.js";

describe("telemetry of the runtime", () => {
  it("is off: neither its log nor its device id is written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quiet-"));
    const previous = { ...process.env };
    try {
      Object.assign(process.env, { TMPDIR: folder, HOME: folder, XDG_CACHE_HOME: folder });
      delete process.env["ORT_DISABLE_TELEMETRY"];
      delete process.env["CI"];
      await collimate(folder, "sample", "jets.npz", "--rows", "500");
      const made = await collimate(folder, "compress", "jets.npz");
      expect(made.code).toBe(0);
      expect(readdirSync(folder).sort()).toEqual([
        "jets.collimate.json",
        "jets.collimated.npz",
        "jets.npz",
      ]);
      expect(existsSync(join(folder, "Microsoft"))).toBe(false);
    } finally {
      process.env = previous;
      rmSync(folder, { recursive: true });
    }
  });
});

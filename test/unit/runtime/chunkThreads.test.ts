import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChunkWorker, openChunkWork } from "../../../src/codec/chunkWork.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import type { NetworkRunners } from "../../../src/codec/networkRunners.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { FileFormatError } from "../../../src/errors.js";
import { chunkThreads } from "../../../src/runtime/chunkThreads.js";
import { columnOf, tableOf } from "../codec/tables.js";
import { seededNormal } from "../codec/random.js";
import { sealAgain } from "../codec/sealAgain.js";
import { writeMaskedFile } from "../python/maskedFiles.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder: string;
let script: string;
let threaded: NetworkRunners;

beforeAll(async () => {
  // Inside the project, so that packages are found from there.
  mkdirSync(join(root, "dist"), { recursive: true });
  folder = mkdtempSync(join(root, "dist", "chunkThreads-"));
  script = join(folder, "chunkWorker.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["src/runtime/chunkWorker.ts"],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["onnxruntime-node"],
    banner: {
      js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  threaded = { ...javascriptNetworks, chunkThreads: chunkThreads(2, script)! };
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function sampleFile() {
  const normal = seededNormal(8);
  const columns = ["a", "b", "c"].map((name) => columnOf(name, "float32", 900, normal));
  return writeMaskedFile(
    {
      table: tableOf(...columns),
      bounds: columns.map(() => ({ range: 1e-3 })),
      context: 0,
      components: 2,
      weightBits: 7,
      hidden: [6],
      size: 0.4,
      chunkRows: 100,
      seed: 4,
    },
    javascriptNetworks,
  );
}

describe("chunkThreads", () => {
  it("decode what one thread decodes, chunk after chunk", async () => {
    const file = await openCompressed(await sampleFile());
    const alone = await file.decompress(javascriptNetworks);
    expect(alone.rows).toBe(900);
    expect(await file.decompress(threaded)).toEqual(alone);
    const rows = [250, 730] as const;
    expect(await file.decompress(threaded, { rows })).toEqual(
      await file.decompress(javascriptNetworks, { rows }),
    );
  });

  it("tell which rows are damaged, and decode the others", async () => {
    const source = await sampleFile();
    const bytes = source.bytes.slice();
    for (let at = 0; at < bytes.length; at++) {
      // The name of the fourth chunk's member; a flip behind it damages what is coded.
      const name = new TextDecoder().decode(bytes.subarray(at, at + 10));
      if (name !== "chunk3.npy") continue;
      bytes[at + 250] ^= 16;
      break;
    }
    sealAgain(bytes);
    source.bytes = bytes;
    const file = await openCompressed(source);
    await expect(file.decompress(threaded)).rejects.toThrow(FileFormatError);
    await expect(file.decompress(threaded)).rejects.toThrow("Rows 300 to 399");
    const lost: (readonly [number, number])[] = [];
    const table = await file.decompress(threaded, { onDamage: (range) => lost.push(range) });
    expect(lost).toEqual([[300, 400]]);
    expect(table.rows).toBe(800);
  });

  it("do any work that is sent to them, several kinds beside each other", async () => {
    const pieces = [1000, 50_000, 3].map((length) =>
      Uint8Array.from({ length }, (_, i) => (i * i) % 251),
    );
    const here = await createChunkWorker("zstd", { level: 3 }, javascriptNetworks);
    const expected = await Promise.all(pieces.map((piece) => here.run(piece.slice())));
    const first = await openChunkWork("zstd", { level: 3 }, 2, threaded);
    const second = await openChunkWork("zstd", { level: 19 }, 2, threaded);
    expect(first.threads).toBe(2);
    const sizes = await Promise.all(pieces.map((piece) => first.run(piece.slice())));
    expect(sizes).toEqual(expected);
    expect(await second.run(pieces[1]!.slice())).toBeLessThanOrEqual(expected[1]!);
    await Promise.all([first.dispose(), second.dispose()]);
    await expect(first.run(pieces[0]!)).rejects.toThrow();
  });

  it("are not used for one chunk, and not there without their script or for one thread", async () => {
    expect((await openChunkWork("zstd", { level: 3 }, 1, threaded)).threads).toBe(1);
    expect(chunkThreads(2, join(folder, "missing.mjs"))).toBeUndefined();
    expect(chunkThreads(1, script)).toBeUndefined();
  });
});

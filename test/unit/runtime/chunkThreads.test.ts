import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("do several pieces of work beside each other", async () => {
    const file = await openCompressed(await sampleFile());
    const files = [file, file, file];
    const alone = await files[0]!.decompress(javascriptNetworks);
    const together = await Promise.all(files.map((file) => file.decompress(threaded)));
    for (const table of together) expect(table).toEqual(alone);
  });

  it("refuse a damaged model, and go on with the next file", async () => {
    const source = await sampleFile();
    const text = new TextDecoder("latin1").decode(source.bytes);
    const damaged = source.bytes.slice();
    damaged.fill(255, text.indexOf("model.npy") + 95, text.indexOf("model.npy") + 150);
    sealAgain(damaged);
    const good = await openCompressed(await sampleFile());
    source.bytes = damaged;
    const bad = await openCompressed(source);
    await expect(bad.decompress(threaded)).rejects.toThrow(FileFormatError);
    expect(await good.decompress(threaded)).toEqual(await good.decompress(javascriptNetworks));
  });

  /** Threads whose program is `text` behind that of real ones. */
  const threadsWith = (name: string, text: string): NetworkRunners => {
    const own = join(folder, `${name}.mjs`);
    writeFileSync(own, `import "./chunkWorker.mjs";\n${text}\n`);
    return { ...javascriptNetworks, chunkThreads: chunkThreads(2, own)! };
  };

  it("leave the work to this thread where they do not start", async () => {
    const networks = threadsWith("broken", 'throw new Error("no memory for a heap");');
    const file = await openCompressed(await sampleFile());
    const alone = await file.decompress(javascriptNetworks);
    expect(await file.decompress(networks)).toEqual(alone);
    expect(await file.decompress(networks)).toEqual(alone);
  });

  it("say so where one is lost at work, and start another for the next", async () => {
    const flag = join(folder, "once");
    writeFileSync(flag, "");
    const networks = threadsWith(
      "dying",
      `import { existsSync, rmSync } from "node:fs";
       import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ kind }) => {
         if (kind !== "run" || !existsSync(${JSON.stringify(flag)})) return;
         rmSync(${JSON.stringify(flag)});
         process.exit(7);
       });`,
    );
    const file = await openCompressed(await sampleFile());
    await expect(file.decompress(networks)).rejects.toThrow(
      "A thread that codes chunks was lost: it ended with code 7.",
    );
    expect(await file.decompress(networks)).toEqual(await file.decompress(javascriptNetworks));
  });

  it("say so where one runs out of memory", async () => {
    const own = join(folder, "hungry.mjs");
    writeFileSync(
      own,
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ kind, task }) => {
         if (kind === "open") parentPort.postMessage({ task });
         else for (const all = []; ; ) all.push(Array.from({ length: 1e4 }, Math.random));
       });`,
    );
    const limited = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };
    const networks = { ...javascriptNetworks, chunkThreads: chunkThreads(2, own, limited)! };
    const file = await openCompressed(await sampleFile());
    await expect(file.decompress(networks)).rejects.toThrow(/was lost: .*memory/);
  });

  it("are not there without their script or for one thread", () => {
    expect(chunkThreads(2, join(folder, "missing.mjs"))).toBeUndefined();
    expect(chunkThreads(1, script)).toBeUndefined();
  });
});

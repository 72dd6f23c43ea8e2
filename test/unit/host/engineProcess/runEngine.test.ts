import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StoppedError } from "../../../../src/errors.js";
import type { EngineLocation } from "../../../../src/host/engineProcess/engineLocation.js";
import type { EngineProgress } from "../../../../src/host/engineProcess/engineOutput.js";
import { EngineError, runEngine } from "../../../../src/host/engineProcess/runEngine.js";
import { startDetachedEngine } from "../../../../src/host/engineProcess/startDetachedEngine.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "collimate-engine-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that behaves as `code` says, started as the engine is. */
function engine(code: string): EngineLocation {
  const script = join(folder, `${Math.abs(hash(code))}.mjs`);
  writeFileSync(script, code);
  return { runtime: process.execPath, script, environment: { ...process.env } };
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.codePointAt(0)!) | 0;
  return value;
}

describe("runEngine", () => {
  it("gives the JSON document and passes progress on", async () => {
    const seen: EngineProgress[] = [];
    const answer = await runEngine<{ args: string[] }>(
      engine(`
        process.stderr.write('{"fraction":0.5,"phase":"Coding"}\\n');
        process.stdout.write(JSON.stringify({ args: process.argv.slice(2) }) + "\\n");
      `),
      ["inspect", "a b.npz"],
      { cwd: folder, onProgress: (progress) => seen.push(progress) },
    );
    expect(answer.args).toEqual(["inspect", "a b.npz"]);
    expect(seen).toEqual([{ fraction: 0.5, phase: "Coding" }]);
  });

  it("fails with the engine's own message", async () => {
    const failing = engine(`
      process.stderr.write('{"error":"No such file: jets.npz"}\\n');
      process.stdout.write('{"error":"No such file: jets.npz"}\\n');
      process.exitCode = 2;
    `);
    await expect(runEngine(failing, [], { cwd: folder })).rejects.toThrow(
      new EngineError("No such file: jets.npz"),
    );
  });

  it("gives the document of work that was done but found something wrong", async () => {
    const finding = engine(`
      process.stdout.write('{"violations":3}\\n');
      process.exitCode = 1;
    `);
    expect(await runEngine(finding, [], { cwd: folder })).toEqual({ violations: 3 });
  });

  it("tells of an engine that was killed", async () => {
    const killed = engine(`
      console.error("allocating");
      process.kill(process.pid, "SIGKILL");
      setInterval(() => {}, 1000);
    `);
    await expect(runEngine(killed, [], { cwd: folder })).rejects.toThrow(/SIGKILL.*allocating/);
  });

  it("stops the engine when its signal says so", async () => {
    const abort = new AbortController();
    const endless = engine(`
      process.on("SIGTERM", () => process.exit(1));
      process.stderr.write('{"fraction":0,"phase":"Waiting"}\\n');
      setInterval(() => {}, 1000);
    `);
    const run = runEngine(endless, [], {
      cwd: folder,
      signal: abort.signal,
      onProgress: () => {
        abort.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(StoppedError);
  });
});

describe("startDetachedEngine", () => {
  const errorFile = (): string => join(folder, "logs", "train.log");

  it("leads a process group of its own and ends without a message when all went well", async () => {
    const started = await startDetachedEngine(engine("process.exit(0);"), [], {
      cwd: folder,
      errorFile: errorFile(),
    });
    expect(started.processId).toBeGreaterThan(0);
    expect(await started.end).toEqual({ message: null });
    expect(started.ended()).toEqual({ message: null });
  });

  it("tells what the engine wrote before it failed", async () => {
    const failing = engine(`
      console.error("collimate: jets.collimate.json:2:3: unknown key\\nsecond line");
      process.exitCode = 2;
    `);
    const started = await startDetachedEngine(failing, ["train"], {
      cwd: folder,
      errorFile: errorFile(),
    });
    expect((await started.end).message).toBe("jets.collimate.json:2:3: unknown key\nsecond line");
  });
});

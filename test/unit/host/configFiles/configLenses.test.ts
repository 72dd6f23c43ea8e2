import { describe, expect, it, vi } from "vitest";
import { configLenses, type ConfigState } from "../../../../src/host/configFiles/configLenses.js";
import { runFolder } from "../../../support/runRecords.js";

vi.mock("vscode", () => import("../../../support/vscodeText.js"));

const fresh: ConfigState = {
  configFile: "/data/jets.collimate.json",
  errors: 0,
  trusted: true,
  starting: false,
  newest: null,
  trained: null,
  ratio: null,
  changedSinceTrained: false,
};
const titles = (change: Partial<ConfigState>): string[] =>
  configLenses({ ...fresh, ...change }).map((lens) => lens.title);

const progress = {
  epoch: 37,
  epochs: 200,
  step: 100,
  steps: 500,
  rowsPerSecond: 3e5,
  secondsDone: 10,
  secondsLeft: 243,
  bestEpoch: 30,
  bestLoss: 3.1e-4,
};
const finished = runFolder("finished");

describe("configLenses", () => {
  it("offers Train alone for a config that was never trained", () => {
    expect(titles({})).toEqual(["$(play) Train"]);
  });

  it("counts errors instead of offering to train", () => {
    expect(titles({ errors: 2 })).toEqual(["$(error) 2 problems"]);
    expect(titles({ errors: 1, newest: finished, trained: finished })).toEqual([
      "$(error) 1 problem",
      "$(graph) Show Results · run 6",
    ]);
  });

  it("asks for trust before anything that runs", () => {
    const lenses = configLenses({ ...fresh, trusted: false, newest: finished, trained: finished });
    expect(lenses.map((lens) => lens.command)).toEqual([
      "workbench.trust.manage",
      "collimate.showResults",
    ]);
  });

  it("offers force where a stop is not answered", () => {
    const run = { ...runFolder("training", { progress }), stopUnanswered: true };
    expect(titles({ newest: run })).toEqual([
      "$(loading~spin) No answer to Stop",
      "$(error) Force Stop",
      "$(graph) Show Results",
    ]);
    expect(configLenses({ ...fresh, newest: run })[1]).toMatchObject({
      command: "collimate.forceStopTraining",
      arguments: [{ runFolder: run.folder }],
    });
  });

  it("shows what a run does while it works", () => {
    expect(titles({ starting: true })).toEqual(["$(sync~spin) Starting…"]);
    const reading = runFolder("reading", { phase: "Reading jets.npz" });
    expect(titles({ newest: reading })).toEqual([
      "$(sync~spin) Reading jets.npz",
      "$(debug-stop) Stop",
      "$(graph) Show Results",
    ]);
    const training = runFolder("training", { progress });
    expect(titles({ newest: training, errors: 3 })).toEqual([
      "$(sync~spin) Epoch 37/200 · best 3.10e-4 · 4 min left",
      "$(debug-stop) Stop",
      "$(graph) Show Results",
    ]);
    const stopping = runFolder("stopping", { progress });
    expect(titles({ newest: stopping })).toEqual([
      "$(loading~spin) Finishing batch…",
      "$(graph) Show Results",
    ]);
  });

  it("offers to resume what stopped or was interrupted, and still what was trained before", () => {
    const stopped = runFolder("stopped", { number: 7 });
    expect(titles({ newest: stopped })).toEqual([
      "$(debug-continue) Resume",
      "$(play) Train",
      "$(graph) Show Results · run 7",
    ]);
    const interrupted = runFolder("interrupted", { number: 7 });
    expect(titles({ newest: interrupted, trained: finished, ratio: 5.661 })).toEqual([
      "$(warning) Run 7 was interrupted",
      "$(debug-continue) Resume",
      "$(play) Train",
      "$(archive) Compress…",
      "$(package) Decompress…",
      "$(checklist) Evaluate",
      "$(graph) Show Results · run 7",
    ]);
  });

  it("says why the newest run failed, in one short line", () => {
    const failed = runFolder("failed", {
      error: { message: `Not enough memory ${"x".repeat(80)}\nmore`, detail: "" },
    });
    const [first, second] = titles({ newest: failed });
    expect(first).toMatch(/^\$\(error\) Run 6 failed: Not enough memory x+…$/);
    expect(first!.length).toBeLessThan(90);
    expect(second).toBe("$(play) Train");
  });

  it("offers what a trained model can do, with the ratio", () => {
    const state = { newest: finished, trained: finished, ratio: 12.44 };
    expect(titles(state)).toEqual([
      "$(play) Train",
      "$(archive) Compress…",
      "$(package) Decompress…",
      "$(checklist) Evaluate",
      "$(graph) Show Results · run 6 · 12.4×",
    ]);
    expect(titles({ ...state, changedSinceTrained: true })[1]).toBe(
      "$(git-compare) Changed since run 6",
    );
  });

  it("passes config and run to its commands", () => {
    const compress = configLenses({ ...fresh, newest: finished, trained: finished }).find(
      (lens) => lens.command === "collimate.compressFile",
    );
    expect(compress?.arguments).toEqual([
      { configFile: fresh.configFile, runFolder: finished.folder },
    ]);
  });
});

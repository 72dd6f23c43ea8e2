import { describe, expect, it } from "vitest";
import {
  dispatchCommand,
  type PanelCommandHandlers,
} from "../../../../src/host/resultsPanel/dispatchCommand.js";

function recorder(): { handlers: PanelCommandHandlers; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const record =
    (name: string) =>
    (params?: unknown): void => {
      calls.push([name, params]);
    };
  const handlers: PanelCommandHandlers = {
    ready: record("ready"),
    train: record("train"),
    stop: record("stop"),
    forceStop: record("forceStop"),
    resume: record("resume"),
    compress: record("compress"),
    evaluate: record("evaluate"),
    exportReport: record("exportReport"),
    compareRuns: record("compareRuns"),
    openConfig: record("openConfig"),
    openLog: record("openLog"),
    saveFile: record("saveFile"),
  };
  return { handlers, calls };
}

describe("dispatchCommand", () => {
  it("passes well-formed messages to their handlers", async () => {
    const { handlers, calls } = recorder();
    const file = { suggestedName: "loss.csv", data: "a,b", binary: false };
    await dispatchCommand(handlers, { name: "ready" });
    await dispatchCommand(handlers, { name: "stop", params: { key: "k" } });
    await dispatchCommand(handlers, { name: "saveFile", params: file });
    expect(calls).toEqual([
      ["ready", undefined],
      ["stop", { key: "k" }],
      ["saveFile", file],
    ]);
  });

  it("refuses what is not of the conversation, or of a wrong shape", async () => {
    const { handlers, calls } = recorder();
    const wrong: unknown[] = [
      null,
      "ready",
      { name: "showRun", params: {} },
      { name: "constructor" },
      { name: "stop" },
      { name: "stop", params: { key: 7 } },
      { name: "saveFile", params: { suggestedName: "x", data: "y" } },
    ];
    for (const message of wrong) {
      await expect(dispatchCommand(handlers, message)).rejects.toThrow("results panel");
    }
    expect(calls).toEqual([]);
  });

  it("lets the failure of a handler through", async () => {
    const { handlers } = recorder();
    const failing = { ...handlers, train: () => Promise.reject(new Error("no config")) };
    await expect(dispatchCommand(failing, { name: "train", params: { key: "k" } })).rejects.toThrow(
      "no config",
    );
  });
});

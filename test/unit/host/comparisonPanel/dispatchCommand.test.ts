import { describe, expect, it } from "vitest";
import {
  dispatchCommand,
  type ComparisonCommandHandlers,
} from "../../../../src/host/comparisonPanel/dispatchCommand.js";

function recorder(): { handlers: ComparisonCommandHandlers; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const record =
    (name: string) =>
    (params?: unknown): void => {
      calls.push([name, params]);
    };
  const handlers: ComparisonCommandHandlers = {
    ready: record("ready"),
    measure: record("measure"),
    cancel: record("cancel"),
    showRun: record("showRun"),
    showDifference: record("showDifference"),
    copyText: record("copyText"),
    saveFile: record("saveFile"),
  };
  return { handlers, calls };
}

describe("dispatchCommand of the comparison", () => {
  it("passes well-formed messages to their handlers", async () => {
    const { handlers, calls } = recorder();
    const sent: [string, unknown][] = [
      ["ready", undefined],
      ["measure", { bound: 1e-4 }],
      ["showDifference", { left: "a", right: "b" }],
      ["copyText", { text: "| a |" }],
    ];
    for (const [name, params] of sent) await dispatchCommand(handlers, { name, params });
    expect(calls).toEqual(sent);
  });

  it("refuses what is not of the conversation, or of a wrong shape", async () => {
    const { handlers, calls } = recorder();
    const wrong: unknown[] = [
      { name: "train", params: { key: "a" } },
      { name: "measure", params: { bound: -1 } },
      { name: "measure", params: { bound: "1e-3" } },
      { name: "showDifference", params: { left: "a" } },
      { name: "copyText" },
      { name: "cancel", params: {} },
    ];
    for (const message of wrong) {
      await expect(dispatchCommand(handlers, message)).rejects.toThrow("comparison");
    }
    expect(calls).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { inTurn } from "../../../src/codec/inTurn.js";

describe("inTurn", () => {
  it("begins a piece before the one in front of it is accepted, and accepts in order", async () => {
    const log: string[] = [];
    await inTurn(
      3,
      6,
      async (number) => {
        log.push(`begin ${String(number)}`);
        await Promise.resolve();
        return number * number;
      },
      (result, number) => {
        log.push(`accept ${String(number)}: ${String(result)}`);
      },
    );
    expect(log.filter((line) => line.startsWith("accept"))).toEqual([
      "accept 3: 9",
      "accept 4: 16",
      "accept 5: 25",
    ]);
    expect(log.indexOf("begin 4")).toBeLessThan(log.indexOf("accept 3: 9"));
    expect(log.indexOf("begin 5")).toBeGreaterThan(log.indexOf("accept 3: 9"));
  });

  it("begins nothing after a failure, and leaves nothing running", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const run = inTurn(
      0,
      9,
      async (number) => {
        begun.push(number);
        await new Promise((resolve) => setTimeout(resolve, number === 1 ? 1 : 20));
        ended.push(number);
        if (number === 1) throw new Error("piece 1 failed");
      },
      () => undefined,
    );
    await expect(run).rejects.toThrow("piece 1 failed");
    expect(begun).toEqual([0, 1, 2]);
    expect(ended.sort()).toEqual([0, 1, 2]);
  });

  it("fails where a piece cannot begin", async () => {
    const run = inTurn(
      0,
      2,
      (number) => {
        if (number === 1) throw new Error("no");
        return Promise.resolve();
      },
      () => undefined,
    );
    await expect(run).rejects.toThrow("no");
  });
});

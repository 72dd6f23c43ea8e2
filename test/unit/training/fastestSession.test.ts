import { expect, it } from "vitest";
import type { GraphSession } from "../../../src/graph/graphRuntime.js";
import { FastestSession } from "../../../src/training/fastestSession.js";

function waiting(milliseconds: () => number, runs: string[], name: string): GraphSession {
  return {
    run: async () => {
      runs.push(name);
      const until = performance.now() + milliseconds();
      while (performance.now() < until);
      return Promise.resolve({});
    },
    dispose: () => Promise.resolve(),
  };
}

it("tries all, stays with the fastest, and follows when another becomes the fastest", async () => {
  let slowOne = 30;
  const runs: string[] = [];
  const fastest = new FastestSession([
    waiting(() => slowOne, runs, "a"),
    waiting(() => 8, runs, "b"),
  ]);
  const share = async (name: string, count: number): Promise<number> => {
    runs.length = 0;
    for (let i = 0; i < count; i++) await fastest.run({}, {}, 1);
    return runs.filter((run) => run === name).length / count;
  };
  await share("a", 4);
  expect(runs).toEqual(["a", "a", "b", "b"]);
  expect(await share("b", 60)).toBeGreaterThan(0.9);
  slowOne = 0;
  await share("a", 60);
  expect(await share("a", 60)).toBeGreaterThan(0.9);
});

import { expect, it } from "vitest";
import type {
  GraphRuntime,
  GraphSession,
  TrainingGraphs,
} from "../../../src/graph/graphRuntime.js";
import { FastestSession } from "../../../src/training/fastestSession.js";

/** A clock that only the sessions move. */
let clock = 0;

function waiting(milliseconds: () => number, runs: string[], name: string): GraphSession {
  return {
    run: () => {
      runs.push(name);
      clock += milliseconds();
      return Promise.resolve({});
    },
    dispose: () => Promise.resolve(),
  };
}

it("tries all, stays with the fastest, and follows when another becomes the fastest", async () => {
  let slowOne = 30;
  const runs: string[] = [];
  const fastest = new FastestSession(
    [waiting(() => slowOne, runs, "a"), waiting(() => 8, runs, "b")],
    () => clock,
  );
  const share = async (name: string, count: number): Promise<number> => {
    runs.length = 0;
    for (let i = 0; i < count; i++) await fastest.run({}, 1);
    return runs.filter((run) => run === name).length / count;
  };
  await share("a", 4);
  expect(runs).toEqual(["a", "a", "b", "b"]);
  expect(await share("b", 60)).toBeGreaterThan(0.9);
  slowOne = 0;
  await share("a", 60);
  expect(await share("a", 60)).toBeGreaterThan(0.9);
});

it("goes on with the runtimes that can run the step, and fails where none can", async () => {
  const broken: GraphRuntime = { open: () => Promise.reject(new Error("no such library")) };
  const runs: string[] = [];
  const working: GraphRuntime = {
    open: () =>
      Promise.resolve({
        run: () => {
          runs.push("works");
          return Promise.resolve({});
        },
        dispose: () => Promise.resolve(),
      }),
  };
  const graphs: TrainingGraphs = {
    loop: new Uint8Array(),
    width: 1,
    parts: [],
    update: new Uint8Array(),
    state: [],
    records: ["loss"],
    noise: [],
    schedules: [],
  };
  const fastest = await FastestSession.open([broken, working], graphs);
  await fastest.run({}, 1);
  expect(runs).toEqual(["works"]);
  await expect(FastestSession.open([broken], graphs)).rejects.toThrow("no such library");
});

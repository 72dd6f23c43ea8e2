import { once } from "node:events";
import { expect, it } from "vitest";
import { stopSignal } from "../../../../src/engine/runFolder/stopSignal.js";

it("aborts when a stop is asked for, or the other signal says so, and looks no more once disposed of", async () => {
  const run = { stopRequested: false };
  const asked = stopSignal(run, new AbortController().signal);
  expect(asked.signal.aborted).toBe(false);
  run.stopRequested = true;
  await once(asked.signal, "abort");
  asked.dispose();

  const other = new AbortController();
  const idle = stopSignal({ stopRequested: false }, other.signal);
  other.abort();
  expect(idle.signal.aborted).toBe(true);
  idle.dispose();

  let looks = 0;
  const counted = stopSignal(
    {
      get stopRequested() {
        looks++;
        return false;
      },
    },
    new AbortController().signal,
  );
  counted.dispose();
  await new Promise((resolve) => setTimeout(resolve, 450));
  expect(looks).toBe(0);
});

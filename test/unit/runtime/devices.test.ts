import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { defaultThreads, listDevices } from "../../../src/runtime/devices.js";

it("lists the processor with all its threads, and takes no more than there are by default", () => {
  const [cpu] = listDevices();
  expect(cpu.id).toBe("cpu");
  expect(cpu.name).not.toBe("");
  expect(cpu.threads).toBe(availableParallelism());
  expect(defaultThreads()).toBeGreaterThanOrEqual(1);
  expect(defaultThreads()).toBeLessThanOrEqual(availableParallelism());
});

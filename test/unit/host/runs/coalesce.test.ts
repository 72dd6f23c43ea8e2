import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Coalesced } from "../../../../src/host/runs/coalesce.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("Coalesced", () => {
  it("does one piece of work for many requests, and one more for those that come meanwhile", async () => {
    let started = 0;
    let finish: () => void = () => undefined;
    const work = (): Promise<void> => {
      started++;
      return new Promise((resolve) => (finish = resolve));
    };
    const coalesced = new Coalesced(work, 100, () => undefined);
    for (let i = 0; i < 5; i++) coalesced.request();
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toBe(1);
    for (let i = 0; i < 5; i++) coalesced.request();
    finish();
    await vi.advanceTimersByTimeAsync(99);
    expect(started).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toBe(2);
    finish();
    await vi.advanceTimersByTimeAsync(1000);
    expect(started).toBe(2);
  });

  it("works at once when asked to, after what is under way", async () => {
    const order: string[] = [];
    let count = 0;
    const coalesced = new Coalesced(
      async () => {
        const own = ++count;
        order.push(`start ${own}`);
        await Promise.resolve();
        order.push(`end ${own}`);
      },
      1000,
      () => undefined,
    );
    const first = coalesced.now();
    const second = coalesced.now();
    await Promise.all([first, second]);
    expect(order).toEqual(["start 1", "end 1", "start 2", "end 2"]);
  });

  it("reports failures and goes on", async () => {
    const failures: unknown[] = [];
    const coalesced = new Coalesced(
      () => Promise.reject(new Error("gone")),
      0,
      (error) => failures.push(error),
    );
    await coalesced.now();
    await coalesced.now();
    expect(failures).toHaveLength(2);
  });

  it("does nothing after its end", async () => {
    let count = 0;
    const coalesced = new Coalesced(
      () => {
        count++;
        return Promise.resolve();
      },
      10,
      () => undefined,
    );
    coalesced.request();
    coalesced.dispose();
    coalesced.request();
    await coalesced.now();
    await vi.advanceTimersByTimeAsync(100);
    expect(count).toBe(0);
  });
});

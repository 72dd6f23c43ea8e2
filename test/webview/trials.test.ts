import "./support/browserStubs.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { MetricRecord, TrialCandidate } from "../../src/protocol/runRecord.js";
import { trialsOf } from "../../webview/charts/trials.js";
import { trialsChart } from "../../webview/charts/trialsChart.js";
import { readTheme } from "../../webview/charts/theme.js";
import { ResultsPage } from "../../webview/page.js";
import { trialsTable } from "../../webview/sections/trialsPanel.js";
import { FakeHost } from "./support/fakeHost.js";
import { smallMetrics, smallRecord, smallRun } from "./support/smallRun.js";

const candidate = (change: Partial<TrialCandidate>): TrialCandidate => ({
  question: "order",
  hidden: [16, 16],
  context: 0,
  related: [],
  last: null,
  ...change,
});

function trial(number: number, tried: TrialCandidate, bits: number): MetricRecord[] {
  return [
    { kind: "trial", trial: number, candidate: tried, epoch: 0.5, bits: bits + 1 },
    { kind: "trial", trial: number, candidate: tried, epoch: 5, bits },
    { kind: "tried", trial: number, candidate: tried, bits, seconds: 1.5 },
  ];
}

const begin: MetricRecord = { kind: "trials", count: 4, epochs: 5 };
const all: readonly MetricRecord[] = [
  begin,
  ...trial(1, candidate({}), 5.25),
  ...trial(2, candidate({ last: "mass" }), 5.125),
  { kind: "chosen", question: "order", trial: 2 },
  ...trial(3, candidate({ question: "context", context: 2, last: "mass" }), 5.5),
  { kind: "chosen", question: "context", trial: 2 },
  ...trial(4, candidate({ question: "hidden", hidden: [10], last: "mass" }), 5),
  { kind: "chosen", question: "hidden", trial: 4 },
];

describe("trialsOf", () => {
  it("gives each trial its curve, its result and what it answered", () => {
    const { count, epochs, trials, answers } = trialsOf(all);
    expect([count, epochs]).toEqual([4, 5]);
    expect(trials.map((one) => one.found?.bits)).toEqual([5.25, 5.125, 5.5, 5]);
    expect(trials[1]?.points).toEqual([
      { x: 0.5, y: 6.125 },
      { x: 5, y: 5.125 },
    ]);
    expect([...answers]).toEqual([
      ["order", 2],
      ["context", 2],
      ["hidden", 4],
    ]);
  });

  it("forgets trials that began again, and leaves other repeats aside", () => {
    expect(trialsOf([...all, begin, ...trial(1, candidate({}), 5.25)])).toEqual(
      trialsOf([begin, ...trial(1, candidate({}), 5.25)]),
    );
    const other = all.map((record) => ({ ...record, repeat: 2 }));
    expect(trialsOf([...all.map((record) => ({ ...record, repeat: 1 })), ...other], 2)).toEqual(
      trialsOf(all),
    );
  });
});

describe("trialsChart", () => {
  interface Line {
    readonly label: string;
    readonly borderDash: readonly number[];
    readonly borderWidth: number;
  }
  const lines = (metrics: readonly MetricRecord[]): readonly Line[] =>
    (trialsChart(readTheme(), trialsOf(metrics)).data as { readonly datasets: readonly Line[] })
      .datasets;

  it("draws the running trial first, then those that were chosen last, and others dashed", () => {
    const running = lines(all.slice(0, -2));
    expect(running[0]?.label).toContain("hidden layers 10");
    const done = lines(all);
    expect(done.map(({ borderDash }) => borderDash.length > 0)).toEqual([false, false, true, true]);
    expect(done[0]?.label).toBe("4 · hidden layers 10");
    expect(done[1]?.label).toBe("2 · mass coded last");
  });
});

describe("the panel", () => {
  let host: FakeHost;
  let root: HTMLElement;
  const text = (): string => root.querySelector("main")?.textContent ?? "";
  const post = (metrics: readonly MetricRecord[]): void => {
    const record = smallRecord({ state: "training", progress: null, phase: "Trial 1 of 4" });
    const run = smallRun("training", { record });
    host.post("showRun", { run, metrics, evaluation: null, log: "", strings: {} });
  };
  beforeEach(() => {
    host = new FakeHost();
    root = document.createElement("div");
    document.body.replaceChildren(root);
    new ResultsPage(root, host).start();
  });

  it.each(["overview", "training"])("shows the first point of the first trial: %s", (tab) => {
    post([]);
    root.querySelector<HTMLElement>(`#tab-${tab}`)!.click();
    expect(root.querySelector("canvas")).toBeNull();
    const { key } = smallRun();
    host.post("appendMetrics", { key, metrics: all.slice(0, 2) });
    expect(root.querySelectorAll("canvas").length).toBe(1);
    expect(text()).toContain("columns in the order of the table");
    host.post("appendMetrics", { key, metrics: all.slice(2) });
    expect(text()).toContain("mass coded last ✓");
    expect(text()).toContain("no rows before ✓");
    expect(text()).not.toContain("2 rows before ✓");
    expect(text()).toContain("hidden layers 10 ✓");
  });

  it("keeps the trials under the loss when training goes on", () => {
    post(all);
    root.querySelector<HTMLElement>("#tab-training")!.click();
    host.post("appendMetrics", { key: smallRun().key, metrics: smallMetrics.slice(0, 2) });
    const titles = [...root.querySelectorAll("main h2")].map(({ textContent }) => textContent);
    expect(titles).toEqual(["Loss", "Learning rate", "Throughput", "Trials"]);
  });

  it("has a table with all that each trial was made of", () => {
    const { rows } = trialsTable(trialsOf(all));
    expect(rows[2]).toEqual([
      3,
      "2 rows before",
      "16-16",
      2,
      5.5,
      { text: "1.50", value: 1.5 },
      "",
    ]);
    expect(rows[3]?.[6]).toBe("chosen");
  });
});

import "./support/browserStubs.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { RunView } from "../../src/protocol/resultsPanelMessages.js";
import { drawnWidth, fitBins, mergedBins } from "../../webview/charts/fitBins.js";
import { compareBins } from "../../webview/charts/ratioChart.js";
import { ResultsPage } from "../../webview/page.js";
import { FakeHost } from "./support/fakeHost.js";
import { smallFit } from "./support/smallFit.js";
import { smallEvaluation, smallMetrics, smallRun } from "./support/smallRun.js";

let host: FakeHost;
let root: HTMLElement;

function show(changes: Partial<Evaluation>, run: RunView = smallRun()): void {
  const evaluation = { ...smallEvaluation(), ...changes };
  host.post("showRun", { run, metrics: smallMetrics, evaluation, log: "", strings: {} });
  root.querySelector<HTMLElement>("#tab-evaluation")!.click();
}

const cells = (label: string): (string | null)[][] =>
  [...root.querySelectorAll(`table[aria-label="${label}"] tbody tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
const link = (text: string): HTMLElement | undefined =>
  [...root.querySelectorAll<HTMLElement>(".actionLink")].find((each) => each.textContent === text);

beforeEach(() => {
  host = new FakeHost();
  root = document.createElement("div");
  document.body.replaceChildren(root);
  new ResultsPage(root, host).start();
});

describe("the Evaluation tab", () => {
  it("shows both fits, and what the peak moved by", () => {
    const fit = smallFit();
    show({ fits: [fit] });
    const rows = cells("Fitted peak");
    expect(rows[0][0]).toBe("position [GeV]");
    expect(rows[0][1]).toMatch(/^(49|50)\.\d+ ± 0\.\d+$/);
    expect(Number(rows[0][3])).toBeCloseTo(fit.shift!.mean.difference, 3);
    expect(Number(rows[0][5])).toBeCloseTo(fit.shift!.mean.pull!, 1);
    expect(rows[1][0]).toBe("width [GeV]");
    expect(root.querySelectorAll("canvas")).toHaveLength(4);
    expect(root.textContent).toContain("Gaussian over linear");
    expect(root.querySelector("canvas")?.getAttribute("aria-label")).toContain("peak fitted at");
  });

  it("chooses among several fits, and remembers it", () => {
    show({ fits: [smallFit(), { ...smallFit(1), label: "energy" }] });
    const [, second] = root.querySelectorAll<HTMLElement>('.segmented [role="radio"]');
    second.click();
    expect(root.querySelector(".fit h2")?.textContent).toContain("energy");
    show({ fits: [smallFit(), { ...smallFit(1), label: "energy" }] });
    expect(root.querySelector(".fit h2")?.textContent).toContain("energy");
  });

  it("says which fit is not to be trusted, and where there are too few entries", () => {
    const fit = smallFit();
    const original = {
      ...fit.original,
      peak: { ...fit.original.peak!, trouble: "atLimit" as const },
    };
    show({
      fits: [{ ...fit, original, decompressed: { ...fit.decompressed, peak: null }, shift: null }],
    });
    expect(root.querySelector(".warningText")?.textContent).toContain("runs into the end");
    expect(root.textContent).toContain("too few entries to fit");
    expect(cells("Fitted peak")[0].slice(2)).toEqual(["–", "", "", ""]);
  });

  it("says what the steps of stored values mean for a fit", () => {
    const fit = { ...smallFit(), gridStep: 2 };
    const { mean, width } = fit.original.peak!;
    const [from] = fit.edges;
    const edges = fit.edges.map((_, i) => from! + 2 * i);
    show({ fits: [{ ...fit, edges, finer: { binWidth: 0.5, mean, width } }] });
    expect(root.textContent).toContain(
      "steps of 2.00 GeV. Both sides are fitted in bins of 2.00 GeV",
    );
    expect(root.textContent).toContain("in bins of 0.500 GeV: position ");
    const decompressed = { ...fit.decompressed, peak: null };
    show({ fits: [{ ...fit, tooCoarse: true, decompressed, shift: null }] });
    expect(root.textContent).toContain("steps of stored values too coarse to fit");
    expect(root.textContent).toContain("steps of 2.00 GeV: too coarse for a fit");
    expect(root.textContent).not.toContain("too few entries");
  });

  it("suggests a fit where the config names none", () => {
    show({});
    expect(root.querySelector("code")?.textContent).toContain('"fits": [{ "column": ');
    link("Open Config")!.click();
    expect(host.sent.at(-1)).toMatchObject({ name: "openConfig" });
  });

  it("has the figures of every column", () => {
    const evaluation = smallEvaluation();
    show({
      correlations: {
        ...evaluation.correlations,
        largestChange: { value: -0.0123, columns: ["event.pt", "x"] },
      },
    });
    const rows = cells("Every column");
    expect(rows).toHaveLength(evaluation.columns.length);
    const [{ original, residualStatistics, ksDistance }] = evaluation.columns;
    expect(Number(rows[0][1])).toBeCloseTo(residualStatistics.rms / original.std, 4);
    expect(rows[0].at(-1)).toBe(ksDistance.toPrecision(3));
    expect(root.textContent).toContain("−0.0123");
  });

  it("tells the selection and the weight, here and beside the model", () => {
    show({ selection: { formula: "pt > 20", original: 800, decompressed: 801 }, weight: "w" });
    expect(root.textContent).toContain(
      "Events with pt > 20: 800 of 1,000 by original values, 801 by",
    );
    expect(root.textContent).toContain("weighted with w");
    expect(root.querySelector(".summary")?.textContent).toContain("pt > 20");
  });

  it("marks derived quantities, which have no bound of their own", () => {
    const evaluation = smallEvaluation();
    const [first, ...rest] = evaluation.columns;
    const derived = {
      ...first,
      name: "energy",
      label: "energy",
      formula: "2*pt",
      boundKind: "none" as const,
      absoluteBound: null,
    };
    show({ columns: [first, ...rest, derived] });
    expect(cells("Every column").at(-1)![0]).toBe("energy [GeV] = 2*pt");
    expect(root.querySelector(".summary .warningText")).toBeNull();
    root.querySelector<HTMLElement>("#tab-distributions")!.click();
    expect(root.querySelector(".columnList")?.textContent).toContain("energy [GeV] derived");
    root.querySelector<HTMLElement>("#tab-overview")!.click();
    expect(root.querySelector(".verdict")?.textContent).not.toContain("without a bound");
  });

  it("asks to evaluate again and to export, but not in a report", () => {
    show({});
    link("Evaluate Again")!.click();
    expect(host.sent.at(-1)).toMatchObject({ name: "evaluate" });
    link("Export Report…")!.click();
    expect(host.sent.at(-1)).toMatchObject({ name: "exportReport" });
    show({}, { ...smallRun(), steerable: false, report: true });
    for (const text of ["Evaluate Again", "Export Report…", "Open Config"])
      expect(link(text)).toBeUndefined();
    expect(root.textContent).not.toContain("Restricted Mode");
  });
});

describe("bins of a fit that are drawn", () => {
  const fit = smallFit();

  it("hold all entries of the bins that they are made of", () => {
    const bins = fitBins(fit, fit.original);
    const merged = mergedBins(fit);
    expect(bins.length).toBeLessThanOrEqual(70);
    expect(bins[3].entries).toBe(
      fit.original.counts.slice(3 * merged, 4 * merged).reduce((sum, count) => sum + count, 0),
    );
    expect(bins[3].error).toBeCloseTo(Math.sqrt(bins[3].entries), 12);
    expect(bins[3].to - bins[3].from).toBeCloseTo(drawnWidth(fit), 9);
  });

  it("have pulls of unit width about zero where the curve fits", () => {
    const pulls = fitBins(fit, fit.original).map(({ pull }) => pull!);
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    const width = Math.sqrt(
      pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / pulls.length,
    );
    expect(Math.abs(mean)).toBeLessThan(0.4);
    expect(width).toBeGreaterThan(0.7);
    expect(width).toBeLessThan(1.4);
  });

  it("do not beat with the grid of a bound", () => {
    const width = fit.edges[1] - fit.edges[0];
    for (const steps of [0.37, 1, 2.33, 5.1]) {
      const merged = mergedBins({ ...fit, gridStep: steps * width });
      expect(Math.abs(merged / steps - Math.round(merged / steps))).toBeLessThan(0.1);
      expect(merged).toBeGreaterThanOrEqual(mergedBins(fit));
    }
    expect(mergedBins({ ...fit, gridStep: 0.001 * width })).toBe(mergedBins(fit));
  });

  it("take weighted errors as they are", () => {
    const errors = fit.original.counts.map(() => 2);
    const [bin] = fitBins(fit, { ...fit.original, errors });
    expect(bin.error).toBeCloseTo(2 * Math.sqrt(mergedBins(fit)), 12);
  });
});

it("the band of a ratio has the errors of weighted entries", () => {
  expect(compareBins([100, 0], [101, 0], "ratio", [20, 0]).band).toEqual([0.2, 2]);
  expect(compareBins([100], [101], "ratio").band).toEqual([0.1]);
});

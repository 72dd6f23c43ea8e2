import "./support/browserStubs.js";
import { beforeEach, describe, expect, it } from "vitest";
import type {
  ComparisonPanelMessages,
  Measurement,
} from "../../src/protocol/comparisonPanelMessages.js";
import { ComparisonPage } from "../../webview/comparison/comparisonPage.js";
import { FakeHost } from "./support/fakeHost.js";
import { smallComparedRuns, smallComparison } from "./support/smallComparison.js";

let host: FakeHost<ComparisonPanelMessages>;
let root: HTMLElement;

const measured: Measurement = { kind: "measured", comparison: smallComparison() };

function open(): void {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  new ComparisonPage(root, host).start();
}

function show(measurement: Measurement = measured, changes: object = {}): void {
  const params = { runs: smallComparedRuns(), missing: [], bound: 1e-3, measurement, strings: {} };
  host.post("showComparison", { ...params, ...changes });
}

const table = (label: string): HTMLTableElement =>
  root.querySelector(`table[aria-label="${label}"]`) ?? expect.fail(`no table ${label}`);
const lines = (label: string): string[][] =>
  [...table(label).rows].map((row) => [...row.cells].map((cell) => cell.textContent));
const press = (text: string): void => {
  const found = [...root.querySelectorAll<HTMLElement>("button, vscode-button")].find(
    (one) => one.textContent.trim() === text,
  );
  (found ?? expect.fail(`no button ${text}`)).click();
};
const last = (): unknown => host.sent.at(-1);

beforeEach(() => {
  host = new FakeHost();
  open();
});

describe("the page that compares runs", () => {
  it("tells the host that it is ready, and waits", () => {
    expect(host.sent).toEqual([{ name: "ready", params: undefined }]);
    expect(root.textContent).toContain("Loading");
  });

  it("shows what the run folders tell while the engine measures, and how far it is", () => {
    show({ kind: "measuring", fraction: 0.425, phase: "Comparing dense/1" });
    expect(root.querySelector(".pill")?.textContent).toBe("Measuring");
    expect(root.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow")).toBe("43");
    expect(lines("Models").map(([name]) => name)).toEqual([
      "run",
      "dense/1",
      "masked/2",
      "repeated/3",
    ]);
    expect(root.querySelector('table[aria-label="Every column"]')).toBeNull();
    const kept = table("Models");
    host.post("updateMeasurement", {
      bound: 1e-3,
      measurement: { kind: "measuring", fraction: 0.9, phase: "" },
    });
    expect(table("Models")).toBe(kept);
    press("Cancel");
    expect(last()).toEqual({ name: "cancel", params: undefined });
    host.post("updateMeasurement", { bound: 1e-3, measurement: measured });
    expect(lines("Models").at(-1)?.[0]).toBe("grid + entropy coder");
  });

  it("gives sizes and times, a dash where there is none, and errors over seeds", () => {
    show();
    const [head, dense, masked, repeated] = lines("Models");
    const ratio = head!.indexOf("ratio, no bound");
    expect(dense![ratio]).toBe("4.00");
    expect(masked![ratio]).toBe("–");
    expect(repeated![ratio]).toBe("8.00 ± 0.13");
    expect(repeated![1]).toBe("dense 200-100-50-4");
    const best = [...table("Models").querySelectorAll(".best")].map((cell) => cell.textContent);
    expect(best).toContain("8.00 ± 0.13");
    expect(best).not.toContain("4.00");
  });

  it("shows figures without a bound of those that work without one, and at the bound of all", () => {
    show();
    expect(lines("Every column").map((line) => line.slice(0, 3))).toEqual([
      ["run", "pt", "flat"],
      ["dense/1", "0.100", "–"],
      ["repeated/3", "0.0500", "–"],
    ]);
    press("at 10⁻³ of the range");
    expect(lines("Every column")).toHaveLength(5);
    press("KS distance D");
    expect(lines("Every column")[2]!.slice(0, 2)).toEqual(["masked/2", "0.00500"]);
  });

  it("sets fitted peaks side by side; over seeds the error is that of the mean", () => {
    show();
    const [, dense, repeated] = lines("Fitted peak, mass");
    expect(dense!.slice(0, 5)).toEqual([
      "dense/1",
      "174.10 ± 0.20",
      "175.10 ± 0.30",
      "5.00",
      "0.500",
    ]);
    expect(repeated![2]).toBe("174.60 ± 0.75");
    expect(table("Fitted peak, mass").querySelector(".best")?.textContent).toBe("2.50");
  });

  it("lays entries and residuals of a column over one another, where the engine gave bins", () => {
    const comparison = smallComparison();
    const plots = (label: string) => ({
      label,
      unit: "GeV",
      entries: {
        ...{ edges: [0, 1, 2], original: [4, 6], decompressed: [5, 5] },
        ...{ logX: false, logY: false },
      },
      residual: { edges: [-1, 0, 1], counts: [3, 7] },
    });
    const models = comparison.models.map((model) => ({
      ...model,
      withoutBound: model.withoutBound && {
        ...model.withoutBound,
        plots: [plots("pt"), plots("flat")],
      },
    }));
    const titles = (): string[] => [...root.querySelectorAll("h2")].map((one) => one.textContent);
    show();
    expect(titles()).not.toContain("Entries of pt");
    show({ kind: "measured", comparison: { ...comparison, models } });
    expect(titles()).toContain("Entries of pt");
    const column = root.querySelector<HTMLSelectElement>('vscode-dropdown[aria-label="Column"]')!;
    column.value = "flat";
    column.dispatchEvent(new Event("change"));
    expect(titles()).toContain("Residual of flat");
    root.querySelector<HTMLElement>('[data-key="table-entries"]')?.click();
    const rows = [...root.querySelectorAll(".tableScroll tbody tr")];
    expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
      ["0", "1", "4", "5", "5"],
      ["1", "2", "6", "5", "5"],
    ]);
  });

  it("says which fit should not be trusted, and never calls it the best", () => {
    const comparison = smallComparison();
    const [first, masked, repeated, ...others] = comparison.models;
    const { withoutBound } = repeated!;
    const fits = withoutBound!.fits.map((fit) => ({ ...fit, trouble: "atLimit" as const }));
    const troubled = { ...repeated!, withoutBound: { ...withoutBound!, fits } };
    const models = [first!, masked!, troubled, ...others];
    show({ kind: "measured", comparison: { ...comparison, models } });
    expect(lines("Fitted peak, mass").map((line) => line.at(-1))).toEqual([
      "do not trust",
      "",
      "at a limit",
    ]);
    expect(table("Fitted peak, mass").querySelector(".best")).toBeNull();
  });

  it("sorts by a column, with what has no number last, and keeps the order", () => {
    show();
    press("ratio, no bound");
    const names = (): (string | undefined)[] =>
      lines("Models")
        .slice(1)
        .map(([name]) => name);
    expect(names().slice(0, 2)).toEqual(["repeated/3", "dense/1"]);
    const saved = host.state;
    host = new FakeHost();
    host.state = saved;
    open();
    show();
    expect(names().slice(0, 2)).toEqual(["repeated/3", "dense/1"]);
    expect(host.state).toMatchObject({
      runFolders: ["/runs/dense/1", "/runs/masked/2", "/runs/repeated/3"],
      bound: 1e-3,
    });
  });

  it("lays curves of one unit over one another, and tells of points that are no numbers", () => {
    show(measured, { runs: smallComparedRuns(3) });
    const titles = [...root.querySelectorAll("h2")].map((title) => title.textContent);
    expect(titles).toContain("Validation loss");
    expect(titles).toContain("Validation, bits per row");
    expect(root.textContent).toContain("repeated/3: 1 of 4 points are not numbers");
    const label = root.querySelector("canvas")?.getAttribute("aria-label");
    expect(label).toBe("loss of 2 runs. dense/1: lowest 0.04115; repeated/3: lowest 0.04115.");
    root.querySelector<HTMLElement>(".iconButton")?.click();
    const cells = [...root.querySelectorAll(".tableScroll tbody tr")].map((row) => row.textContent);
    expect(cells).toHaveLength(8);
    expect(cells.some((text) => text.includes("NaN"))).toBe(true);
  });

  it("lists the settings that differ, or all, and opens two configs side by side", () => {
    show();
    expect(lines("Settings").map(([name]) => name)).toEqual([
      "setting",
      "model.type",
      "training.epochs",
    ]);
    press("all");
    expect(lines("Settings")).toHaveLength(4);
    press("dense/1 ↔ repeated/3");
    expect(last()).toEqual({
      name: "showDifference",
      params: { left: "/runs/dense/1", right: "/runs/repeated/3" },
    });
  });

  it("leads to a run, and gives every figure away as text", () => {
    show();
    press("masked/2");
    expect(last()).toEqual({ name: "showRun", params: { key: "/runs/masked/2" } });
    press("Copy as Markdown");
    expect(last()).toMatchObject({ name: "copyText" });
    expect(JSON.stringify(last())).toContain("| repeated/3, 3 seeds |");
    press("CSV…");
    expect(last()).toMatchObject({ name: "saveFile", params: { suggestedName: "comparison.csv" } });
    press("JSON…");
    const { data } = (last() as { params: { data: string } }).params;
    expect(JSON.parse(data)).toEqual(smallComparison());
  });

  it("says what failed, what is gone, and that Restricted Mode measures nothing", () => {
    show({ kind: "failed", message: "jets.npz changed." }, { missing: ["/runs/gone/4"] });
    expect(root.querySelector('[role="alert"]')?.textContent).toContain("jets.npz changed.");
    expect(root.textContent).toContain("Moved or deleted: /runs/gone/4");
    press("Measure Again");
    expect(last()).toEqual({ name: "measure", params: { bound: 1e-3 } });
    show({ kind: "failed", message: null });
    expect(root.querySelector(".pill")?.textContent).toBe("Cancelled");
    show({ kind: "untrusted" });
    expect(root.querySelectorAll("vscode-button, vscode-dropdown")).toHaveLength(0);
    expect(root.textContent).toContain("Measuring is off in Restricted Mode");
  });

  it("keeps the focus where it was when measuring ends", () => {
    show({ kind: "measuring", fraction: 0.5, phase: "" });
    const link = root.querySelector<HTMLElement>('[data-key="run-/runs/dense/1"]');
    link?.focus();
    host.post("updateMeasurement", { bound: 1e-3, measurement: measured });
    expect(document.activeElement?.textContent).toBe("dense/1");
    expect(document.activeElement).not.toBe(link);
  });
});

import "./support/browserStubs.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { RunView } from "../../src/protocol/resultsPanelMessages.js";
import { dispatchMessage, type PanelHandlers } from "../../webview/hostConnection.js";
import { ResultsPage } from "../../webview/page.js";
import { FakeHost } from "./support/fakeHost.js";
import { smallEvaluation, smallMetrics, smallRecord, smallRun } from "./support/smallRun.js";

let host: FakeHost;
let root: HTMLElement;

function open(): void {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  new ResultsPage(root, host).start();
}

function show(run: RunView = smallRun(), evaluation: Evaluation | null = smallEvaluation()): void {
  host.post("showRun", { run, metrics: smallMetrics, evaluation, log: "a line", strings: {} });
}

const tab = (name: string): HTMLElement =>
  root.querySelector(`#tab-${name}`) ?? expect.fail(`no tab ${name}`);
const chosenTab = (): string | null =>
  root.querySelector('[role="tab"][aria-selected="true"]')?.textContent ?? null;
const texts = (selector: string): (string | null)[] =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);
const press = (key: string): void => {
  (document.activeElement ?? root).dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
};
const showAsTable = (): void => {
  root.querySelector<HTMLElement>('.iconButton[aria-pressed="false"]')?.click();
};

beforeEach(() => {
  host = new FakeHost();
  open();
});

describe("messages", () => {
  it("tells the host that it is ready, once it listens", () => {
    expect(host.sent).toEqual([{ name: "ready", params: undefined }]);
    expect(root.textContent).toContain("Loading the run…");
  });

  it("passes nothing but known messages with parameters to a handler", () => {
    const seen: unknown[] = [];
    const take = (params: unknown): void => void seen.push(params);
    const handlers = {
      showRun: take,
      showMissing: take,
      updateRun: take,
      appendMetrics: take,
      showEvaluation: take,
    } as PanelHandlers;
    const strangers = [
      undefined,
      null,
      "showRun",
      {},
      { name: 3 },
      { name: "toString", params: {} },
      { name: "__proto__", params: {} },
      { name: "stop", params: { key: "k" } },
      { name: "showRun" },
      { name: "showRun", params: null },
    ];
    for (const message of strangers) expect(dispatchMessage(handlers, message)).toBe(false);
    expect(seen).toEqual([]);
    expect(dispatchMessage(handlers, { name: "showMissing", params: { runFolder: "r" } })).toBe(
      true,
    );
    expect(seen).toEqual([{ runFolder: "r" }]);
  });

  it("drops what belongs to another run", () => {
    show(smallRun("training"), null);
    const other = smallRun("failed", { key: "jets/008", record: smallRecord({ name: "other" }) });
    host.post("updateRun", { run: other, log: "" });
    host.post("appendMetrics", { key: "jets/008", metrics: [{ ...smallMetrics[0], loss: 777 }] });
    host.post("showEvaluation", { key: "jets/008", evaluation: smallEvaluation() });
    expect(root.querySelector("h1")?.textContent).toBe("jets · run 7");
    expect(root.querySelector(".pill")?.textContent).toBe("Training");
    expect(root.querySelector(".verdict")).toBeNull();
    tab("training").click();
    showAsTable();
    expect(root.textContent).not.toContain("777");
  });

  it("takes up what belongs to the run that is shown", () => {
    show(smallRun("training"), null);
    tab("training").click();
    showAsTable();
    host.post("appendMetrics", {
      key: "jets/007",
      metrics: [{ ...smallMetrics[0], step: 50, loss: 0.0123456789 }],
    });
    expect(root.textContent).toContain("0.0123457");
    host.post("updateRun", { run: smallRun("evaluating"), log: "" });
    expect(root.querySelector(".pill")?.textContent).toBe("Evaluating");
    host.post("showEvaluation", { key: "jets/007", evaluation: smallEvaluation() });
    tab("overview").click();
    expect(root.querySelector(".verdict .big")?.textContent).toContain("4.00 times smaller");
  });

  it("shows the translation where the host has one", () => {
    host.post("showRun", {
      run: smallRun(),
      metrics: [],
      evaluation: smallEvaluation(),
      log: "",
      strings: { Training: "Lernen", "run {0}": "Lauf {0}" },
    });
    expect(tab("training").textContent).toBe("Lernen");
    expect(root.querySelector("h1")?.textContent).toBe("jets · Lauf 7");
    show();
    expect(tab("training").textContent).toBe("Training");
  });

  it("says when the run is gone, and recovers", () => {
    show();
    host.post("showMissing", { runFolder: "runs/jets/007" });
    expect(root.textContent).toContain("runs/jets/007");
    expect(root.querySelector('[role="tab"]')).toBeNull();
    show();
    expect(root.querySelector(".verdict")).not.toBeNull();
  });
});

describe("tabs", () => {
  it("follow the arrow keys, Home and End, round the corner, with the focus", () => {
    show();
    tab("overview").focus();
    const after = (key: string): (string | null)[] => {
      press(key);
      return [chosenTab(), document.activeElement?.textContent ?? null];
    };
    expect(after("ArrowRight")).toEqual(["Training", "Training"]);
    expect(after("ArrowLeft")).toEqual(["Overview", "Overview"]);
    expect(after("ArrowLeft")).toEqual(["Details", "Details"]);
    expect(after("Home")).toEqual(["Overview", "Overview"]);
    expect(after("End")).toEqual(["Details", "Details"]);
    expect(after("x")).toEqual(["Details", "Details"]);
    expect(root.querySelectorAll('[role="tab"][tabindex="0"]')).toHaveLength(1);
    expect(root.querySelector('[role="tabpanel"]')?.getAttribute("aria-labelledby")).toBe(
      "tab-details",
    );
  });

  it("draw no error in any state, with and without an evaluation", () => {
    const states = [
      "starting",
      "reading",
      "training",
      "stopping",
      "stopped",
      "evaluating",
      "finished",
      "failed",
      "interrupted",
    ] as const;
    for (const state of states) {
      for (const evaluation of [null, smallEvaluation()]) {
        show(smallRun(state), evaluation);
        for (const button of root.querySelectorAll<HTMLElement>('[role="tab"]')) {
          tab(button.id.replace("tab-", "")).click();
          expect(root.querySelector("main .content")?.childElementCount).toBeGreaterThan(0);
        }
      }
    }
  });
});

describe("state", () => {
  it("comes back with the same run in a new page", () => {
    show();
    tab("distributions").click();
    const other = texts(".columnList li .name").length;
    expect(other).toBe(3);
    root.querySelectorAll<HTMLElement>(".columnList li")[2].click();
    const chosen = root.querySelector(".columnList li.on")?.getAttribute("title");
    open();
    show();
    expect(chosenTab()).toBe("Distributions");
    expect(root.querySelector(".columnList li.on")?.getAttribute("title")).toBe(chosen);
  });

  it("starts afresh for another run", () => {
    show();
    tab("details").click();
    show(smallRun("finished", { key: "jets/008" }));
    expect(chosenTab()).toBe("Overview");
    show();
    expect(chosenTab()).toBe("Details");
  });
});

describe("header", () => {
  const buttons = (): (string | null)[] => texts(".actions vscode-button");

  it("offers what fits the state", () => {
    show(smallRun("training"), null);
    expect(buttons()).toEqual(["Stop"]);
    show(smallRun("stopped"), null);
    expect(buttons()).toEqual(["Resume", "Train Again"]);
    show(smallRun("interrupted"), null);
    expect(buttons()).toEqual(["Resume", "Train Again"]);
    show();
    expect(buttons()).toEqual(["Compress…", "Train Again"]);
    show(smallRun("failed", { record: smallRecord({ progress: null }) }), null);
    expect(buttons()).toEqual(["Train Again"]);
    show(smallRun("finished", { steerable: false }));
    expect(buttons()).toEqual([]);
    expect(root.textContent).toContain("Restricted Mode");
  });

  it("sends the action with the key of its run, and none while stopping", () => {
    show(smallRun("training"), null);
    root.querySelector<HTMLElement>(".actions vscode-button")?.click();
    expect(host.sent.at(-1)).toEqual({ name: "stop", params: { key: "jets/007" } });
    const count = host.sent.length;
    show(smallRun("stopping"), null);
    root.querySelector<HTMLElement>(".actions vscode-button")?.click();
    expect(host.sent).toHaveLength(count);
    show(smallRun("stopping", { stopUnanswered: true }), null);
    expect(buttons()).toEqual(["Force Stop"]);
    expect(texts(".notice .headline")).toEqual([
      "The engine has not answered the stop for ten seconds.",
    ]);
    root.querySelector<HTMLElement>(".actions vscode-button")?.click();
    expect(host.sent.at(-1)).toEqual({ name: "forceStop", params: { key: "jets/007" } });
  });

  it("tells how far the training is", () => {
    const progress = {
      epoch: 163,
      epochs: 200,
      step: 815,
      steps: 1000,
      rowsPerSecond: 184612,
      secondsDone: 49.2,
      secondsLeft: 11.6,
      bestEpoch: 150,
      bestLoss: 0.1,
    };
    show(smallRun("training", { record: smallRecord({ progress }) }), null);
    expect(root.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow")).toBe("82");
    expect(root.querySelector(".bar")?.textContent).toContain("epoch 163 / 200");
    expect(texts(".fact")).toEqual(["Elapsed49 s", "Leftabout 12 s", "Rate184,600 rows/s"]);
  });
});

describe("notices", () => {
  it("say what failed, where, and what to do", () => {
    const stack = "Error: The disk is full.\n    at write (collimate.js:1:2)";
    const error = { message: "The disk is full.", detail: stack };
    show(smallRun("failed", { record: smallRecord({ error }) }), null);
    const notice = root.querySelector('[role="alert"]');
    expect(notice?.textContent).toContain("The disk is full.");
    expect(notice?.textContent).toContain("epoch 4 of 4");
    expect(notice?.textContent).toContain("Resume goes on from there");
    expect(root.textContent).not.toContain("collimate.js:1:2");
    notice?.querySelector<HTMLElement>(".actionLink")?.click();
    expect(host.sent.at(-1)).toEqual({ name: "openLog", params: { key: "jets/007" } });
  });

  it("offer an evaluation where one is missing and possible", () => {
    show(smallRun("stopped"), null);
    tab("residuals").click();
    expect(root.textContent).toContain("Residuals appear after evaluation.");
    root.querySelector<HTMLElement>("main vscode-button")?.click();
    expect(host.sent.at(-1)).toEqual({ name: "evaluate", params: { key: "jets/007" } });
    show(smallRun("training"), null);
    expect(root.querySelector("main vscode-button")).toBeNull();
  });

  it("never turn a text into markup", () => {
    show();
    tab("details").click();
    expect(root.querySelector("pre b")).toBeNull();
    expect(texts("pre").join("")).toContain("<b>not markup</b>");
  });
});

describe("charts", () => {
  it("each have a sentence and the role of a picture", () => {
    show();
    for (const name of ["overview", "training", "distributions", "residuals", "compression"]) {
      tab(name).click();
      const charts = [...root.querySelectorAll(".plot canvas")];
      expect(charts.length).toBeGreaterThan(0);
      for (const canvas of charts) {
        expect(canvas.getAttribute("role")).toBe("img");
        expect(canvas.getAttribute("aria-label")).toMatch(/^.{20,}[.]$/s);
      }
    }
  });

  it("turn into tables with the exact numbers, and into files", () => {
    const evaluation = smallEvaluation();
    show(smallRun(), evaluation);
    tab("distributions").click();
    root.querySelector<HTMLElement>('.columnList li[title="event.mass"]')?.click();
    showAsTable();
    const { beforeAfter } = evaluation.columns[1];
    const rows = [...root.querySelectorAll(".tableScroll tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows).toHaveLength(beforeAfter.original.counts.length + 2);
    expect(rows.slice(1, -1).map((row) => Number(row[2]))).toEqual(beforeAfter.original.counts);
    expect(rows.slice(1, -1).map((row) => Number(row[3]))).toEqual(beforeAfter.decompressed.counts);
    root.querySelector<HTMLElement>(".panel .actionLink")?.click();
    const saved = host.sent.at(-1) as { name: string; params: { data: string; binary: boolean } };
    expect(saved.name).toBe("saveFile");
    expect(saved.params.binary).toBe(false);
    expect(saved.params.data.split("\r\n")).toHaveLength(beforeAfter.original.counts.length + 4);
  });

  it("keep the rows of a live table when points come", () => {
    show(smallRun("training"), null);
    tab("training").click();
    showAsTable();
    const rows = (): Element[] => [...root.querySelectorAll(".tableScroll tbody tr")];
    const before = rows();
    host.post("appendMetrics", { key: "jets/007", metrics: [{ ...smallMetrics[0], step: 5000 }] });
    host.post("updateRun", { run: smallRun("evaluating"), log: "" });
    expect(rows()).toHaveLength(before.length + 1);
    expect(before.every((row, index) => row === rows()[index])).toBe(true);
  });

  it("show the loss to six digits in their table", () => {
    show();
    tab("training").click();
    showAsTable();
    expect(texts(".tableScroll td")).toContain("0.0411523");
  });
});

describe("theme", () => {
  it("is read again when the host changes it", async () => {
    document.body.style.setProperty("--panel", "#000000");
    show();
    tab("residuals").click();
    // The correlation of mass and energy does not exist: its cell has the colour of the panel.
    const cell = (): string =>
      root.querySelectorAll<HTMLElement>(".matrix tbody td")[5].style.backgroundColor;
    expect(cell()).toBe("rgb(0, 0, 0)");
    document.body.style.setProperty("--panel", "#ffffff");
    document.body.classList.toggle("vscode-light");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(cell()).toBe("rgb(255, 255, 255)");
  });
});

describe("details", () => {
  it("sort by a column, keep the order, and give the focus back", () => {
    const evaluation = smallEvaluation();
    show(smallRun(), evaluation);
    tab("details").click();
    const header = (): HTMLElement =>
      root.querySelector<HTMLElement>('[data-key="sort6"]') ?? expect.fail("no header");
    header().focus();
    header().click();
    const order = [...evaluation.columns]
      .sort((a, b) => b.residualStatistics.rms - a.residualStatistics.rms)
      .map(({ label }) => label);
    expect(texts("table.lines tbody th")).toEqual(order);
    expect(document.activeElement).toBe(header());
    header().click();
    expect(texts("table.lines tbody th")).toEqual([...order].reverse());
  });
});

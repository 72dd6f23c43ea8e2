import { reportElements, type ReportData, type ReportRun } from "../../src/protocol/report.js";
import { element } from "../element.js";
import { t, useStrings } from "../localize.js";
import { ResultsPage } from "../page.js";
import { comparison } from "./comparison.js";
import { followTheme } from "./reportTheme.js";
import { reportConnection } from "./reportConnection.js";

/** The data of a report file; null on the page of an editor. */
export function reportData(): ReportData | null {
  const holder = document.getElementById(reportElements.data);
  return holder === null ? null : (JSON.parse(holder.textContent) as ReportData);
}

/** Shows a report: the page of its run, or those of several side by side under a table that compares them. */
export function showReport(root: HTMLElement, data: ReportData): void {
  useStrings(data.strings);
  followTheme();
  const [first] = data.runs;
  if (data.runs.length === 1 && first) {
    new ResultsPage(root, reportConnection(first, data.strings)).start();
    return;
  }
  const panes = data.runs.map((run) => pane(run, data));
  root.classList.add("comparison");
  root.append(
    element("main", {}, comparison(data.runs), element("div", { class: "panes" }, ...panes)),
  );
  followChoices(panes);
}

/** A page of its own for one run, made of this page's own parts. */
function pane(run: ReportRun, data: ReportData): HTMLIFrameElement {
  const part = (id: string): string => document.getElementById(id)?.textContent ?? "";
  const json = JSON.stringify({ ...data, runs: [run] }).replaceAll("<", String.raw`\u003c`);
  const frame = document.createElement("iframe");
  frame.title = t("Results of {0}", run.run.key);
  frame.srcdoc = [
    `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8">`,
    `<style>${part(reportElements.style)}</style></head>`,
    `<body class="report vscode-light"><div id="app"></div>`,
    `<script type="application/json" id="${reportElements.data}">${json}</script>`,
    `<script>${part(reportElements.script)}</script></body></html>`,
  ].join("");
  return frame;
}

/** What is chosen in one pane is shown in all. */
function followChoices(panes: readonly HTMLIFrameElement[]): void {
  let shown = "";
  window.addEventListener("message", ({ data, source }) => {
    const view = (data as { readonly collimateView?: unknown } | null)?.collimateView;
    const text = JSON.stringify(view);
    if (view === undefined || text === shown) return;
    shown = text;
    for (const { contentWindow } of panes) {
      if (contentWindow !== source) contentWindow?.postMessage({ collimateShow: view }, "*");
    }
  });
}

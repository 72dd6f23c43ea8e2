import "./support/browserStubs.js";
import { beforeEach, describe, expect, it } from "vitest";
import { reportHtml } from "../../src/engine/runFolder/reportHtml.js";
import { reportFile } from "../../src/engine/runFolder/reportRun.js";
import type { ReportRun } from "../../src/protocol/report.js";
import { reportData, showReport } from "../../webview/report/report.js";
import { smallFit } from "./support/smallFit.js";
import { smallEvaluation, smallMetrics, smallRun } from "./support/smallRun.js";

const page = { script: "const close = '</script>';", style: "i { color: red; }" };
const run = (key: string, log = ""): ReportRun => ({
  run: { ...smallRun("finished", { key }), steerable: false, report: true },
  metrics: smallMetrics,
  evaluation: { ...smallEvaluation(), fits: [smallFit()] },
  log,
});

/** Puts a report into the document as a browser does. */
function open(runs: readonly ReportRun[]): HTMLElement {
  const html = reportHtml("jets <7>", { runs, strings: {} }, page);
  const parsed = new DOMParser().parseFromString(html, "text/html");
  document.body.replaceChildren(
    ...[...parsed.body.childNodes].map((node) => document.adoptNode(node)),
  );
  const root = document.querySelector<HTMLElement>("#app")!;
  showReport(root, reportData()!);
  return root;
}

beforeEach(() => {
  window.matchMedia = ((query: string) => ({
    matches: query.includes("dark"),
    addEventListener: () => undefined,
  })) as unknown as typeof window.matchMedia;
});

describe("a report file", () => {
  it("asks for nothing from elsewhere, and no text in it can end a script", () => {
    const html = reportHtml(
      "jets <7>",
      { runs: [run("a", "</script><script>alert(1)")], strings: {} },
      page,
    );
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/\s(src|href)="/);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain("<title>jets &lt;7&gt;</title>");
  });

  it("shows one run as the panel does, in the colours of the system", () => {
    const root = open([run("jets/7")]);
    expect(root.querySelector("h1")?.textContent).toContain("jets");
    expect(document.body.classList.contains("vscode-dark")).toBe(true);
    root.querySelector<HTMLElement>("#tab-evaluation")!.click();
    expect(root.textContent).toContain("Gaussian over linear");
    expect(root.querySelectorAll("vscode-button")).toHaveLength(0);
    document.querySelector<HTMLElement>(".themeToggle button")!.click();
    expect(document.body.classList.contains("vscode-light")).toBe(true);
  });

  it("shows a file without what is not known of it", () => {
    const root = open([reportFile("jets.collimated.npz", smallEvaluation())]);
    expect(root.querySelector("h1")?.textContent).toBe("jets.collimated.npz");
    expect(root.querySelector("#tab-training")).toBeNull();
    expect(root.querySelector("#tab-residuals")).not.toBeNull();
  });

  it("shows several side by side under their figures", () => {
    const root = open([run("jets/7"), run("jets/8")]);
    expect(root.querySelectorAll("iframe")).toHaveLength(2);
    const header = [...root.querySelectorAll("thead th")].map((cell) => cell.textContent);
    expect(header).toEqual(["", "jets/7", "jets/8"]);
    const rows = [...root.querySelectorAll("tbody tr")].map((row) => row.textContent);
    expect(rows.some((text) => text.startsWith("ratio"))).toBe(true);
    expect(rows.some((text) => text.startsWith("mass, Gaussian over linear: difference [%]"))).toBe(
      true,
    );
    for (const frame of root.querySelectorAll("iframe")) {
      expect(frame.srcdoc).toContain("collimate-report");
    }
  });
});

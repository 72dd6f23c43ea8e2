import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ReportRun } from "../../protocol/report.js";
import { writeWhole } from "../nodeFiles.js";
import { reportHtml } from "../runFolder/reportHtml.js";

/** The page lies beside the bundle. */
const page = (name: string): string => fileURLToPath(new URL(`./webview/${name}`, import.meta.url));

/** Writes a self-contained HTML report of one run or several. */
export async function writeReport(path: string, runs: readonly ReportRun[]): Promise<void> {
  const html = reportHtml(
    runs.map(({ run }) => run.key).join(" · "),
    { runs, strings: {} },
    {
      script: await readFile(page("panel.js"), "utf8"),
      style: await readFile(page("panel.css"), "utf8"),
    },
  );
  const bytes = new TextEncoder().encode(html);
  await writeWhole(path, (sink) => sink.write(bytes));
}

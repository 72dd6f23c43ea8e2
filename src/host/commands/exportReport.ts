import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { commands, env, l10n, Uri, window, workspace } from "vscode";
import { reportHtml } from "../../engine/runFolder/reportHtml.js";
import { reportRun } from "../../engine/runFolder/reportRun.js";
import type { HostServices } from "../hostServices.js";
import { panelFiles } from "../panelPage/panelHtml.js";
import { chooseTrainedRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Saves a run with its curves, plots and figures as one HTML file that needs nothing else. */
export async function exportReport(host: HostServices, target: CommandTarget): Promise<void> {
  const chosen = await chooseTrainedRun(host, target);
  if (chosen === null) return;
  const { run, configFile } = chosen;
  const shown = await reportRun(run.folder);
  if (shown === null) {
    throw new Error(l10n.t("This run has not been evaluated: evaluate it first."));
  }
  const name = `${run.record.name}-${run.record.number}.html`;
  const file =
    target.output === undefined
      ? await window.showSaveDialog({
          defaultUri: Uri.file(join(dirname(configFile), name)),
          filters: { HTML: ["html"] },
        })
      : Uri.file(target.output);
  if (file === undefined) return;
  const page = (part: string): Promise<string> =>
    readFile(join(host.context.extensionPath, "dist", "webview", part), "utf8");
  const html = reportHtml(
    shown.run.key,
    { runs: [shown], strings: { ...l10n.bundle } },
    { script: await page(panelFiles.script), style: await page(panelFiles.style) },
  );
  await workspace.fs.writeFile(file, Buffer.from(html, "utf8"));
  void offerToOpen(file);
}

async function offerToOpen(file: Uri): Promise<void> {
  const open = l10n.t("Open in Browser");
  const reveal = l10n.t("Show in Folder");
  const picked = await window.showInformationMessage(
    l10n.t("Wrote {0}: a browser opens it without network.", workspace.asRelativePath(file)),
    open,
    reveal,
  );
  if (picked === open) await env.openExternal(file);
  if (picked === reveal) await commands.executeCommand("revealFileInOS", file);
}

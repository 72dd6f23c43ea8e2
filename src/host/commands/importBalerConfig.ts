import { basename, dirname, join } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import type { HostServices } from "../hostServices.js";
import { withEngineProgress } from "../ui/withEngineProgress.js";
import { askForOutput } from "./askForFiles.js";
import type { CommandTarget } from "./commandTarget.js";

interface ImportAnswer {
  readonly input: string | null;
  readonly mapped: readonly unknown[];
  readonly unmapped: readonly {
    readonly key: string;
    readonly line: number;
    readonly reason?: string;
  }[];
}

/** Makes a config from one of Baler's, which the engine reads as text and never executes, and opens it. */
export async function importBalerConfig(host: HostServices, target: CommandTarget): Promise<void> {
  const file = target.input ?? (await askForPython());
  if (file === undefined) return;
  // Baler is called at the root of its checkout, and its paths start there.
  const folder =
    workspace.getWorkspaceFolder(Uri.file(file))?.uri.fsPath ??
    workspace.workspaceFolders?.[0]?.uri.fsPath ??
    dirname(file);
  const output =
    target.output ?? (await askForOutput(proposedName(file, folder), l10n.t("Write the config")));
  if (output === undefined) return;
  // Replacing was agreed to in the dialog, but only by a config: what is there stays until one is made.
  const made = `${output}.importing.collimate.json`;
  let answer: ImportAnswer;
  try {
    answer = await withEngineProgress<ImportAnswer>(
      host.engine,
      l10n.t("Importing {0}", basename(file)),
      ["import-baler", file, "-o", made],
      { cwd: folder, onText: (line) => host.log.info(line) },
    );
    await workspace.fs.rename(Uri.file(made), Uri.file(output), { overwrite: true });
  } catch (error) {
    await workspace.fs.delete(Uri.file(made)).then(undefined, () => undefined);
    throw error;
  }
  await window.showTextDocument(Uri.file(output), { preview: false });
  void tellResult(host, file, answer);
}

/** `workspaces/W/P/config/P_config.py` becomes `P.collimate.json` in the folder where Baler is called. */
function proposedName(file: string, folder: string): string {
  return join(folder, `${basename(file).replace(/(_config)?\.py$/, "")}.collimate.json`);
}

async function askForPython(): Promise<string | undefined> {
  const start = workspace.workspaceFolders?.[0]?.uri;
  const picked = await window.showOpenDialog({
    title: l10n.t("Import a config of Baler"),
    filters: { [l10n.t("Configs of Baler")]: ["py"] },
    ...(start === undefined ? {} : { defaultUri: start }),
  });
  return picked?.[0]?.fsPath;
}

async function tellResult(host: HostServices, file: string, answer: ImportAnswer): Promise<void> {
  const { input, mapped, unmapped } = answer;
  for (const { key, line, reason } of unmapped) {
    host.log.info(`${basename(file)}, line ${line}: ${key} was not taken over. ${reason ?? ""}`);
  }
  const sentence = l10n.t("Took over {0} keys of {1}.", mapped.length, basename(file));
  const left =
    unmapped.length === 0
      ? ""
      : ` ${l10n.t("Not taken over: {0}.", unmapped.map(({ key }) => key).join(", "))}`;
  const details = l10n.t("Show Reasons");
  const actions = unmapped.length === 0 ? [] : [details];
  const picked =
    input === null
      ? await window.showWarningMessage(
          `${sentence}${left} ${l10n.t('Its input was not found: correct "input".')}`,
          ...actions,
        )
      : await window.showInformationMessage(sentence + left, ...actions);
  if (picked === details) host.log.show();
}

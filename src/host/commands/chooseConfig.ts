import { basename } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import { configGlob, isConfigFile } from "../configFiles/configPattern.js";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import { readRun } from "../../engine/runFolder/readRun.js";
import type { HostServices } from "../hostServices.js";
import type { CommandTarget } from "./commandTarget.js";

const mostConfigs = 200;

/** The config that a command is about: the one given, the one in the active editor, or one that the user picks. */
export async function chooseConfig(target: CommandTarget): Promise<string | null> {
  if (target.configFile !== undefined) return target.configFile;
  const active = activeConfig();
  if (active !== null) return active;
  const found = await workspace.findFiles(configGlob, "**/node_modules/**", mostConfigs);
  if (found.length === 0) {
    void window.showInformationMessage(
      l10n.t("This folder has no config. Create a file NAME.collimate.json that names an input."),
    );
    return null;
  }
  if (found.length === 1) return found[0]!.fsPath;
  const items = found
    .map((uri) => ({
      label: basename(uri.fsPath),
      description: workspace.asRelativePath(uri),
      path: uri.fsPath,
    }))
    .sort((a, b) => a.description.localeCompare(b.description));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t("Config") });
  return picked?.path ?? null;
}

/** The config in the active editor; null where it holds something else. */
export function activeConfig(): string | null {
  const path = window.activeTextEditor?.document.uri.fsPath;
  return path !== undefined && isConfigFile(path) ? path : null;
}

/** A run and its config. */
export interface ChosenRun {
  readonly configFile: string;
  readonly run: RunFolder;
}

/**
 * The run that a command is about: the one given, or what `newest` picks of a config's runs.
 * @param missing what to say where the config has no such run
 */
export async function chooseRun(
  host: HostServices,
  target: CommandTarget,
  newest: (runs: ReturnType<HostServices["runs"]["of"]>) => RunFolder | null,
  missing: string,
): Promise<ChosenRun | null> {
  if (target.runFolder !== undefined) {
    const run = await readRun(target.runFolder);
    const configFile =
      target.configFile ?? (run === null ? null : await host.locator.configOf(run));
    if (run !== null && configFile !== null) return { run, configFile };
  }
  const configFile = await chooseConfig(target);
  if (configFile === null) return null;
  const runs = host.runs.of(configFile);
  await runs.refresh();
  const run = newest(runs);
  if (run === null) void window.showInformationMessage(missing);
  return run === null ? null : { configFile, run };
}

/** The run that a command is about, or the newest with a model. */
export function chooseTrainedRun(
  host: HostServices,
  target: CommandTarget,
): Promise<ChosenRun | null> {
  return chooseRun(
    host,
    target,
    (runs) => runs.trained,
    l10n.t("No run of this config has finished: train first."),
  );
}

/** Saves the config if it is open and changed: the engine reads the file. */
export async function saveConfig(configFile: string): Promise<void> {
  const path = Uri.file(configFile).toString();
  const document = workspace.textDocuments.find((one) => one.uri.toString() === path);
  if (document?.isDirty === true) await document.save();
}

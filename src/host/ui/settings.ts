import { dirname, resolve } from "node:path";
import { type ConfigurationScope, Uri, workspace } from "vscode";

/** The settings of the extension, with the type that each has after its default. */
interface Settings {
  readonly codeLens: "always" | "off";
  readonly runsFolder: string;
  readonly openResultsOnTrain: boolean;
  readonly notifyOnFinish: "never" | "whenHidden" | "always";
  readonly threads: number;
}

export const settingsSection = "collimate";

/** The value of one setting; the manifest holds the defaults. */
export function setting<K extends keyof Settings>(
  name: K,
  scope?: ConfigurationScope,
): Settings[K] {
  return workspace.getConfiguration(settingsSection, scope ?? null).get(name) as Settings[K];
}

/** Where the runs of a config lie, if the user moved them: absolute, or relative to the config. */
export function runsFolderFor(configFile: string): string | undefined {
  const folder = setting("runsFolder", Uri.file(configFile)).trim();
  return folder === "" ? undefined : resolve(dirname(configFile), folder);
}

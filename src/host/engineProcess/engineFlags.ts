import { runsFolderFor, setting } from "../ui/settings.js";

/** Flags that follow from settings, for any command of the engine. */
export function threadFlags(): readonly string[] {
  const threads = setting("threads");
  return threads > 0 ? ["--threads", String(threads)] : [];
}

/** Flags for commands that look for the runs of a config. */
export function runsFlags(configFile: string): readonly string[] {
  const folder = runsFolderFor(configFile);
  return folder === undefined ? [] : ["--runs-folder", folder];
}

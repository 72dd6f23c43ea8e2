import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { workspace } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import { runsOf } from "../../engine/runFolder/runPaths.js";
import { runsFolderFor } from "../ui/settings.js";

const mostCandidates = 20;

/** Finds the config that a run was started from. */
export class ConfigLocator {
  private readonly known = new Map<string, string>();

  /** Remembers what is known from starting or listing a run. */
  remember(runFolder: string, configFile: string): void {
    this.known.set(runFolder, configFile);
  }

  /** The config of a run, or null where it cannot be found. */
  async configOf(run: RunFolder): Promise<string | null> {
    const known = this.known.get(run.folder);
    if (known !== undefined && (await exists(known))) return known;
    const { file } = run.record.config;
    const beside = resolve(run.folder, "..", "..", "..", file);
    if (await exists(beside)) return beside;
    // The runs may have been moved by a setting: the config is one in the workspace whose runs lie there.
    const found = await workspace.findFiles(`**/${file}`, undefined, mostCandidates);
    const owner = found
      .map((uri) => uri.fsPath)
      .find((path) => run.folder.startsWith(runsOf(path, runsFolderFor(path))));
    if (owner !== undefined) this.remember(run.folder, owner);
    return owner ?? null;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

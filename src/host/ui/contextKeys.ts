import { commands, Disposable, window } from "vscode";
import { activeConfig } from "../commands/chooseConfig.js";
import { canResume } from "../runs/activeRun.js";
import type { RunsCatalog } from "../runs/runsCatalog.js";

/** What `when` clauses of the manifest may ask, with the values that hold before anything is known. */
const defaults = {
  /** An engine trains a config that this window knows. */
  "collimate.running": false,
  /** An engine has not answered a stop for ten seconds. */
  "collimate.stopUnanswered": false,
  /** The config in the active editor is being trained. */
  "collimate.configRunning": false,
  /** The newest run of the active config can go on. */
  "collimate.canResume": false,
  /** The active config has a finished run. */
  "collimate.hasModel": false,
} as const;
export type ContextKey = keyof typeof defaults;
export const contextKeys = Object.keys(defaults) as readonly ContextKey[];

/** Keeps the context keys up to date with the runs and the active editor. */
export function followContextKeys(runs: RunsCatalog): Disposable {
  const known = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand("setContext", key, value);
  };
  const update = (): void => {
    const config = activeConfig();
    const own = config === null ? null : runs.of(config);
    set("collimate.running", runs.active.length > 0);
    set(
      "collimate.stopUnanswered",
      runs.active.some((run) => run.stopUnanswered === true),
    );
    set("collimate.configRunning", own?.active !== null && own !== null);
    set("collimate.canResume", own?.newest != null && canResume(own.newest.state));
    set("collimate.hasModel", own?.trained != null);
  };
  update();
  return Disposable.from(runs.onDidChange(update), window.onDidChangeActiveTextEditor(update));
}

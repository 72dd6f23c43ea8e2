import { l10n } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import type { CommandId } from "../commands/commandIds.js";
import { canResume, isActive } from "../runs/activeRun.js";
import { trainingLine } from "../runs/trainingLine.js";
import { formatRatio } from "../ui/numberFormats.js";

/** What the code lenses of a config depend on. */
export interface ConfigState {
  readonly configFile: string;
  readonly errors: number;
  readonly trusted: boolean;
  /** An engine was started, its run folder is not there yet. */
  readonly starting: boolean;
  readonly newest: RunFolder | null;
  /** The newest finished run. */
  readonly trained: RunFolder | null;
  readonly ratio: number | null;
  readonly changedSinceTrained: boolean;
}

export interface ConfigLens {
  readonly title: string;
  readonly command: CommandId | "workbench.actions.view.problems" | "workbench.trust.manage";
  readonly arguments: readonly unknown[];
}

const longestMessage = 60;

/** The titles over the first line of a config: one row, from left to right. */
export function configLenses(state: ConfigState): readonly ConfigLens[] {
  const { newest } = state;
  if (!state.trusted) {
    return [
      lens(`$(shield) ${l10n.t("Trust this folder to train")}`, "workbench.trust.manage"),
      ...results(state),
    ];
  }
  if (state.starting) return [lens(`$(sync~spin) ${l10n.t("Starting…")}`, "collimate.showLog")];
  if (newest !== null && isActive(newest.state)) return atWork(state, newest);
  if (state.errors > 0) {
    const title = state.errors === 1 ? l10n.t("1 problem") : l10n.t("{0} problems", state.errors);
    return [lens(`$(error) ${title}`, "workbench.actions.view.problems"), ...results(state)];
  }
  const train = own(state, `$(play) ${l10n.t("Train")}`, "collimate.train");
  if (newest === null) return [train];
  return [...lastEnd(state, newest), train, ...withModel(state), ...results(state)];
}

function atWork(state: ConfigState, run: RunFolder): ConfigLens[] {
  const show = run.folder;
  const results = own(state, `$(graph) ${l10n.t("Show Results")}`, "collimate.showResults", show);
  if (run.stopUnanswered === true) {
    const waiting = `$(loading~spin) ${l10n.t("No answer to Stop")}`;
    return [
      own(state, waiting, "collimate.showResults", show),
      own(state, `$(error) ${l10n.t("Force Stop")}`, "collimate.forceStopTraining", show),
      results,
    ];
  }
  if (run.state === "stopping") {
    const title = `$(loading~spin) ${l10n.t("Finishing batch…")}`;
    return [own(state, title, "collimate.showResults", show), results];
  }
  return [
    own(state, `$(sync~spin) ${trainingLine(run.record)}`, "collimate.showResults", show),
    own(state, `$(debug-stop) ${l10n.t("Stop")}`, "collimate.stopTraining", show),
    results,
  ];
}

/** What to say about a newest run that did not finish. */
function lastEnd(state: ConfigState, run: RunFolder): ConfigLens[] {
  const lenses: ConfigLens[] = [];
  const { number, error } = run.record;
  if (run.state === "failed") {
    const why = error === null ? "" : `: ${shorten(error.message)}`;
    const title = `$(error) ${l10n.t("Run {0} failed{1}", number, why)}`;
    lenses.push(own(state, title, "collimate.showResults", run.folder));
  } else if (run.state === "interrupted") {
    const title = `$(warning) ${l10n.t("Run {0} was interrupted", number)}`;
    lenses.push(own(state, title, "collimate.showResults", run.folder));
  }
  if (canResume(run.state) && run.state !== "failed") {
    const title = `$(debug-continue) ${l10n.t("Resume")}`;
    lenses.push(own(state, title, "collimate.resumeTraining", run.folder));
  }
  return lenses;
}

function withModel(state: ConfigState): ConfigLens[] {
  const { trained } = state;
  if (trained === null) return [];
  const lenses: ConfigLens[] = [];
  if (state.changedSinceTrained) {
    const title = `$(git-compare) ${l10n.t("Changed since run {0}", trained.record.number)}`;
    lenses.push(own(state, title, "collimate.showConfigChanges", trained.folder));
  }
  return [
    ...lenses,
    own(state, `$(archive) ${l10n.t("Compress…")}`, "collimate.compressFile", trained.folder),
    own(state, `$(package) ${l10n.t("Decompress…")}`, "collimate.decompressFile"),
    own(state, `$(checklist) ${l10n.t("Evaluate")}`, "collimate.evaluate", trained.folder),
  ];
}

function results(state: ConfigState): ConfigLens[] {
  const run = state.newest;
  if (run === null) return [];
  const parts = [l10n.t("Show Results"), l10n.t("run {0}", run.record.number)];
  if (run.folder === state.trained?.folder && state.ratio !== null) {
    parts.push(formatRatio(state.ratio));
  }
  return [own(state, `$(graph) ${parts.join(" · ")}`, "collimate.showResults", run.folder)];
}

const lens = (title: string, command: ConfigLens["command"]): ConfigLens => ({
  title,
  command,
  arguments: [],
});

/** A lens whose command gets the config and, where there is one, the run folder. */
function own(
  state: ConfigState,
  title: string,
  command: CommandId,
  runFolder?: string,
): ConfigLens {
  const target = {
    configFile: state.configFile,
    ...(runFolder === undefined ? {} : { runFolder }),
  };
  return { title, command, arguments: [target] };
}

function shorten(message: string): string {
  const line = message.split("\n", 1)[0]!;
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`;
}

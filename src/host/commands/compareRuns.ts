import { l10n, QuickPickItemKind, type QuickPickItem, window, workspace } from "vscode";
import { readEvaluation, readRun, type RunFolder } from "../../engine/runFolder/readRun.js";
import { configGlob } from "../configFiles/configPattern.js";
import type { HostServices } from "../hostServices.js";
import { formatDuration, formatLoss, formatRatio } from "../ui/numberFormats.js";
import type { CommandTarget } from "./commandTarget.js";

const mostConfigs = 200;

interface RunItem extends QuickPickItem {
  readonly run?: RunFolder;
}

/** Asks for two or more finished runs of the workspace that were trained on one input, and shows them side by side. */
export async function compareRuns(host: HostServices, target: CommandTarget): Promise<void> {
  const runs = await finishedRuns(host);
  if (runs.length < 2) {
    void window.showInformationMessage(
      l10n.t("Comparing needs two finished runs: train another config, or change this one."),
    );
    return;
  }
  const first = await firstChoice(host, target, runs);
  const picked = await window.showQuickPick(await itemsOf(runs, first), {
    title: l10n.t("Compare Runs"),
    placeHolder: l10n.t("Tick two or more runs that were trained on the same input"),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const chosen = picked.flatMap(({ run }) => run ?? []);
  if (chosen.length < 2) {
    void window.showInformationMessage(l10n.t("Tick two or more runs to compare them."));
    return;
  }
  if (new Set(chosen.map(hashOf)).size > 1) {
    throw new Error(
      l10n.t("These runs were trained on different inputs: compare runs of the same one."),
    );
  }
  await host.comparisons.show(chosen.map(({ folder }) => folder));
}

/** Newest first. */
async function finishedRuns(host: HostServices): Promise<readonly RunFolder[]> {
  const configs = await workspace.findFiles(configGlob, "**/node_modules/**", mostConfigs);
  const all = await Promise.all(
    configs.map(async ({ fsPath }) => {
      const runs = host.runs.of(fsPath);
      await runs.refresh();
      return runs.all;
    }),
  );
  return all
    .flat()
    .filter(({ state }) => state === "finished")
    .sort((a, b) => b.record.started - a.record.started);
}

/** The run that is meant, or the newest of the config that is meant: ticked from the start. */
async function firstChoice(
  host: HostServices,
  { runFolder, configFile }: CommandTarget,
  runs: readonly RunFolder[],
): Promise<RunFolder | null> {
  if (runFolder !== undefined) return readRun(runFolder);
  const trained = configFile === undefined ? null : host.runs.of(configFile).trained;
  return trained ?? runs[0] ?? null;
}

/** Runs by their input, that of the first choice at the top. */
async function itemsOf(runs: readonly RunFolder[], first: RunFolder | null): Promise<RunItem[]> {
  const inputs = new Map<string, RunFolder[]>([[first === null ? "" : hashOf(first), []]]);
  for (const run of runs) {
    const hash = hashOf(run);
    inputs.set(hash, [...(inputs.get(hash) ?? []), run]);
  }
  const items: RunItem[] = [];
  for (const group of inputs.values()) {
    const input = group[0]?.record.input;
    if (input === undefined) continue;
    items.push({
      kind: QuickPickItemKind.Separator,
      label:
        input === null
          ? ""
          : l10n.t("{0} · {1} rows", input.path, input.rows.toLocaleString("en-US")),
    });
    for (const run of group) {
      items.push({ ...(await describe(run)), run, picked: run.folder === first?.folder });
    }
  }
  return items;
}

async function describe({ folder, record }: RunFolder): Promise<QuickPickItem> {
  const { name, number, model, progress, repeats, ended } = record;
  const ratio = (await readEvaluation(folder))?.compression.ratio;
  const facts = [
    model === null ? "" : model.type,
    model === null || model.latent === 0 ? "" : l10n.t("{0} latents", model.latent),
    repeats === undefined ? "" : l10n.t("{0} seeds", repeats.seeds.length),
    ratio === undefined ? "" : l10n.t("{0} smaller", formatRatio(ratio)),
  ];
  const details = [
    progress === null ? "" : l10n.t("{0} epochs", progress.epochs),
    progress?.bestLoss == null ? "" : l10n.t("validation {0}", formatLoss(progress.bestLoss)),
    progress === null ? "" : l10n.t("trained in {0}", formatDuration(progress.secondsDone)),
    ended === null ? "" : new Date(ended).toLocaleString(),
  ];
  const joined = (texts: readonly string[]): string =>
    texts.filter((text) => text !== "").join(" · ");
  return {
    label: l10n.t("{0} · run {1}", name, number),
    description: joined(facts),
    detail: joined(details),
  };
}

const hashOf = ({ record }: RunFolder): string => record.input?.sha256 ?? "";

import { type Disposable, l10n, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import type { CommandId } from "../commands/commandIds.js";
import { trainingLine } from "../runs/trainingLine.js";
import type { RunsCatalog } from "../runs/runsCatalog.js";

const priority = 10;

/** One status bar item, there only while something is trained; it opens the results. */
export class TrainingStatus implements Disposable {
  private readonly item: StatusBarItem;
  private readonly subscription: Disposable;

  constructor(private readonly runs: RunsCatalog) {
    this.item = window.createStatusBarItem("collimate.training", StatusBarAlignment.Left, priority);
    this.item.name = l10n.t("Collimate Training");
    this.subscription = runs.onDidChange(() => this.update());
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private update(): void {
    const { active } = this.runs;
    const run = active.at(-1);
    if (run === undefined) {
      this.item.hide();
      return;
    }
    const others = active.length > 1 ? ` +${active.length - 1}` : "";
    const line = `${run.record.name} · ${statusLine(run)}`;
    this.item.text = `$(sync~spin) ${line}${others}`;
    this.item.tooltip = l10n.t("Show the results of run {0}", run.record.number);
    this.item.accessibilityInformation = { label: line };
    this.item.command = {
      title: l10n.t("Show Results"),
      command: "collimate.showResults" satisfies CommandId,
      arguments: [{ runFolder: run.folder }],
    };
    this.item.show();
  }
}

function statusLine(run: RunFolder): string {
  return run.state === "stopping" ? l10n.t("Finishing batch…") : trainingLine(run.record);
}

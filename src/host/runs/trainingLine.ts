import { l10n } from "vscode";
import type { RunRecord } from "../../protocol/runRecord.js";
import { formatDuration, formatLoss } from "../ui/numberFormats.js";

/** What a run at work does, in one line: "Epoch 37/200 · best 3.10e-4 · 4 min left", or its phase. */
export function trainingLine(record: RunRecord): string {
  const { progress } = record;
  if (record.state !== "training" || progress === null) return record.phase;
  const parts = [l10n.t("Epoch {0}/{1}", progress.epoch, progress.epochs)];
  if (progress.bestLoss !== null) parts.push(l10n.t("best {0}", formatLoss(progress.bestLoss)));
  if (progress.secondsLeft !== null) {
    parts.push(l10n.t("{0} left", formatDuration(progress.secondsLeft)));
  }
  return parts.join(" · ");
}

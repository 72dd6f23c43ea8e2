import { basename, dirname } from "node:path";
import { l10n, window } from "vscode";
import type { VerificationReport } from "../../protocol/evaluation.js";
import { threadFlags } from "../engineProcess/engineFlags.js";
import type { HostServices } from "../hostServices.js";
import { withEngineProgress } from "../ui/withEngineProgress.js";
import { askForCompressed, originalOf } from "./askForFiles.js";
import type { CommandTarget } from "./commandTarget.js";

/** Checks every byte of a compressed file and, where its original lies beside it, every value. */
export async function verifyFile(host: HostServices, target: CommandTarget): Promise<void> {
  const folder = target.configFile === undefined ? undefined : dirname(target.configFile);
  const file = target.input ?? (await askForCompressed(folder, l10n.t("Verify a compressed file")));
  if (file === undefined) return;
  const original = await originalOf(file);
  const against = original === null ? [] : ["--against", original];
  const report = await withEngineProgress<VerificationReport>(
    host.engine,
    l10n.t("Verifying {0}", basename(file)),
    ["verify", file, ...against, ...threadFlags()],
    { cwd: dirname(file), onText: (line) => host.log.info(line) },
  );
  if ((report.violations ?? 0) > 0) throw new Error(violationSentence(report));
  void window.showInformationMessage(
    report.valuesChecked === null
      ? l10n.t(
          "{0} is intact: every byte matches its checksum. No original lies beside it to compare values with.",
          basename(file),
        )
      : l10n.t(
          "{0} is intact: {1} values checked against {2}, every one within its bound.",
          basename(file),
          report.valuesChecked.toLocaleString("en-US"),
          basename(original ?? ""),
        ),
  );
}

function violationSentence(report: VerificationReport): string {
  const { worst } = report;
  const where = worst === null ? "" : l10n.t(" Worst: {0}, row {1}.", worst.column, worst.row);
  return (
    l10n.t(
      "{0} of {1} values break their bound: this is not the original of the file, or the file is wrong.",
      (report.violations ?? 0).toLocaleString("en-US"),
      (report.valuesChecked ?? 0).toLocaleString("en-US"),
    ) + where
  );
}

import { basename, dirname, relative } from "node:path";
import { commands, l10n, Uri, window } from "vscode";
import type { CompressionReport } from "../../protocol/evaluation.js";
import { isConfigFile } from "../configFiles/configPattern.js";
import { configsOfInput, inputOf } from "../configFiles/configInputs.js";
import { runsFlags, threadFlags } from "../engineProcess/engineFlags.js";
import type { HostServices } from "../hostServices.js";
import { formatBytes, formatRatio } from "../ui/numberFormats.js";
import { withEngineProgress } from "../ui/withEngineProgress.js";
import { askForData, askForOutput, compressedName } from "./askForFiles.js";
import { activeConfig, saveConfig } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** What is compressed: the input of a config with its bounds and its model, or a file alone. */
interface Subject {
  readonly configFile: string | null;
  readonly input: string;
  readonly runFolder: string | null;
}

interface CompressAnswer extends CompressionReport {
  readonly run: string | null;
}

/** Compresses a data file; the engine checks every value before the file takes its name. */
export async function compressFile(host: HostServices, target: CommandTarget): Promise<void> {
  const subject = await chooseSubject(host, target);
  if (subject === null) return;
  if (subject.configFile !== null) await saveConfig(subject.configFile);
  const output =
    target.output ??
    (await askForOutput(compressedName(subject.input), l10n.t("Write the compressed file")));
  if (output === undefined) return;
  const args = ["compress", subject.configFile ?? subject.input, "-o", output, ...threadFlags()];
  if (subject.configFile !== null) args.push(...runsFlags(subject.configFile));
  if (subject.runFolder !== null) args.push("--run", subject.runFolder);
  const report = await withEngineProgress<CompressAnswer>(
    host.engine,
    l10n.t("Compressing {0}", basename(subject.input)),
    args,
    { cwd: dirname(subject.input), onText: (line) => host.log.info(line) },
  );
  host.log.info(`Compressed ${subject.input} to ${output}: ratio ${report.ratio}`);
  void tellResult(host, report, output);
}

async function tellResult(
  host: HostServices,
  report: CompressAnswer,
  output: string,
): Promise<void> {
  const reveal = l10n.t("Reveal");
  const show = l10n.t("Show Results");
  const smaller = report.baselines
    .filter((baseline) => baseline.bytes < report.outputBytes)
    .sort((a, b) => a.bytes - b.bytes)[0];
  const sizes = [formatBytes(report.inputBytes), formatBytes(report.outputBytes)];
  const sentence = report.columns.some((column) => column.bound === "none")
    ? l10n.t("Compressed {0} to {1} ({2}).", ...sizes, formatRatio(report.ratio))
    : l10n.t(
        "Compressed {0} to {1} ({2}), every value within its bound.",
        ...sizes,
        formatRatio(report.ratio),
      );
  const caution =
    smaller === undefined
      ? ""
      : ` ${l10n.t("Smaller on this data: {0}, {1}.", smaller.name, formatBytes(smaller.bytes))}`;
  const picked = await window.showInformationMessage(
    sentence + caution,
    ...(report.run === null ? [reveal] : [reveal, show]),
  );
  if (picked === reveal) await commands.executeCommand("revealInExplorer", Uri.file(output));
  if (picked === show && report.run !== null) await host.panels.show(report.run);
}

async function chooseSubject(host: HostServices, target: CommandTarget): Promise<Subject | null> {
  const configFile = target.configFile ?? (target.input === undefined ? activeConfig() : null);
  if (configFile !== null) return ofConfig(host, configFile, target.runFolder ?? null);
  const input = target.input ?? (await askForData(l10n.t("Compress a data file")));
  if (input === undefined) return null;
  if (isConfigFile(input)) return ofConfig(host, input, null);
  const configs = await configsOfInput(input);
  if (configs.length === 0) return { configFile: null, input, runFolder: null };
  if (configs.length === 1) return ofConfig(host, configs[0]!, null);
  const items = configs.map((path) => ({ label: relative(dirname(input), path), path }));
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t("Config with the bounds and the model for {0}", basename(input)),
  });
  return picked === undefined ? null : ofConfig(host, picked.path, null);
}

async function ofConfig(
  host: HostServices,
  configFile: string,
  runFolder: string | null,
): Promise<Subject> {
  const input = await inputOf(configFile);
  if (input === null) {
    throw new Error(
      l10n.t("The config has mistakes: correct what the Problems view lists, then compress."),
    );
  }
  const runs = host.runs.of(configFile);
  await runs.refresh();
  return { configFile, input, runFolder: runFolder ?? runs.trained?.folder ?? null };
}

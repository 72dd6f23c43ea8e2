import { basename, resolve } from "node:path";
import { evaluateTarget } from "../../engine/jobs/evaluateTarget.js";
import { writeReport } from "../../engine/jobs/writeReport.js";
import { partOf } from "../../engine/progressPart.js";
import { reportFile, reportRun } from "../../engine/runFolder/reportRun.js";
import type { ColumnEvaluation, Evaluation } from "../../protocol/evaluation.js";
import type { ReportRun } from "../../protocol/report.js";
import { textOption, type Command } from "../command.js";
import { fitLines } from "../fitLines.js";
import type { Output } from "../output.js";
import { sayCompression } from "../reportCompression.js";

export const evaluateCommand: Command = {
  name: "evaluate",
  arguments: "FILE|RUN...",
  positionals: [1, 32],
  summary:
    "Show what compression did to every column: of a run, or of a file against its original.",
  options: {
    against: { type: "string", value: "INPUT", help: "the original of a file" },
    config: {
      type: "string",
      value: "CONFIG",
      help: "show a file with this config's short names, selection, derived quantities and fits",
    },
    report: {
      type: "string",
      value: "FILE.html",
      help: "write a report that a browser opens; of several runs side by side",
    },
  },
  async run(context) {
    const against = textOption(context, "against");
    const report = textOption(context, "report");
    const config = textOption(context, "config");
    const targets = context.positionals.map((each) => resolve(each));
    const evaluations: Evaluation[] = [];
    const shown: ReportRun[] = [];
    for (const [index, target] of targets.entries()) {
      const evaluation = await evaluateTarget(
        target,
        against === undefined ? null : resolve(against),
        context.threads,
        partOf(context.progress, index / targets.length, (index + 1) / targets.length),
        config === undefined ? null : resolve(config),
      );
      if (targets.length > 1) context.output.say(`${index > 0 ? "\n" : ""}${target}`);
      say(context.output, evaluation);
      evaluations.push(evaluation);
      shown.push((await reportRun(target)) ?? reportFile(basename(target), evaluation));
    }
    if (report !== undefined) {
      await writeReport(resolve(report), shown);
      context.output.say(`\n${report}`);
    }
    return evaluations.length === 1 ? evaluations[0] : evaluations;
  },
};

function say(output: Output, evaluation: Evaluation): void {
  sayCompression(output, evaluation.compression, evaluation.verification);
  const width = Math.max(6, ...evaluation.columns.map((column) => column.label.length));
  output.say("");
  output.say(
    `${"column".padEnd(width)}  ${["RMS/σ", "σ68", "max |Δ|", "bound", "W1/σ"].map((head) => head.padStart(11)).join("")}`,
  );
  for (const column of evaluation.columns) {
    output.say(`${column.label.padEnd(width)}  ${residualRow(column)}`);
  }
  for (const fit of evaluation.fits ?? []) for (const line of fitLines(fit)) output.say(line);
}

function residualRow(column: ColumnEvaluation): string {
  const { residualStatistics: residual, original } = column;
  const cells = [
    original.std > 0 ? residual.rms / original.std : 0,
    residual.sigma68,
    residual.maxAbs,
    column.absoluteBound ?? column.bound,
    column.wassersteinOverSigma,
  ];
  return cells
    .map((cell) => (typeof cell === "number" ? cell.toPrecision(4) : cell).padStart(11))
    .join("");
}

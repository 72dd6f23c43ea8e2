import { resolve } from "node:path";
import { evaluateTarget } from "../../engine/jobs/evaluateTarget.js";
import type { ColumnEvaluation } from "../../protocol/evaluation.js";
import { textOption, type Command } from "../command.js";
import { sayCompression } from "../reportCompression.js";

export const evaluateCommand: Command = {
  name: "evaluate",
  arguments: "FILE|RUN",
  positionals: [1, 1],
  summary:
    "Show what compression did to every column: of a run, or of a file against its original.",
  options: {
    against: { type: "string", value: "INPUT", help: "the original of a file" },
  },
  async run(context) {
    const against = textOption(context, "against");
    const evaluation = await evaluateTarget(
      resolve(context.positionals[0]!),
      against === undefined ? null : resolve(against),
      context.threads,
      context.progress,
    );
    sayCompression(context.output, evaluation.compression, evaluation.verification);
    const width = Math.max(6, ...evaluation.columns.map((column) => column.label.length));
    context.output.say("");
    context.output.say(
      `${"column".padEnd(width)}  ${["RMS/σ", "σ68", "max |Δ|", "bound", "W1/σ"].map((head) => head.padStart(11)).join("")}`,
    );
    for (const column of evaluation.columns) {
      context.output.say(`${column.label.padEnd(width)}  ${residualRow(column)}`);
    }
    return evaluation;
  },
};

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

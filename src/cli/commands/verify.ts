import { resolve } from "node:path";
import { verifyFile } from "../../engine/jobs/verifyFile.js";
import { textOption, type Command } from "../command.js";
import { countInWords } from "../numbers.js";

export const verifyCommand: Command = {
  name: "verify",
  arguments: "FILE",
  positionals: [1, 1],
  summary: "Check every byte of a compressed file, and every value against its original.",
  options: {
    against: { type: "string", value: "INPUT", help: "the original" },
  },
  async run(context) {
    const against = textOption(context, "against");
    const report = await verifyFile(
      resolve(context.positionals[0]!),
      against === undefined ? null : resolve(against),
      context.threads,
      context.progress,
    );
    context.output.say(
      `${report.file}: checksums intact, ${countInWords(report.rows)} rows decoded`,
    );
    if (report.valuesChecked !== null) {
      context.output.say(
        `${countInWords(report.valuesChecked)} values checked, ${report.violations ?? 0} outside their bound`,
      );
    }
    if (report.worst !== null) {
      const { column, row, error, shareOfBound } = report.worst;
      context.output.say(
        `Largest error: ${error.toPrecision(4)} in ${column}, row ${row}, ` +
          `${Math.floor(10000 * shareOfBound) / 100} % of its bound`,
      );
    }
    return report;
  },
};

import type { CompressionReport, VerificationReport } from "../protocol/evaluation.js";
import { bytesInWords, countInWords, secondsInWords } from "./numbers.js";
import type { Output } from "./output.js";

/** Says how small and how exact a file became, and which baseline is smaller, if one is. */
export function sayCompression(
  output: Output,
  report: CompressionReport,
  verification: VerificationReport,
): void {
  output.say(
    `${report.output}: ${report.ratio.toPrecision(4)} times smaller ` +
      `(${bytesInWords(report.inputBytes)} to ${bytesInWords(report.outputBytes)}, all bytes counted), ` +
      `${report.bitsPerValue.toPrecision(4)} bits per value, in ${secondsInWords(report.seconds.compress)}`,
  );
  const { model, data, exceptions, header } = report.bytes;
  output.say(
    `  data ${bytesInWords(data)}, model ${bytesInWords(model)}, ` +
      `exceptions ${bytesInWords(exceptions)}, header ${bytesInWords(header)}`,
  );
  if (model === 0 && report.seconds.train > 0) {
    output.say("  the trained model would have made the file larger: it was left out");
  }
  output.say(`  ${boundSentence(report, verification)}`);
  for (const { name, sentinels, sentinelsFound } of report.columns) {
    if (sentinelsFound !== true || sentinels === undefined) continue;
    output.say(`  taken for sentinels in ${name}, kept exactly: ${sentinels.join(", ")}`);
  }
  for (const baseline of report.baselines) {
    const smaller = baseline.bytes < report.outputBytes;
    const share = Math.abs(100 * (1 - baseline.bytes / report.outputBytes)).toFixed(0);
    output.say(
      `  ${baseline.name}: ${bytesInWords(baseline.bytes)}` +
        (smaller ? ` — ${share} % smaller than this file` : ""),
    );
  }
}

function boundSentence(report: CompressionReport, verification: VerificationReport): string {
  const unbounded = report.columns.filter((column) => column.bound === "none").length;
  const checked = countInWords(verification.valuesChecked ?? 0);
  const bounded = `${checked} values decoded and checked, ${verification.violations ?? 0} outside their bound`;
  if (unbounded === 0) return bounded;
  return `${unbounded} of ${report.columns.length} columns have no bound: their errors are what the model leaves; ${bounded}`;
}

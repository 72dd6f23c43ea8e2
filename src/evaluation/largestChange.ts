import type { CorrelationReport } from "../protocol/evaluation.js";

/** The report with the correlation that differs most between its sides. */
export function withLargestChange(report: CorrelationReport): CorrelationReport {
  const { columns, original, decompressed } = report;
  let largest: CorrelationReport["largestChange"];
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      const [before, after] = [
        original[i * columns.length + j],
        decompressed[i * columns.length + j],
      ];
      if (before === null || after === null) continue;
      const value = after - before;
      if (largest === undefined || Math.abs(value) > Math.abs(largest.value)) {
        largest = { value, columns: [columns[j], columns[i]] };
      }
    }
  }
  return { ...report, ...(largest && { largestChange: largest }) };
}

import type { Fitted, FitShift, PeakFit } from "../protocol/peakFit.js";

/** A fitted peak in lines: before, after, and what it moved by. */
export function fitLines(fit: PeakFit): string[] {
  const { original, decompressed, shift } = fit;
  const unit = fit.unit ? ` ${fit.unit}` : "";
  const head = `\n${fit.label}: ${fit.signal} over ${fit.background}`;
  if (original.peak === null || (decompressed.peak === null && fit.tooCoarse !== true)) {
    return [`${head}: too few entries in the window to fit`];
  }
  if (decompressed.peak === null) {
    const step = (fit.gridStep ?? 0).toPrecision(3);
    return [
      head,
      `  position  ${fitted(original.peak.mean)}${unit}`,
      `  width     ${fitted(original.peak.width)}${unit}`,
      `  decompressed values lie on steps of ${step}${unit}: too coarse for a fit of this peak in this window`,
    ];
  }
  const line = (name: string, figure: "mean" | "width"): string =>
    `  ${name}  ${fitted(original.peak![figure])} -> ${fitted(decompressed.peak![figure])}${unit}${moved(shift?.[figure])}`;
  const quality = [original.peak, decompressed.peak]
    .map(({ chiSquare, freedom }) => `${chiSquare.toFixed(1)}/${freedom}`)
    .join(" -> ");
  const troubles = [original.peak.trouble, decompressed.peak.trouble].filter(
    (trouble) => trouble !== null,
  );
  return [
    head,
    line("position", "mean"),
    line("width   ", "width"),
    `  χ²/ndf    ${quality}`,
    ...(fit.finer ? [finerLine(fit.finer, fit, unit)] : []),
    ...(troubles.length > 0 ? [`  do not trust this fit: ${troubles.join(", ")}`] : []),
  ];
}

function finerLine(
  { binWidth, mean, width }: NonNullable<PeakFit["finer"]>,
  { edges, gridStep = 0 }: PeakFit,
  unit: string,
): string {
  const bin = edges[1]! - edges[0]!;
  return (
    `  in bins of ${bin.toPrecision(3)}${unit}, whole steps of ${gridStep.toPrecision(3)}${unit} that values are stored on; ` +
    `original in bins of ${binWidth.toPrecision(3)}: position ${fitted(mean)}, width ${fitted(width)}`
  );
}

function fitted({ value, error }: Fitted): string {
  return error === null ? `${value.toPrecision(5)} (at its limit)` : withError(value, error);
}

function withError(value: number, error: number): string {
  const digits = Math.max(0, Math.min(12, 1 - Math.floor(Math.log10(error))));
  return `${value.toFixed(digits)} ± ${error.toFixed(digits)}`;
}

function moved(shift: FitShift | undefined): string {
  if (shift === undefined) return "";
  const pull = shift.pull === null ? "" : `, pull ${shift.pull.toFixed(2)}`;
  return `  (${shift.percent.toPrecision(3)} %${pull})`;
}

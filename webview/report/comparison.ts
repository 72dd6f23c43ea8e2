import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { FitShift } from "../../src/protocol/peakFit.js";
import type { ReportRun } from "../../src/protocol/report.js";
import { formatBytes, formatNumber, formatWithError } from "../charts/numberFormat.js";
import { dataTable } from "../dataTable.js";
import { t } from "../localize.js";
import { modelText } from "../modelText.js";
import { panelFrame } from "../panelFrame.js";
import { rmsOverSigma } from "../sections/figuresPanel.js";
import { shapeText } from "../sections/fitResult.js";

/** A figure and what it comes to in a run. */
type Row = readonly [name: string, of: (run: ReportRun) => string];

/** Figures of several runs, a column for each. */
export function comparison(runs: readonly ReportRun[]): HTMLElement {
  const rows = [
    ...sizeRows(),
    ...(runs[0]?.evaluation.fits ?? []).flatMap((fit, index) =>
      fitRows(`${fit.label}, ${shapeText(fit)}`, index),
    ),
    ...(runs[0]?.evaluation.columns ?? []).flatMap(columnRows),
  ];
  const data = {
    columns: [
      { title: "", numeric: false },
      ...runs.map(({ run }) => ({ title: run.key, numeric: true })),
    ],
    rows: rows.map(([name, of]) => [name, ...runs.map(of)]),
  };
  const label = t("Comparison");
  return panelFrame({ title: label, class: "scrolling" }, dataTable(data, { label }));
}

function sizeRows(): Row[] {
  return [
    [t("model"), ({ run }) => (run.record.model ? modelText(run.record.model) : "–")],
    [t("ratio"), ({ evaluation }) => formatNumber(evaluation.compression.ratio)],
    [t("size"), ({ evaluation }) => formatBytes(evaluation.compression.outputBytes)],
    [t("bits per value"), ({ evaluation }) => formatNumber(evaluation.compression.bitsPerValue)],
    [
      t("largest change of a correlation"),
      ({ evaluation }) => {
        const change = evaluation.correlations.largestChange;
        return change ? formatNumber(change.value, 3) : "–";
      },
    ],
  ];
}

type Side = "original" | "decompressed";
type Figure = "mean" | "width";

function fitRows(name: string, index: number): Row[] {
  const value =
    (side: Side, figure: Figure) =>
    ({ evaluation }: ReportRun): string => {
      const found = evaluation.fits?.[index]?.[side].peak?.[figure];
      if (!found) return "–";
      return found.error === null
        ? formatNumber(found.value)
        : formatWithError(found.value, found.error);
    };
  const shift =
    (figure: Figure, of: keyof FitShift) =>
    ({ evaluation }: ReportRun): string => {
      const found = evaluation.fits?.[index]?.shift?.[figure][of];
      return found === undefined || found === null ? "–" : formatNumber(found, 3);
    };
  return [
    [t("{0}: position before", name), value("original", "mean")],
    [t("{0}: position after", name), value("decompressed", "mean")],
    [t("{0}: difference [%]", name), shift("mean", "percent")],
    [t("{0}: pull", name), shift("mean", "pull")],
    [t("{0}: width before", name), value("original", "width")],
    [t("{0}: width after", name), value("decompressed", "width")],
    [t("{0}: difference of the width [%]", name), shift("width", "percent")],
    [t("{0}: pull of the width", name), shift("width", "pull")],
  ];
}

function columnRows({ name, label }: Evaluation["columns"][number]): Row[] {
  const figure =
    (of: (column: Evaluation["columns"][number]) => number) =>
    ({ evaluation }: ReportRun): string => {
      const column = evaluation.columns.find((each) => each.name === name);
      return column ? formatNumber(of(column), 3) : "–";
    };
  return [
    [t("{0}: RMS / σ", label), figure(rmsOverSigma)],
    [t("{0}: W₁ / σ", label), figure(({ wassersteinOverSigma }) => wassersteinOverSigma)],
  ];
}

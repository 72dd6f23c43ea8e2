import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import { binTitle, sharedAxisWidth } from "./beforeAfterChart.js";
import { binAxis, binCentre } from "./binSteps.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatExact } from "./numberFormat.js";
import { ratioHalfRange, symmetricLimits } from "./scales.js";
import type { Point } from "./series.js";
import type { Theme } from "./theme.js";

export interface Comparison {
  /** Value per bin; null where the original has no entry to divide by. */
  readonly values: readonly (number | null)[];
  /** Half height of the √N band per bin. */
  readonly band: readonly number[];
  readonly centre: number;
  readonly half: number;
}

/** Decompressed over original, or minus original, bin by bin, with the statistical size of a bin for scale. */
export function compareBins(
  original: readonly number[],
  decompressed: readonly number[],
  mode: "ratio" | "difference",
  errors: readonly number[] = original.map(Math.sqrt),
): Comparison {
  if (mode === "ratio") {
    return {
      values: original.map((count, bin) => (count > 0 ? decompressed[bin] / count : null)),
      band: original.map((count, bin) => (count > 0 ? errors[bin] / count : 2)),
      centre: 1,
      half: ratioHalfRange(original, decompressed),
    };
  }
  const values = original.map((count, bin) => decompressed[bin] - count);
  return { values, band: errors, centre: 0, half: symmetricLimits([...values, ...errors], 0).max };
}

/** The panel under a histogram; points outside its range stand as triangles at the border. */
export function ratioChart(
  theme: Theme,
  column: ColumnEvaluation,
  mode: "ratio" | "difference",
): ChartRecipe {
  const { edges, original, decompressed, logX } = column.beforeAfter;
  const { values, band, centre, half } = compareBins(
    original.counts,
    decompressed.counts,
    mode,
    original.errors,
  );
  const pad = half * 0.12;
  const border = half + pad * 0.5;
  const axis = binAxis(edges, logX);
  const upper: Point[] = [];
  const lower: Point[] = [];
  band.forEach((size, bin) => {
    const height = Math.min(size, 2 * half);
    upper.push({ x: edges[bin], y: centre + height });
    lower.push({ x: edges[bin], y: centre - height });
  });
  for (const side of [upper, lower]) {
    side.push({ x: edges[edges.length - 1], y: side[side.length - 1]?.y ?? centre });
  }
  const bins = values.flatMap((value, bin) => (value === null ? [] : [{ value, bin }]));
  const outside = (value: number): boolean => Math.abs(value - centre) > border;
  const points = bins.map(({ value, bin }) => ({
    x: binCentre(edges, bin, logX),
    y: outside(value) ? centre + Math.sign(value - centre) * border : value,
    value,
    bin,
  }));
  const bandLine = { stepped: "before", borderWidth: 0, pointRadius: 0, pointHoverRadius: 0 };
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: [
        { ...bandLine, data: upper, fill: "+1", backgroundColor: theme.band },
        { ...bandLine, data: lower },
        {
          data: points,
          showLine: false,
          pointBackgroundColor: theme.decompressed,
          pointBorderWidth: 0,
          pointRadius: points.map(({ value }) => (outside(value) ? 3.5 : 2.2)),
          pointStyle: points.map(({ value }) => (outside(value) ? "triangle" : "circle")),
          pointRotation: points.map(({ value }) => (value < centre ? 180 : 0)),
        },
      ],
    },
    options: {
      ...base,
      parsing: false,
      layout: { padding: { right: 6, top: 2 } },
      scales: {
        x: valueAxis(theme, {
          title: column.unit ? `${column.label} [${column.unit}]` : column.label,
          ...axis,
          ticks: 9,
          gridLines: false,
        }),
        y: valueAxis(theme, {
          title: mode === "ratio" ? t("ratio") : t("difference"),
          min: centre - half - pad,
          max: centre + half + pad,
          ticks: 5,
          width: sharedAxisWidth,
        }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          annotations: {
            centre: {
              type: "line",
              yMin: centre,
              yMax: centre,
              borderColor: theme.foreground,
              borderWidth: 1,
              drawTime: "beforeDatasetsDraw",
            },
          },
        },
        tooltip: {
          ...base.plugins?.tooltip,
          filter: (item: { datasetIndex: number }) => item.datasetIndex === 2,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) =>
              items.length ? binTitle(edges, points[items[0].dataIndex].bin, column.unit) : "",
            label: (item: { dataIndex: number }) =>
              `${mode === "ratio" ? t("ratio") : t("difference")}: ${formatExact(points[item.dataIndex].value)}`,
          },
        },
      },
    },
  };
}

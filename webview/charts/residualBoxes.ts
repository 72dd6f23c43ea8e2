import type { Chart } from "chart.js";
import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { withAlpha } from "./color.js";
import { formatExact, formatNumber, formatShareOfBound } from "./numberFormat.js";
import { symmetricLimits } from "./scales.js";
import type { Theme } from "./theme.js";

/** Residuals of a column in units of its standard deviation. */
export interface NormalizedResidual {
  readonly column: ColumnEvaluation;
  /** Quantiles at 0.1, 16, 50, 84, 99.9 %. */
  readonly quantiles: readonly number[];
  readonly rms: number;
  readonly sigma68: number;
  /** Null without a bound in units of the column. */
  readonly bound: number | null;
  readonly shareOfBound: number | null;
}

/** All columns, worst RMS first. A constant column has no σ: its residuals stay in its own units. */
export function normalizedResiduals(columns: readonly ColumnEvaluation[]): NormalizedResidual[] {
  return columns
    .map((column) => {
      const sigma = column.original.std > 0 ? column.original.std : 1;
      const { quantiles, rms, sigma68, maxAbs } = column.residualStatistics;
      const bound = column.absoluteBound;
      return {
        column,
        quantiles: quantiles.map((quantile) => quantile / sigma),
        rms: rms / sigma,
        sigma68: sigma68 / sigma,
        bound: bound === null ? null : bound / sigma,
        shareOfBound: bound === null || bound === 0 ? null : maxAbs / bound,
      };
    })
    .sort((a, b) => b.rms - a.rms);
}

/** What the last column of the chart says: share of the bound, or why there is none. */
export function boundShareText(residual: NormalizedResidual): string {
  if (residual.shareOfBound !== null) return formatShareOfBound(residual.shareOfBound);
  const { boundKind, formula } = residual.column;
  if (formula !== undefined) return t("derived");
  if (boundKind === "relative") return t("relative");
  return boundKind === "exact" ? t("exact") : t("none");
}

const labelWidth = 76;
const tableWidth = 230;
const textColumns = [66, 140, 224] as const;

/** Horizontal box and whiskers per column, its bound as dotted rules, and three numbers at the right. */
export function residualBoxes(theme: Theme, residuals: readonly NormalizedResidual[]): ChartRecipe {
  const limits = symmetricLimits(
    residuals.flatMap(({ quantiles, bound }) => [...quantiles, bound ?? 0]),
    0.07,
  );
  const base = baseOptions(theme);
  const items = residuals.map(({ quantiles }) => ({
    min: quantiles[0],
    whiskerMin: quantiles[0],
    q1: quantiles[1],
    median: quantiles[2],
    q3: quantiles[3],
    max: quantiles[4],
    whiskerMax: quantiles[4],
    mean: NaN,
    outliers: [],
    items: [],
  }));
  return {
    type: "boxplot",
    data: {
      labels: residuals.map(({ column }) => column.label),
      datasets: [
        {
          data: items,
          backgroundColor: withAlpha(theme.decompressed, 0.35),
          borderColor: theme.decompressed,
          borderWidth: 1.2,
          medianColor: theme.foreground,
          meanRadius: 0,
          maxBarThickness: 15,
        },
      ],
    },
    options: {
      ...base,
      indexAxis: "y",
      layout: { padding: { left: 6, right: tableWidth + 2, top: 20 } },
      interaction: { mode: "nearest", axis: "y", intersect: false },
      scales: {
        x: valueAxis(theme, { title: t("(x̂ − x) / σ of the column"), ...limits, ticks: 8 }),
        y: {
          type: "category",
          offset: true,
          border: { display: false },
          grid: { display: false },
          ticks: {
            color: theme.foreground,
            font: { size: 12.5, family: theme.font },
            padding: 8,
            crossAlign: "far",
            autoSkip: false,
            callback: (_value: unknown, index: number) =>
              clipped(residuals[index]?.column.label ?? ""),
          },
          afterFit: (scale: { width: number }) => {
            scale.width = labelWidth;
          },
        },
      },
      plugins: {
        ...base.plugins,
        annotation: {
          annotations: {
            zero: {
              type: "line",
              xMin: 0,
              xMax: 0,
              borderColor: theme.axis,
              borderWidth: 1,
              drawTime: "beforeDatasetsDraw",
            },
          },
        },
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (found: readonly { dataIndex: number }[]) =>
              found.length ? residuals[found[0].dataIndex].column.label : "",
            label: (item: { dataIndex: number }) => {
              const { quantiles, bound } = residuals[item.dataIndex];
              return [
                `${t("0.1 to 99.9 %")}: ${formatExact(quantiles[0])} … ${formatExact(quantiles[4])}`,
                `${t("16 to 84 %")}: ${formatExact(quantiles[1])} … ${formatExact(quantiles[3])}`,
                `${t("median")}: ${formatExact(quantiles[2])}`,
                ...(bound === null ? [] : [`${t("bound")}: ± ${formatExact(bound)}`]),
              ];
            },
          },
        },
      },
    },
    plugins: [boundsAndNumbers(theme, residuals)],
  };
}

function boundsAndNumbers(theme: Theme, residuals: readonly NormalizedResidual[]): object {
  const titles = [t("RMS/σ ↓"), t("σ₆₈/σ"), t("max / bound")];
  return {
    id: "boundsAndNumbers",
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      const height = (chartArea.bottom - chartArea.top) / Math.max(1, residuals.length);
      ctx.save();
      residuals.forEach((residual, index) => {
        const centre = scales.y.getPixelForValue(index);
        if (index > 0) {
          const place = Math.round(centre - height / 2) + 0.5;
          ctx.setLineDash([]);
          ctx.strokeStyle = theme.grid;
          ctx.lineWidth = 1;
          ctx.beginPath();
          ctx.moveTo(chartArea.left - labelWidth, place);
          ctx.lineTo(chart.width, place);
          ctx.stroke();
        }
        if (residual.bound !== null && residual.bound > 0) {
          ctx.strokeStyle = theme.bound;
          ctx.lineWidth = 1.8;
          ctx.setLineDash([2, 2.4]);
          ctx.beginPath();
          for (const side of [-1, 1]) {
            const place = scales.x.getPixelForValue(side * residual.bound);
            ctx.moveTo(place, centre - height * 0.4);
            ctx.lineTo(place, centre + height * 0.4);
          }
          ctx.stroke();
        }
        ctx.font = `12px ${theme.font}`;
        ctx.fillStyle = theme.foreground;
        ctx.textAlign = "right";
        ctx.textBaseline = "middle";
        const texts = [
          formatNumber(residual.rms, 3),
          formatNumber(residual.sigma68, 3),
          boundShareText(residual),
        ];
        texts.forEach((text, place) => {
          ctx.fillText(text, chartArea.right + textColumns[place], centre);
        });
      });
      ctx.font = `11.5px ${theme.font}`;
      ctx.fillStyle = theme.muted;
      ctx.textBaseline = "alphabetic";
      titles.forEach((text, place) => {
        ctx.fillText(text, chartArea.right + textColumns[place], chartArea.top - 8);
      });
      ctx.restore();
    },
  };
}

const clipped = (name: string): string => (name.length > 11 ? `${name.slice(0, 10)}…` : name);

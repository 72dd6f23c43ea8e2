import type { Chart } from "chart.js";
import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import { binAxis, stepPoints, type BinAxis } from "./binSteps.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatExact, formatNumber } from "./numberFormat.js";
import { countLimits } from "./scales.js";
import type { Theme } from "./theme.js";

/** Pixels of the y axis: the ratio below stands on the same left edge. */
export const sharedAxisWidth = 62;

/** "entries / 2.93 GeV" for equal bins, "entries / bin" for others; or sums of weights. */
export function entriesTitle(
  edges: readonly number[],
  unit: string | null,
  weighted = false,
): string {
  const widths = edges.slice(1).map((edge, bin) => edge - edges[bin]);
  const equal = widths.every((width) => Math.abs(width - widths[0]) < 1e-6 * Math.abs(widths[0]));
  if (!equal) return weighted ? t("sum of weights / bin") : t("entries / bin");
  const width = `${formatNumber(widths[0], 3)}${unit ? ` ${unit}` : ""}`;
  return weighted ? t("sum of weights / {0}", width) : t("entries / {0}", width);
}

export function binTitle(edges: readonly number[], bin: number, unit: string | null): string {
  const range = `${formatExact(edges[bin])} … ${formatExact(edges[bin + 1])}`;
  return unit ? `${range} ${unit}` : range;
}

/** Before and after on the same edges; the original filled with √N bars, end bins for what lies outside. */
export function beforeAfterChart(
  theme: Theme,
  column: ColumnEvaluation,
  scale: "linear" | "log",
): ChartRecipe {
  const { edges, original, decompressed, logX } = column.beforeAfter;
  const axis = binAxis(edges, logX);
  const floor = scale === "log" ? 0.5 : 0;
  const highest = [original, decompressed].flatMap((side) => [
    ...side.counts,
    side.underflow,
    side.overflow,
  ]);
  const limits = countLimits(Math.max(...highest), scale);
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: [
        {
          label: t("original"),
          data: stepPoints(edges, original.counts, floor),
          stepped: "before",
          fill: "start",
          backgroundColor: theme.originalFill,
          borderColor: theme.originalEdge,
          borderWidth: 1,
          order: 3,
          pointHoverRadius: 0,
        },
        {
          label: t("decompressed"),
          data: stepPoints(edges, decompressed.counts, floor),
          stepped: "before",
          borderColor: theme.decompressed,
          order: 1,
          pointHoverRadius: 0,
        },
      ],
    },
    options: {
      ...base,
      parsing: false,
      interaction: { mode: "bin" },
      layout: { padding: { right: 6, top: 4 } },
      scales: {
        x: valueAxis(theme, { title: "", ...axis, ticks: 9, labels: false, gridLines: false }),
        y: valueAxis(theme, {
          title: entriesTitle(edges, column.unit, original.errors !== undefined),
          scale,
          ...limits,
          width: sharedAxisWidth,
        }),
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) =>
              items.length ? binTitle(edges, items[0].dataIndex, column.unit) : "",
            label: (item: { datasetIndex: number; dataIndex: number }) =>
              item.datasetIndex === 0
                ? `${t("original")}: ${formatExact(original.counts[item.dataIndex])}`
                : `${t("decompressed")}: ${formatExact(decompressed.counts[item.dataIndex])}`,
          },
        },
      },
    },
    plugins: [outsideBins(theme, column, axis), rootBars(theme, column, floor)],
  };
}

// Entries outside the axis: one marked bin at each end, behind a dotted rule.
function outsideBins(theme: Theme, column: ColumnEvaluation, axis: BinAxis): object {
  const { original, decompressed } = column.beforeAfter;
  const ends = [
    { sign: "<", span: axis.under, rule: axis.rules[0], key: "underflow" },
    { sign: ">", span: axis.over, rule: axis.rules[1], key: "overflow" },
  ] as const;
  return {
    id: "outsideBins",
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      const height = (count: number): number =>
        count > 0 ? scales.y.getPixelForValue(count) : chartArea.bottom;
      for (const { sign, span, rule, key } of ends) {
        const [left, right] = span.map((place) => scales.x.getPixelForValue(place));
        const before = height(original[key]);
        const after = height(decompressed[key]);
        ctx.save();
        if (original[key] > 0) {
          ctx.fillStyle = theme.originalFill;
          ctx.strokeStyle = theme.originalEdge;
          ctx.lineWidth = 1;
          ctx.fillRect(left, before, right - left, chartArea.bottom - before);
          ctx.strokeRect(left + 0.5, before, right - left - 1, chartArea.bottom - before);
        }
        if (decompressed[key] > 0) {
          ctx.strokeStyle = theme.decompressed;
          ctx.lineWidth = 1.5;
          ctx.beginPath();
          ctx.moveTo(left, after);
          ctx.lineTo(right, after);
          ctx.stroke();
        }
        const place = Math.round(scales.x.getPixelForValue(rule)) + 0.5;
        ctx.strokeStyle = theme.axis;
        ctx.lineWidth = 1;
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(place, chartArea.top);
        ctx.lineTo(place, chartArea.bottom);
        ctx.stroke();
        ctx.fillStyle = theme.muted;
        ctx.font = `11px ${theme.font}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "bottom";
        ctx.fillText(
          sign,
          (left + right) / 2,
          Math.max(Math.min(before, after) - 4, chartArea.top + 14),
        );
        ctx.restore();
      }
    },
  };
}

// Bars shorter than a line is thick would only blacken the edge.
const shortestBar = 3;

function rootBars(theme: Theme, column: ColumnEvaluation, floor: number): object {
  const { edges, original, logX } = column.beforeAfter;
  return {
    id: "rootBars",
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.strokeStyle = theme.originalEdge;
      ctx.lineWidth = 1;
      ctx.beginPath();
      original.counts.forEach((count, bin) => {
        if (count <= 0) return;
        const root = original.errors?.[bin] ?? Math.sqrt(count);
        const top = scales.y.getPixelForValue(count + root);
        const bottom = scales.y.getPixelForValue(Math.max(count - root, floor));
        if (bottom - top < shortestBar) return;
        const centre = logX
          ? Math.sqrt(edges[bin] * edges[bin + 1])
          : (edges[bin] + edges[bin + 1]) / 2;
        const place = Math.round(scales.x.getPixelForValue(centre)) + 0.5;
        ctx.moveTo(place, Math.max(top, chartArea.top));
        ctx.lineTo(place, Math.min(bottom, chartArea.bottom));
      });
      ctx.stroke();
      ctx.restore();
    },
  };
}

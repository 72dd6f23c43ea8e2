import type { Histogram } from "../../src/protocol/evaluation.js";
import { valueAxis } from "./axes.js";
import { binTitle, entriesTitle } from "./beforeAfterChart.js";
import { stepPoints } from "./binSteps.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { withAlpha } from "./color.js";
import { formatCount } from "./numberFormat.js";
import { countLimits } from "./scales.js";
import type { Theme } from "./theme.js";
import { t } from "../localize.js";

export interface ErrorHistogram {
  readonly histogram: Histogram;
  readonly title: string;
  readonly unit: string | null;
  readonly scale: "linear" | "log";
  readonly median: number;
  readonly sigma68: number;
  /** Drawn as rules at ± bound; null for none. */
  readonly bound: number | null;
}

/** A histogram of errors: residual or response, with the central 68 % shaded and the bound ruled. */
export function errorHistogramChart(theme: Theme, shown: ErrorHistogram): ChartRecipe {
  const { histogram, unit, scale, median, sigma68, bound } = shown;
  const { edges, counts } = histogram;
  const floor = scale === "log" ? 0.5 : 0;
  const low = edges[0];
  const high = edges[edges.length - 1];
  // Bins end on the bound; a margin shows that nothing lies beyond it.
  const reach = bound === null ? 0 : bound * 1.1;
  const min = Math.min(low, -reach);
  const max = Math.max(high, reach);
  const points = stepPoints(edges, counts, floor);
  const base = baseOptions(theme);
  const rule = (place: number): object => ({
    type: "line",
    xMin: place,
    xMax: place,
    borderColor: theme.bound,
    borderWidth: 1.6,
    borderDash: [2, 2.4],
  });
  return {
    type: "line",
    data: {
      datasets: [
        {
          data: [{ x: low, y: floor }, ...points, { x: high, y: floor }],
          stepped: "before",
          fill: "start",
          backgroundColor: withAlpha(theme.decompressed, 0.22),
          borderColor: theme.decompressed,
          pointHoverRadius: 0,
        },
      ],
    },
    options: {
      ...base,
      parsing: false,
      interaction: { mode: "bin" },
      layout: { padding: { right: 8, top: 6 } },
      scales: {
        x: valueAxis(theme, { title: shown.title, min, max, ticks: 6, gridLines: false }),
        y: valueAxis(theme, {
          title: entriesTitle(edges, unit),
          scale,
          ...countLimits(Math.max(...counts), scale),
          ticks: 5,
        }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          annotations: {
            central: {
              type: "box",
              xMin: Math.max(min, median - sigma68),
              xMax: Math.min(max, median + sigma68),
              backgroundColor: theme.band,
              borderWidth: 0,
              drawTime: "beforeDatasetsDraw",
            },
            zero: {
              type: "line",
              xMin: 0,
              xMax: 0,
              display: min < 0 && max > 0,
              borderColor: theme.axis,
              borderWidth: 1,
            },
            ...(bound === null ? {} : { lower: rule(-bound), upper: rule(bound) }),
          },
        },
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) =>
              items.length
                ? binTitle(
                    edges,
                    Math.min(counts.length - 1, Math.max(0, items[0].dataIndex - 1)),
                    unit,
                  )
                : "",
            label: (item: { dataIndex: number }) =>
              `${t("entries")}: ${formatCount(counts[Math.min(counts.length - 1, Math.max(0, item.dataIndex - 1))])}`,
          },
        },
      },
    },
  };
}

import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { xTitle, type LossView } from "./lossChart.js";
import { formatExact } from "./numberFormat.js";
import { lossLimits, suitsLogLoss } from "./scales.js";
import { thin, type Point } from "./series.js";
import type { Theme } from "./theme.js";

/** One curve of several that are laid over one another. */
export interface NamedCurve {
  readonly name: string;
  readonly color: number;
  readonly dash: readonly number[];
  readonly points: readonly Point[];
}

const buckets = 1500;

/** Curves of several runs over one another; points that are no numbers leave gaps. */
export function curvesChart(
  theme: Theme,
  curves: readonly NamedCurve[],
  view: Pick<LossView, "scale" | "axis" | "title">,
): ChartRecipe {
  const losses = curves.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const scale = view.scale === "log" && suitsLogLoss(losses) ? "log" : "linear";
  const last = curves.reduce(
    (most, { points }) => points.reduce((far, { x }) => Math.max(far, x), most),
    0,
  );
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: curves.map(({ name, color, dash, points }) => ({
        label: name,
        data: thin(points, buckets),
        borderColor: theme.runs[color],
        backgroundColor: theme.runs[color],
        borderWidth: 1.8,
        borderDash: dash,
        pointRadius: points.length < 2 ? 3 : 0,
      })),
    },
    options: {
      ...base,
      parsing: false,
      spanGaps: false,
      interaction: { mode: "eachCurve" },
      layout: { padding: { right: 10, top: 8 } },
      scales: {
        x: valueAxis(theme, {
          title: xTitle(view.axis),
          min: 0,
          max: last || 1,
          ticks: 8,
          whole: view.axis !== "time",
          gridLines: false,
        }),
        y: valueAxis(theme, { title: view.title, scale, ...lossLimits(losses, scale), ticks: 6 }),
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: () => "",
            label: (item: { dataset: { label: string }; parsed: { x: number; y: number } }) =>
              t(
                "{0}: {1} ({2} {3})",
                item.dataset.label,
                formatExact(item.parsed.y),
                xTitle(view.axis),
                formatExact(item.parsed.x),
              ),
          },
        },
      },
    },
  };
}

import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import { binTitle } from "./beforeAfterChart.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatExact } from "./numberFormat.js";
import { symmetricLimits, wantsLogAxis } from "./scales.js";
import type { Theme } from "./theme.js";
import { oneTwoFiveTicks } from "./ticks.js";

/** Mean residual in quantile bins of the original; bars from the 16 % to the 84 % quantile. */
export function profileChart(theme: Theme, column: ColumnEvaluation): ChartRecipe {
  const bins = column.profile.filter(({ entries }) => entries > 0);
  const unit = column.unit ? ` [${column.unit}]` : "";
  const places = bins.map(({ x }) => x);
  const log = places.length > 0 && wantsLogAxis(places);
  const first = places[0] ?? 0;
  const last = places[places.length - 1] ?? 1;
  const margin = (last - first) * 0.05 || 1;
  const factor = log ? (last / first) ** 0.08 : 1;
  const bound = column.absoluteBound;
  const limits = symmetricLimits(
    [...bins.flatMap(({ low, high, mean }) => [low, high, mean]), bound ?? 0],
    0.14,
  );
  const base = baseOptions(theme);
  const rule = (place: number, color: string, dash: readonly number[]): object => ({
    type: "line",
    yMin: place,
    yMax: place,
    borderColor: color,
    borderWidth: dash.length ? 1.4 : 1,
    borderDash: dash,
    drawTime: "beforeDatasetsDraw",
  });
  return {
    type: "scatterWithErrorBars",
    data: {
      datasets: [
        {
          data: bins.map(({ x, mean, low, high }) => ({ x, y: mean, yMin: low, yMax: high })),
          radius: 3,
          backgroundColor: theme.decompressed,
          borderWidth: 0,
          errorBarColor: theme.decompressed,
          errorBarLineWidth: 1.2,
          errorBarWhiskerColor: theme.decompressed,
          errorBarWhiskerLineWidth: 1.2,
          errorBarWhiskerSize: 5,
        },
      ],
    },
    options: {
      ...base,
      layout: { padding: { right: 8, top: 8 } },
      scales: {
        x: valueAxis(theme, {
          title: `${t("original {0}", column.label)}${unit}${t(", {0} quantile bins", bins.length)}`,
          scale: log ? "log" : "linear",
          min: log ? first / factor : first - margin,
          max: log ? last * factor : last + margin,
          ticks: 7,
          ...(log && last / first < 1000
            ? { places: oneTwoFiveTicks(first / factor, last * factor) }
            : {}),
          gridLines: false,
        }),
        y: valueAxis(theme, { title: `x̂ − x${unit}`, ...limits, ticks: 6 }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          annotations: {
            zero: rule(0, theme.axis, []),
            ...(bound === null
              ? {}
              : {
                  lower: rule(-bound, theme.bound, [2, 2.4]),
                  upper: rule(bound, theme.bound, [2, 2.4]),
                }),
          },
        },
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) => {
              const bin = items.length ? bins[items[0].dataIndex] : undefined;
              return bin ? binTitle([bin.from, bin.to], 0, column.unit) : "";
            },
            label: (item: { dataIndex: number }) => {
              const { mean, low, high, entries } = bins[item.dataIndex];
              return [
                `${t("mean")}: ${formatExact(mean)}`,
                `${t("16 to 84 %")}: ${formatExact(low)} … ${formatExact(high)}`,
                `${t("entries")}: ${formatExact(entries)}`,
              ];
            },
          },
        },
      },
    },
  };
}

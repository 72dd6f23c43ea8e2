import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { withAlpha } from "./color.js";
import { xTitle, type LossView } from "./lossChart.js";
import { formatExact } from "./numberFormat.js";
import { lossPartLabel } from "./lossPartLabel.js";
import { lossLimits, suitsLogLoss } from "./scales.js";
import { thin, type Curves, type Point } from "./series.js";
import type { Theme } from "./theme.js";

const buckets = 600;

/** Learning rate over the course of the training, logarithmic where it changes by more than a factor of three. */
export function learningRateChart(
  theme: Theme,
  curves: Curves,
  axis: LossView["axis"],
  end: number | null,
): ChartRecipe {
  const points = curves.train.map((record) => ({ x: record[axis], y: record.learningRate }));
  const rates = points.map(({ y }) => y);
  const low = Math.min(...rates);
  const high = Math.max(...rates);
  const log = low > 0 && high / low > 3;
  const limits = log ? lossLimits(rates, "log") : { min: 0, max: (high || 1) * 1.25 };
  return course(theme, thin(points, buckets), {
    axis,
    end,
    title: t("learning rate"),
    scale: log ? "log" : "linear",
    fill: false,
    ...limits,
  });
}

/** Training rows per second, in thousands. */
export function throughputChart(theme: Theme, curves: Curves): ChartRecipe {
  const points = curves.train.map((record) => ({ x: record.time, y: record.rowsPerSecond / 1000 }));
  const highest = points.reduce((most, { y }) => Math.max(most, y), 0);
  return course(theme, thin(points, buckets), {
    axis: "time",
    end: null,
    title: t("10³ rows/s"),
    scale: "linear",
    fill: true,
    min: 0,
    max: highest * 1.12 || 1,
  });
}

/** About the width of a letter at the end of a curve. */
const labelWidth = 5.6;

/** One named part of the loss per line, labelled at its end. */
export function lossPartsChart(theme: Theme, curves: Curves, axis: LossView["axis"]): ChartRecipe {
  const names = partNames(curves);
  const all = names.map((name) =>
    curves.train.flatMap((record) =>
      record.parts?.[name] === undefined ? [] : [{ x: record[axis], y: record.parts[name] }],
    ),
  );
  const values = all.flatMap((points) => points.map(({ y }) => y));
  const scale = suitsLogLoss(values) ? "log" : "linear";
  const series = all.map((points) => points.filter(({ y }) => scale === "linear" || y > 0));
  const labels = names.map(lossPartLabel);
  const longest = Math.max(0, ...labels.map(({ length }) => length));
  const end = curves.train[curves.train.length - 1]?.[axis] ?? 1;
  const base = baseOptions(theme);
  const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
  return {
    type: "line",
    data: {
      datasets: names.map((_, index) => ({
        label: labels[index],
        data: thin(series[index], buckets),
        borderColor: index === 0 ? theme.decompressed : theme.originalEdge,
        borderDash: dashes[index % dashes.length],
        borderWidth: 1.3,
      })),
    },
    options: {
      ...base,
      parsing: false,
      layout: { padding: { right: 12 + labelWidth * longest, top: 8 } },
      scales: {
        x: valueAxis(theme, { title: xTitle(axis), min: 0, max: end, ticks: 5, gridLines: false }),
        y: valueAxis(theme, { title: t("loss"), scale, ...lossLimits(values, scale), ticks: 5 }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          clip: false,
          annotations: Object.fromEntries(
            series.map((points, index) => [
              `end${index}`,
              {
                type: "label",
                xValue: end,
                yValue: points[points.length - 1]?.y ?? 0,
                xAdjust: 6,
                position: { x: "start", y: "center" },
                content: [labels[index]],
                color: theme.muted,
                font: { size: 11, family: theme.font },
                padding: 0,
              },
            ]),
          ),
        },
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            label: (item: { dataset: { label: string }; parsed: { y: number } }) =>
              `${item.dataset.label}: ${formatExact(item.parsed.y)}`,
          },
        },
      },
    },
  };
}

export function partNames(curves: Curves): string[] {
  return [...new Set(curves.train.flatMap((record) => Object.keys(record.parts ?? {})))];
}

function course(
  theme: Theme,
  points: readonly Point[],
  view: {
    readonly axis: LossView["axis"];
    readonly end: number | null;
    readonly title: string;
    readonly scale: "linear" | "log";
    readonly fill: boolean;
    readonly min: number;
    readonly max: number;
  },
): ChartRecipe {
  const base = baseOptions(theme);
  const last = points[points.length - 1]?.x ?? 0;
  return {
    type: "line",
    data: {
      datasets: [
        {
          data: points,
          borderColor: theme.decompressed,
          borderWidth: 1.4,
          fill: view.fill ? "start" : false,
          backgroundColor: withAlpha(theme.decompressed, 0.18),
        },
      ],
    },
    options: {
      ...base,
      parsing: false,
      layout: { padding: { right: 10, top: 8 } },
      scales: {
        x: valueAxis(theme, {
          title: xTitle(view.axis),
          min: 0,
          max: Math.max(view.end ?? 0, last) || 1,
          ticks: 5,
          whole: view.axis !== "time",
          gridLines: false,
        }),
        y: valueAxis(theme, {
          title: view.title,
          scale: view.scale,
          min: view.min,
          max: view.max,
          ticks: 5,
        }),
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { parsed: { x: number } }[]) =>
              items.length ? `${xTitle(view.axis)} ${formatExact(items[0].parsed.x)}` : "",
            label: (item: { parsed: { y: number } }) =>
              `${view.title}: ${formatExact(item.parsed.y)}`,
          },
        },
      },
    },
  };
}

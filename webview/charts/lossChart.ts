import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { withAlpha } from "./color.js";
import { formatEpoch, formatDuration, formatExact, formatNumber } from "./numberFormat.js";
import { lossLimits } from "./scales.js";
import { smooth, thin, type Curves, type Point } from "./series.js";
import type { Theme } from "./theme.js";

export interface LossView {
  readonly scale: "linear" | "log";
  readonly axis: "epoch" | "step" | "time";
  readonly smoothing: number;
  /** Where the x axis ends while the run goes on; null: at the last point. */
  readonly end: number | null;
  readonly compact?: boolean;
  /** What the loss is. */
  readonly title: string;
}

/** Buckets of the thinned curves: more than a panel has pixels. */
const buckets = 1500;

export const xTitle = (axis: LossView["axis"]): string =>
  axis === "epoch" ? t("epoch") : axis === "step" ? t("step") : t("time [s]");

/** Whether a curve is thinned before it is drawn. */
export function isThinned(curves: Curves): boolean {
  return curves.train.length > buckets * 4 || curves.validation.length > buckets * 4;
}

/** Training and validation loss; the raw curve stays as a shadow under a smoothed one. */
export function lossChart(theme: Theme, curves: Curves, view: LossView): ChartRecipe {
  const points = (records: Curves["train"] | Curves["validation"]): Point[] =>
    records.map((record) => ({ x: record[view.axis], y: record.loss }));
  const train = points(curves.train);
  const validation = points(curves.validation);
  const others = curves.others.map((other) => ({
    train: points(other.train),
    validation: points(other.validation),
  }));
  const all = [
    ...train,
    ...validation,
    ...others.flatMap((one) => [...one.train, ...one.validation]),
  ];
  const limits = lossLimits(
    all.map(({ y }) => y),
    view.scale,
  );
  const last = all.reduce((most, { x }) => Math.max(most, x), 0);
  const base = baseOptions(theme);
  const single = validation.length < 40;
  const curve = (
    label: string,
    raw: Point[],
    color: string,
    width: number,
    dots: boolean,
  ): object[] => {
    const line = (data: readonly Point[], borderColor: string): object => ({
      label,
      data,
      borderColor,
      borderWidth: width,
      pointBackgroundColor: borderColor,
      pointBorderWidth: 0,
      pointRadius: dots && data.length < 40 ? 2.2 : 0,
    });
    const shown = thin(smooth(raw, view.smoothing), buckets);
    if (view.smoothing <= 0) return [line(shown, color)];
    return [
      line(shown, color),
      { ...line(thin(raw, buckets), withAlpha(color, 0.28)), shadow: true },
    ];
  };
  const best = curves.best;
  return {
    type: "line",
    data: {
      datasets: [
        ...curve(t("validation"), validation, theme.decompressed, 1.6, single),
        ...curve(t("train"), train, theme.originalEdge, 1.2, false),
        ...others.flatMap((other) => [
          ...curve(
            t("validation, another seed"),
            other.validation,
            withAlpha(theme.decompressed, 0.45),
            1,
            false,
          ),
          ...curve(
            t("train, another seed"),
            other.train,
            withAlpha(theme.originalEdge, 0.4),
            0.8,
            false,
          ),
        ]),
      ],
    },
    options: {
      ...base,
      parsing: false,
      spanGaps: false,
      interaction: { mode: "eachCurve" },
      layout: { padding: { right: 10, top: view.compact ? 14 : 8 } },
      scales: {
        x: valueAxis(theme, {
          title: xTitle(view.axis),
          min: 0,
          max: Math.max(view.end ?? 0, last) || 1,
          ticks: view.compact ? 5 : 9,
          whole: view.axis !== "time",
          gridLines: false,
        }),
        y: valueAxis(theme, {
          title: view.title,
          scale: view.scale,
          ...limits,
          ticks: view.compact ? 6 : 7,
        }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          clip: false,
          annotations: best ? bestMarkers(theme, best, view, last, limits.max) : {},
        },
        tooltip: {
          ...base.plugins?.tooltip,
          filter: (item: { dataset: { shadow?: boolean } }) => item.dataset.shadow !== true,
          callbacks: {
            title: () => "",
            label: (item: { dataset: { label: string }; parsed: { x: number; y: number } }) =>
              `${item.dataset.label}: ${formatExact(item.parsed.y)} (${pointTitle(view.axis, item.parsed.x)})`,
          },
        },
      },
    },
  };
}

function pointTitle(axis: LossView["axis"], x: number): string {
  if (axis === "time") return formatDuration(x);
  return axis === "epoch" ? t("epoch {0}", formatExact(x)) : t("step {0}", formatExact(x));
}

function bestMarkers(
  theme: Theme,
  best: NonNullable<Curves["best"]>,
  view: LossView,
  last: number,
  top: number,
): object {
  const x = best[view.axis];
  const late = x > 0.55 * Math.max(view.end ?? 0, last);
  return {
    bestRule: {
      type: "line",
      xMin: x,
      xMax: x,
      borderColor: theme.bound,
      borderWidth: 1.2,
      borderDash: [2, 3],
    },
    bestPoint: {
      type: "point",
      xValue: x,
      yValue: best.loss,
      radius: 4,
      backgroundColor: theme.panel,
      borderColor: theme.bound,
      borderWidth: 2,
    },
    bestLabel: {
      type: "label",
      xValue: x,
      yValue: top,
      xAdjust: late ? -8 : 8,
      yAdjust: 8,
      position: { x: late ? "end" : "start", y: "center" },
      content: [t("best {0}, epoch {1}", formatNumber(best.loss), formatEpoch(best.epoch))],
      color: theme.foreground,
      font: { size: 11.5, family: theme.font },
      padding: 0,
    },
  };
}

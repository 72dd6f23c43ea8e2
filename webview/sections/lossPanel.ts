import type { Board } from "../charts/board.js";
import { lossChart, xTitle, type LossView } from "../charts/lossChart.js";
import { formatEpoch, formatNumber } from "../charts/numberFormat.js";
import { curvesOf, type Curves } from "../charts/series.js";
import { legend } from "../controls.js";
import type { TableData } from "../dataTable.js";
import type { Child } from "../element.js";
import { t } from "../localize.js";
import { lossTitle } from "../modelText.js";
import { chartPanel } from "../panelFrame.js";
import { isActive, type ShownRun } from "../panelModel.js";
import type { SectionContext } from "../section.js";

export interface LossPanelOptions {
  readonly id: string;
  readonly class: string;
  readonly note?: string;
  readonly compact: boolean;
  readonly tools?: readonly Child[];
  readonly aside?: Child;
}

/** The loss of a run, live; used small on the overview and large in the training tab. */
export function lossPanel(
  context: SectionContext,
  board: Board,
  options: LossPanelOptions,
): HTMLElement {
  const curves = (): Curves =>
    curvesOf(context.shown().metrics, context.shown().run.record.repeats?.used ?? 1);
  const view = (): LossView => {
    const { lossScale, lossAxis, smoothing } = context.view();
    const title = lossTitle(context.shown().run.record);
    return options.compact
      ? {
          scale: lossScale,
          axis: "epoch",
          smoothing: 0,
          end: axisEnd(context.shown(), "epoch"),
          compact: true,
          title,
        }
      : {
          scale: lossScale,
          axis: lossAxis,
          smoothing,
          end: axisEnd(context.shown(), lossAxis),
          title,
        };
  };
  return chartPanel(context, board, {
    id: options.id,
    title: t("Loss"),
    class: options.class,
    ...(options.note === undefined ? {} : { note: options.note }),
    tools: [
      legend("train", t("train")),
      legend("decompressed", t("validation")),
      legend("bound", t("best epoch")),
      ...(options.tools ?? []),
    ],
    label: () => lossSentence(curves(), view()),
    recipe: (theme) => lossChart(theme, curves(), view()),
    table: () => lossTable(curves()),
    aside: options.aside,
  });
}

/** Where the x axis of a curve ends: at the planned end while the run goes on, else at the last point. */
export function axisEnd(shown: ShownRun, axis: LossView["axis"]): number | null {
  const { progress } = shown.run.record;
  if (!progress || !isActive(shown.run.state)) return null;
  if (axis === "epoch") return progress.epochs;
  const { repeats } = shown.run.record;
  if (axis === "step") return progress.steps / (repeats?.seeds.length ?? 1);
  // The time left is that of all repeats; each curve has its own.
  if (repeats) return null;
  return progress.secondsLeft === null ? null : progress.secondsDone + progress.secondsLeft;
}

function lossSentence(curves: Curves, view: LossView): string {
  const last = curves.validation[curves.validation.length - 1];
  const curve = t(
    "Loss against {0}, {1} scale.",
    xTitle(view.axis),
    view.scale === "log" ? t("logarithmic") : t("linear"),
  );
  if (!last || !curves.best) return `${curve} ${t("{0} training points.", curves.train.length)}`;
  return `${curve} ${t(
    "Validation {0} at last, best {1} at epoch {2}.",
    formatNumber(last.loss),
    formatNumber(curves.best.loss),
    formatEpoch(curves.best.epoch),
  )}`;
}

export function lossTable(curves: Curves): TableData {
  const rows = [
    ...curves.train.map((record) => ({ record, name: t("train"), rate: record.learningRate })),
    ...curves.validation.map((record) => ({ record, name: t("validation"), rate: null })),
  ].sort((a, b) => a.record.step - b.record.step);
  return {
    columns: [
      { title: t("step"), numeric: true },
      { title: t("epoch"), numeric: true },
      { title: t("time [s]"), numeric: true },
      { title: t("curve"), numeric: false },
      { title: t("loss"), numeric: true },
      { title: t("learning rate"), numeric: true },
    ],
    rows: rows.map(({ record, name, rate }) => [
      record.step,
      record.epoch,
      record.time,
      name,
      record.loss,
      rate ?? "",
    ]),
  };
}

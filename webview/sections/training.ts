import { Board } from "../charts/board.js";
import {
  learningRateChart,
  lossPartsChart,
  partNames,
  throughputChart,
} from "../charts/courseCharts.js";
import { isThinned } from "../charts/lossChart.js";
import { formatCount, formatDuration, formatEpoch, formatNumber } from "../charts/numberFormat.js";
import { curvesOf, type Curves } from "../charts/series.js";
import { segmented, slider } from "../controls.js";
import { element } from "../element.js";
import { lossPartLabel } from "../charts/lossPartLabel.js";
import { t } from "../localize.js";
import { phaseList } from "../notices.js";
import { chartPanel, statistics } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";
import { axisEnd, lossPanel } from "./lossPanel.js";
import { shownTrials, trialsPanel } from "./trialsPanel.js";

/** Loss, its parts, learning rate and throughput of a run, live; and the trials that came before. */
export function trainingSection(context: SectionContext): Section {
  const board = new Board();
  const root = element("div", { class: "content" });
  const curves = (): Curves =>
    curvesOf(context.shown().metrics, context.shown().run.record.repeats?.used ?? 1);
  const first = curves();
  const empty = first.train.length === 0 && first.validation.length === 0;
  const parts = partNames(first).length > 1;
  const tried = (): boolean => shownTrials(context.shown()).trials.length > 0;
  const trials = tried();
  if (empty && !trials) root.append(phaseList(context.shown()));
  if (!empty) {
    const aside = element("div", { class: "aside" });
    board.addPainting(() => {
      aside.replaceChildren(...lossStatistics(context, curves()));
    });
    root.append(
      lossPanel(context, board, {
        id: "loss",
        class: "tall",
        compact: false,
        note: isThinned(first) ? t("thinned for drawing; lowest and highest points kept") : "",
        tools: lossTools(context),
        aside,
      }),
      element(
        "div",
        { class: `row ${parts ? "thirds" : "halves"}` },
        parts && partsPanel(context, board, curves),
        learningRatePanel(context, board, curves),
        throughputPanel(context, board, curves),
      ),
    );
  }
  if (trials) root.append(trialsPanel(context, board, empty ? "tall" : ""));
  return {
    element: root,
    update: () => {
      const now = curves();
      if (empty && now.train.length + now.validation.length > 0) return false;
      if (tried() !== trials || partNames(now).length > 1 !== parts) return false;
      if (empty && !trials) return false;
      board.refresh();
      return true;
    },
    redraw: () => {
      board.redraw();
    },
    dispose: () => {
      board.dispose();
    },
  };
}

function lossTools(context: SectionContext): HTMLElement[] {
  const { lossAxis, lossScale, smoothing } = context.view();
  return [
    slider({
      label: t("Smoothing"),
      min: 0,
      max: 0.99,
      step: 0.01,
      value: smoothing,
      format: (value) => (value === 0 ? t("off") : value.toFixed(2)),
      onInput: (value) => {
        context.adjust({ smoothing: value });
      },
    }),
    segmented({
      key: "lossAxis",
      label: t("Horizontal axis"),
      choices: [
        { value: "epoch", text: t("epoch") },
        { value: "step", text: t("step") },
        { value: "time", text: t("time") },
      ],
      value: lossAxis,
      onChange: (value) => {
        context.choose({ lossAxis: value });
      },
    }),
    segmented({
      key: "lossScale",
      label: t("Loss scale"),
      choices: [
        { value: "linear", text: t("linear") },
        { value: "log", text: t("log") },
      ],
      value: lossScale,
      onChange: (value) => {
        context.choose({ lossScale: value });
      },
    }),
  ];
}

function lossStatistics(context: SectionContext, curves: Curves): HTMLElement[] {
  const { record } = context.shown().run;
  const { train, validation, best } = curves;
  const last = validation[validation.length - 1];
  const lastTrain = train[train.length - 1];
  const tail = validation.slice(-10);
  const rows: [string, string][] = [];
  if (last && best) {
    rows.push([t("last"), formatNumber(last.loss)]);
    rows.push([t("best, epoch {0}", formatEpoch(best.epoch)), formatNumber(best.loss)]);
    if (tail.length === 10) {
      const mean = tail.reduce((sum, { loss }) => sum + loss, 0) / tail.length;
      rows.push([t("mean of last 10"), formatNumber(mean)]);
    }
  }
  if (lastTrain) rows.push([t("train, last"), formatNumber(lastTrain.loss)]);
  if (last && lastTrain) {
    rows.push([t("gap to train"), formatNumber(last.loss - lastTrain.loss, 3)]);
    if (best) rows.push([t("epochs since best"), formatCount(last.epoch - best.epoch)]);
  }
  const epochRows: [string, string][] = [];
  if (record.input) epochRows.push([t("rows of the input"), formatCount(record.input.rows)]);
  const { progress } = record;
  if (progress) {
    epochRows.push([t("batches"), formatCount(progress.steps / Math.max(1, progress.epochs))]);
    if (progress.epoch > 0) {
      epochRows.push([t("time"), formatDuration(progress.secondsDone / progress.epoch)]);
    }
  }
  if (record.model) epochRows.push([t("weights"), formatCount(record.model.parameters)]);
  const noValidation = validation.length === 0 && (lastTrain?.epoch ?? 0) > 1;
  return [
    element("h3", {}, validation.length > 0 ? t("Validation") : t("Training")),
    statistics(rows, t("Loss")),
    noValidation
      ? element("p", { class: "muted" }, t("No rows are kept from training for validation."))
      : element("span", {}),
    element("h3", {}, t("Each epoch")),
    statistics(epochRows, t("Each epoch")),
  ];
}

function learningRatePanel(
  context: SectionContext,
  board: Board,
  curves: () => Curves,
): HTMLElement {
  return chartPanel(context, board, {
    id: "learning-rate",
    title: t("Learning rate"),
    label: () => {
      const { train } = curves();
      const last = train[train.length - 1];
      return t("Learning rate; {0} at last.", last ? formatNumber(last.learningRate) : "–");
    },
    recipe: (theme) => {
      const { lossAxis } = context.view();
      return learningRateChart(theme, curves(), lossAxis, axisEnd(context.shown(), lossAxis));
    },
    table: () => ({
      columns: [
        { title: t("step"), numeric: true },
        { title: t("epoch"), numeric: true },
        { title: t("learning rate"), numeric: true },
      ],
      rows: curves().train.map(({ step, epoch, learningRate }) => [step, epoch, learningRate]),
    }),
  });
}

function throughputPanel(context: SectionContext, board: Board, curves: () => Curves): HTMLElement {
  const foot = element("p", { class: "foot" });
  const paintFoot = (): void => {
    const rates = curves()
      .train.map(({ rowsPerSecond }) => rowsPerSecond)
      .sort((a, b) => a - b);
    if (rates.length === 0) return;
    const fact = (name: string, value: number): HTMLElement =>
      element("span", {}, element("span", { class: "muted" }, `${name} `), formatCount(value));
    foot.replaceChildren(
      fact(t("median"), rates[rates.length >> 1]),
      fact(t("lowest"), rates[0]),
      fact(t("highest"), rates[rates.length - 1]),
    );
  };
  board.addPainting(paintFoot);
  const panel = chartPanel(context, board, {
    id: "throughput",
    title: t("Throughput"),
    note: t("training rows per second"),
    label: () => {
      const { train } = curves();
      const last = train[train.length - 1];
      return t(
        "Throughput; {0} rows per second at last.",
        last ? formatCount(last.rowsPerSecond) : "–",
      );
    },
    recipe: (theme) => throughputChart(theme, curves()),
    table: () => ({
      columns: [
        { title: t("time [s]"), numeric: true },
        { title: t("step"), numeric: true },
        { title: t("rows/s"), numeric: true },
      ],
      rows: curves().train.map(({ time, step, rowsPerSecond }) => [time, step, rowsPerSecond]),
    }),
  });
  panel.append(foot);
  return panel;
}

function partsPanel(context: SectionContext, board: Board, curves: () => Curves): HTMLElement {
  return chartPanel(context, board, {
    id: "loss-parts",
    title: t("Loss parts"),
    note: t("training"),
    label: () =>
      t("Parts of the training loss: {0}.", partNames(curves()).map(lossPartLabel).join(", ")),
    recipe: (theme) => lossPartsChart(theme, curves(), context.view().lossAxis),
    table: () => {
      const names = partNames(curves());
      return {
        columns: [
          { title: t("step"), numeric: true },
          ...names.map((name) => ({ title: lossPartLabel(name), numeric: true })),
        ],
        rows: curves().train.map(({ step, parts }) => [
          step,
          ...names.map((name) => parts?.[name] ?? ""),
        ]),
      };
    },
  });
}

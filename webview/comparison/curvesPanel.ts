import type { ComparedRun } from "../../src/protocol/comparisonPanelMessages.js";
import type { Board } from "../charts/board.js";
import { curvesChart, type NamedCurve } from "../charts/curvesChart.js";
import { xTitle } from "../charts/lossChart.js";
import { formatNumber } from "../charts/numberFormat.js";
import { curvesOf } from "../charts/series.js";
import { segmented } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { lossTitle } from "../modelText.js";
import { chartPanel } from "../panelFrame.js";
import { nameOf, type ComparisonContext } from "./comparisonModel.js";
import { colorIndex, dashOf, runName } from "./runSwatch.js";

interface RunCurve {
  readonly run: ComparedRun;
  /** Among all runs of the comparison: it decides on the colour. */
  readonly place: number;
  readonly kind: "validation" | "train";
  readonly points: readonly {
    readonly epoch: number;
    readonly step: number;
    readonly time: number;
    readonly loss: number;
  }[];
  /** Points that are no numbers. */
  readonly broken: number;
}

/** The curves of all runs over one another: a panel per unit, because code lengths and losses share no axis. */
export function curvesPanels(context: ComparisonContext, board: Board): HTMLElement[] {
  const units = new Map<string, RunCurve[]>();
  context.shown().runs.forEach((run, place) => {
    const unit = lossTitle(run.record);
    units.set(unit, [...(units.get(unit) ?? []), curveOf(run, place)]);
  });
  return [...units].map(([unit, curves], index) =>
    curvesPanel(context, board, { id: `curves${index}`, unit, curves }),
  );
}

interface Group {
  readonly id: string;
  readonly unit: string;
  readonly curves: readonly RunCurve[];
}

function curvesPanel(context: ComparisonContext, board: Board, group: Group): HTMLElement {
  const { id, unit, curves } = group;
  const notes = [
    ...(differentLosses(curves)
      ? [t("losses are of different kinds: compare shapes, not heights")]
      : []),
    ...curves
      .filter(({ broken }) => broken > 0)
      .map(({ run, broken, points }) =>
        t("{0}: {1} of {2} points are not numbers", nameOf(run), broken, points.length),
      ),
  ];
  const { lossScale, lossAxis } = context.view();
  return chartPanel(context, board, {
    id,
    title: unit === t("loss") ? t("Validation loss") : t("Validation, {0}", unit),
    ...(notes.length > 0 && { note: notes.join(" · ") }),
    tools: [
      ...curves.map(({ run, place, kind }) =>
        runName(place, kind === "train" ? t("{0} (training)", nameOf(run)) : nameOf(run)),
      ),
      segmented({
        key: `${id}-scale`,
        label: t("Scale of the loss"),
        choices: [
          { value: "log", text: t("log") },
          { value: "linear", text: t("linear") },
        ],
        value: lossScale,
        onChange: (next) => {
          context.choose({ lossScale: next });
        },
      }),
      segmented({
        key: `${id}-axis`,
        label: t("Axis"),
        choices: (["epoch", "step", "time"] as const).map((axis) => ({
          value: axis,
          text: xTitle(axis),
        })),
        value: lossAxis,
        onChange: (next) => {
          context.choose({ lossAxis: next });
        },
      }),
    ],
    label: () => curvesSentence(group),
    recipe: (theme) =>
      curvesChart(
        theme,
        curves.map(({ run, place, points }): NamedCurve => ({
          name: nameOf(run),
          color: colorIndex(place),
          dash: dashOf(place),
          points: points.map((point) => ({ x: point[lossAxis], y: point.loss })),
        })),
        { scale: lossScale, axis: lossAxis, title: unit },
      ),
    table: () => curvesTable(curves),
  });
}

/** The validation loss of a run; its training loss where none is watched. JSON has null for what is no number. */
function curveOf(run: ComparedRun, place: number): RunCurve {
  const curves = curvesOf(run.metrics, run.record.repeats?.used ?? 1);
  const kind = curves.validation.length > 0 ? "validation" : "train";
  const points = curves[kind].map(({ epoch, step, time, loss }) => ({
    epoch,
    step,
    time,
    loss: (loss as number | null) ?? NaN,
  }));
  const broken = points.filter(({ loss }) => !Number.isFinite(loss)).length;
  return { run, place, kind, points, broken };
}

/** Whether curves of one unit still count errors in different ways, or put other things beside them. */
function differentLosses(curves: readonly RunCurve[]): boolean {
  const kinds = curves.map(({ run: { settings } }) =>
    ["model.type", "model.loss", "model.columnWeights"].map((key) => settings[key]).join(" "),
  );
  return new Set(kinds).size > 1;
}

function curvesSentence({ unit, curves }: Group): string {
  const ends = curves.map(({ run, points }) => {
    const finite = points.map(({ loss }) => loss).filter(Number.isFinite);
    const best = finite.length === 0 ? "–" : formatNumber(Math.min(...finite));
    return t("{0}: lowest {1}", nameOf(run), best);
  });
  return t("{0} of {1} runs. {2}.", unit, curves.length, ends.join("; "));
}

function curvesTable(curves: readonly RunCurve[]): TableData {
  return {
    columns: [
      { title: t("run"), numeric: false },
      { title: t("curve"), numeric: false },
      { title: t("step"), numeric: true },
      { title: t("epoch"), numeric: true },
      { title: t("time [s]"), numeric: true },
      { title: t("loss"), numeric: true },
    ],
    rows: curves.flatMap(({ run, kind, points }) =>
      points.map(({ step, epoch, time, loss }) => [
        nameOf(run),
        kind === "train" ? t("train") : t("validation"),
        step,
        epoch,
        time,
        loss,
      ]),
    ),
  };
}

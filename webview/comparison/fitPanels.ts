import type { FitTrouble } from "../../src/protocol/peakFit.js";
import type { ComparedModel, Comparison, FigureSet } from "../../src/protocol/comparison.js";
import { dataTable, tableCsv, type RichCell, type TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import { actionLink } from "../toolkit.js";
import { setChoice } from "./columnFiguresPanel.js";
import type { ComparisonContext } from "./comparisonModel.js";
import { figureCell, markBestOfColumns, valueCell } from "./figureCell.js";
import { namesOf, shownSet } from "./shownModels.js";

/** A table per fitted peak: position and width before and after under every model. */
export function fitPanels(context: ComparisonContext, comparison: Comparison): HTMLElement[] {
  const set = shownSet(context, comparison);
  const models = comparison.models.filter((model) => model[set] !== null);
  const labels = new Set(models.flatMap((model) => model[set]?.fits.map((fit) => fit.label) ?? []));
  return [...labels].map((label) => {
    const data = fitTable(context, models, set, label);
    return panelFrame(
      {
        title: t("Fitted peak, {0}", label),
        note: t("pulls in uncertainties of the original · a dash: no peak was found"),
        class: "scrolling",
        tools: [
          setChoice(context, comparison, `fit-${label}`),
          actionLink(t("Save as CSV…"), () => {
            const file = { suggestedName: `fit-${label}.csv`, data: tableCsv(data), binary: false };
            context.send("saveFile", file);
          }),
        ],
      },
      dataTable(data, { label: t("Fitted peak, {0}", label) }),
    );
  });
}

function fitTable(
  context: ComparisonContext,
  models: readonly ComparedModel[],
  set: FigureSet,
  label: string,
): TableData {
  const names = namesOf(context, models);
  const troubleOf = (model: ComparedModel): FitTrouble | null =>
    model[set]?.fits.find((one) => one.label === label)?.trouble ?? null;
  const anyTrouble = models.some((model) => troubleOf(model) !== null);
  const quantities = ["mean", "width"] as const;
  const rows = markBestOfColumns(
    models.map((model) => {
      const fit = model[set]?.fits.find((one) => one.label === label);
      const peak = (side: "before" | "after", what: "mean" | "width"): RichCell => {
        const found = fit?.[side] ?? null;
        const overSeeds = model.repeats?.errors[`${set}.fits.${label}.${side}.${what}`];
        const error = (side === "after" && overSeeds) || (found?.[`${what}Error`] ?? null);
        return valueCell(found?.[what] ?? null, error, 5);
      };
      const shift = (name: string): RichCell => figureCell(model, `${set}.fits.${label}.${name}`);
      const cells = quantities.flatMap((what) => [
        peak("before", what),
        peak("after", what),
        shift(`${what}Pull`),
        shift(`${what}Percent`),
      ]);
      return fit?.trouble ? cells.map((cell) => ({ ...cell, class: "warningText" })) : cells;
    }),
    quantities.flatMap(() => [null, null, "nearZero", "nearZero"] as const),
  );
  return {
    columns: [
      { title: t("run"), numeric: false },
      ...[
        ...[t("position before"), t("after"), t("pull"), t("difference [%]")],
        ...[t("width before"), t("after"), t("pull"), t("difference [%]")],
      ].map((title) => ({ title, numeric: true })),
      ...(anyTrouble ? [{ title: t("do not trust"), numeric: false }] : []),
    ],
    rows: rows.map((row, index) => [
      names[index],
      ...row,
      ...(anyTrouble ? [troubleText(troubleOf(models[index]))] : []),
    ]),
  };
}

const troubleText = (trouble: FitTrouble | null): string =>
  trouble === null
    ? ""
    : {
        noPeak: t("no peak"),
        notConverged: t("not converged"),
        atLimit: t("at a limit"),
        tooCoarse: t("steps too coarse"),
      }[trouble];

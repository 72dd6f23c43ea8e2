import type { ComparedRun } from "../../src/protocol/comparisonPanelMessages.js";
import { segmented } from "../controls.js";
import { dataTable, type RichCell, type TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import { actionLink } from "../toolkit.js";
import { nameOf, type ComparisonContext } from "./comparisonModel.js";

/** The settings of all runs, at first only those in which they differ. */
export function settingsPanel(context: ComparisonContext): HTMLElement {
  const { runs } = context.shown();
  const { allSettings } = context.view();
  const data = settingsTable(runs, allSettings);
  const [first, ...others] = runs;
  return panelFrame(
    {
      title: t("Settings"),
      class: "scrolling",
      tools: [
        ...others.map((other) =>
          actionLink(t("{0} ↔ {1}", nameOf(first), nameOf(other)), () => {
            context.send("showDifference", { left: first.key, right: other.key });
          }),
        ),
        segmented({
          key: "settings",
          label: t("Settings shown"),
          choices: [
            { value: "differing", text: t("that differ") },
            { value: "all", text: t("all") },
          ],
          value: allSettings ? "all" : "differing",
          onChange: (next) => {
            context.choose({ allSettings: next === "all" });
          },
        }),
      ],
    },
    data.rows.length === 0
      ? element("p", { class: "muted" }, t("The runs have the same settings."))
      : dataTable(data, { label: t("Settings") }),
  );
}

export function settingsTable(runs: readonly ComparedRun[], all: boolean): TableData {
  const keys = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  const shown = keys.filter(
    (key) => all || new Set(runs.map(({ settings }) => settings[key])).size > 1,
  );
  const cell = (value: string | undefined): RichCell =>
    value === undefined
      ? { text: "–", value: "" }
      : { text: value, value, content: () => settingText(value) };
  return {
    columns: [
      { title: t("setting"), numeric: false },
      ...runs.map((run) => ({ title: nameOf(run), numeric: false })),
    ],
    rows: shown.map((key) => [key, ...runs.map(({ settings }) => cell(settings[key]))]),
  };
}

/** Long values are cut; pointing at them shows the rest. */
function settingText(value: string): HTMLElement {
  return element("div", { class: "code", title: value }, value);
}

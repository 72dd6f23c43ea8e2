import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { formatNumber } from "../charts/numberFormat.js";
import { stepOfKey } from "../controls.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { searchField } from "../toolkit.js";

/** Columns with a small bar of their distance; searchable, chosen by click or arrow keys. */
export function columnList(
  columns: readonly ColumnEvaluation[],
  chosen: ColumnEvaluation,
  onChoose: (name: string) => void,
): HTMLElement {
  const longest = Math.max(...columns.map(({ wassersteinOverSigma }) => wassersteinOverSigma), 0);
  const options = columns.map((column) => {
    const bar = element("i", {});
    bar.style.width = `${longest > 0 ? (100 * column.wassersteinOverSigma) / longest : 0}%`;
    const isChosen = column === chosen;
    return {
      column,
      option: element(
        "li",
        {
          class: isChosen ? "on" : "",
          title: column.name,
          attributes: {
            role: "option",
            "aria-selected": String(isChosen),
            tabindex: isChosen ? "0" : "-1",
            ...(isChosen ? { "data-key": "column" } : {}),
          },
          on: {
            click: () => {
              onChoose(column.name);
            },
          },
        },
        element(
          "span",
          { class: "name" },
          column.label,
          column.unit && element("span", { class: "muted" }, ` [${column.unit}]`),
          column.formula && element("span", { class: "muted" }, ` ${t("derived")}`),
        ),
        element("span", { class: "mini" }, bar),
        element("span", { class: "number" }, formatNumber(column.wassersteinOverSigma, 3)),
      ),
    };
  });
  const list = element(
    "ul",
    { class: "columnList", attributes: { role: "listbox", "aria-label": t("Columns") } },
    ...options.map(({ option }) => option),
  );
  list.addEventListener("keydown", (event) => {
    const step = stepOfKey(event.key);
    if (step === 0) return;
    event.preventDefault();
    const shown = options.filter(({ option }) => !option.hidden);
    const at = shown.findIndex(({ column }) => column === chosen);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next && next.column !== chosen) onChoose(next.column.name);
  });
  const search = searchField(t("Search {0} columns", columns.length), "", (text) => {
    const wanted = text.trim().toLowerCase();
    for (const { column, option } of options) {
      option.hidden = !`${column.label} ${column.name}`.toLowerCase().includes(wanted);
    }
  });
  return element(
    "section",
    { class: "panel columns", attributes: { "aria-label": t("Columns") } },
    search,
    element(
      "div",
      { class: "listHead muted", attributes: { "aria-hidden": "true" } },
      element("span", {}, t("Column")),
      element("span", {}, "W₁ / σ"),
    ),
    list,
    element(
      "p",
      { class: "listFoot muted" },
      t("Sorted by W₁ / σ, worst first. Each bar is relative to the longest."),
    ),
  );
}

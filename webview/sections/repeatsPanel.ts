import type { RepeatsReport } from "../../src/protocol/evaluation.js";

import { formatNumber } from "../charts/numberFormat.js";
import { dataTable, tableCsv, type Cell, type TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import type { SectionContext } from "../section.js";
import { actionLink } from "../toolkit.js";

/** Mean and standard error of every figure over the repeats of a training. */
export function repeatsPanel(context: SectionContext, repeats: RepeatsReport): HTMLElement {
  const data = repeatsTable(repeats);
  return panelFrame(
    {
      title: t("Repeats"),
      note: t(
        "{0} seeds, mean and standard error; the model of seed {1} is used",
        repeats.seeds.length,
        repeats.seeds[repeats.used - 1],
      ),
      class: "scrolling",
      tools: [
        actionLink(t("Save as CSV…"), () => {
          context.send("saveFile", {
            suggestedName: "repeats.csv",
            data: tableCsv(data),
            binary: false,
          });
        }),
      ],
    },
    dataTable(data, { label: t("Repeats") }),
  );
}

/** One line per figure: mean, error, and the value of each seed. */
export function repeatsTable({ seeds, losses, figures }: RepeatsReport): TableData {
  const cell = (value: number): Cell => ({ text: formatNumber(value, 4), value });
  const known = losses.flatMap((loss) => (loss === null ? [] : [loss]));
  return {
    columns: [
      { title: t("figure"), numeric: false },
      { title: t("mean"), numeric: true },
      { title: t("± error"), numeric: true },
      ...seeds.map((seed) => ({ title: t("seed {0}", seed), numeric: true })),
    ],
    rows: [
      ...(known.length === losses.length
        ? [[t("validation loss"), "", "", ...known.map(cell)]]
        : []),
      ...figures.map(({ name, mean, error, values }) => [
        name,
        cell(mean),
        cell(error),
        ...values.map(cell),
      ]),
    ],
  };
}

import type { Evaluation } from "../../src/protocol/evaluation.js";
import { Board } from "../charts/board.js";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEpoch,
  formatNumber,
  formatShareOfBound,
} from "../charts/numberFormat.js";
import { configText } from "../configText.js";
import { dataTable, tableCsv, type Cell, type TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { modelText } from "../modelText.js";
import { panelFrame } from "../panelFrame.js";
import type { ShownRun } from "../panelModel.js";
import type { Section, SectionContext } from "../section.js";
import { actionLink } from "../toolkit.js";
import { boundText } from "./distributions.js";
import { repeatsPanel } from "./repeatsPanel.js";

/** Numbers of all columns, where the run came from, its configuration and its log. */
export function detailsSection(context: SectionContext): Section {
  const board = new Board();
  const shown = context.shown();
  const { evaluation, run } = shown;
  const { key, report = false } = run;
  const log = element("pre", { attributes: { tabindex: "0" } });
  const provenance = element("dl", {});
  board.addPainting(() => {
    provenance.replaceChildren(...provenanceEntries(context.shown()));
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
    log.textContent = context.shown().log || t("Nothing yet.");
    if (atEnd) log.scrollTop = log.scrollHeight;
  });
  const root = element(
    "div",
    { class: "content" },
    evaluation && metricsPanel(context, evaluation),
    evaluation?.repeats && repeatsPanel(context, evaluation.repeats),
    element(
      "div",
      { class: "row halves" },
      panelFrame({ title: t("Provenance") }, provenance),
      panelFrame(
        {
          title: t("Configuration of this run"),
          class: "code",
          tools: report
            ? []
            : [
                actionLink(t("Open Config"), () => {
                  context.send("openConfig", { key });
                }),
              ],
        },
        configText(run.record.config.text),
      ),
    ),
    panelFrame(
      {
        title: t("Log"),
        note: t("last lines"),
        class: "code log",
        tools: report
          ? []
          : [
              actionLink(t("Show Log"), () => {
                context.send("openLog", { key });
              }),
            ],
      },
      log,
    ),
  );
  return {
    element: root,
    update: () => {
      if (context.shown().evaluation !== evaluation) return false;
      board.refresh();
      return true;
    },
    redraw: () => undefined,
    dispose: () => {
      board.dispose();
    },
  };
}

function metricsPanel(context: SectionContext, evaluation: Evaluation): HTMLElement {
  const data = metricsTable(evaluation);
  const { sortBy } = context.view();
  return panelFrame(
    {
      title: t("Metrics"),
      note: t("Δ = x̂ − x in the unit of the column"),
      class: "scrolling",
      tools: [
        actionLink(t("Save as CSV…"), () => {
          context.send("saveFile", {
            suggestedName: "metrics.csv",
            data: tableCsv(data),
            binary: false,
          });
        }),
      ],
    },
    dataTable(data, {
      label: t("Metrics"),
      sorting: sortBy,
      onSort: (sorting) => {
        context.choose({ sortBy: sorting });
      },
    }),
  );
}

export function metricsTable(evaluation: Evaluation): TableData {
  const text = (title: string): { title: string; numeric: boolean } => ({ title, numeric: false });
  const numeric = (title: string): { title: string; numeric: boolean } => ({
    title,
    numeric: true,
  });
  const cell = (value: number, digits = 4): Cell => ({ text: formatNumber(value, digits), value });
  return {
    columns: [
      text(t("column")),
      text(t("unit")),
      numeric(t("bound")),
      numeric(t("mean Δ")),
      numeric(t("median Δ")),
      numeric("σ₆₈"),
      numeric(t("RMS")),
      numeric(t("99.9 % of |Δ|")),
      numeric(t("max |Δ|")),
      numeric(t("of bound")),
      numeric("W₁ / σ"),
      numeric("KS D"),
    ],
    rows: evaluation.columns.map((column) => {
      const found = column.residualStatistics;
      const bound = column.absoluteBound;
      const share = bound !== null && bound > 0 ? found.maxAbs / bound : null;
      return [
        column.label,
        column.unit ?? "–",
        bound === null ? boundText(column) : { text: `± ${formatNumber(bound)}`, value: bound },
        cell(found.mean, 3),
        cell(found.median, 3),
        cell(found.sigma68),
        cell(found.rms),
        cell(found.q999),
        cell(found.maxAbs),
        share === null ? "–" : { text: formatShareOfBound(share), value: share },
        cell(column.wassersteinOverSigma, 3),
        cell(column.ksDistance, 3),
      ];
    }),
  };
}

function provenanceEntries(shown: ShownRun): HTMLElement[] {
  const { record, runFolder } = shown.run;
  const { input, model, progress } = record;
  const entries: HTMLElement[] = [];
  const entry = (name: string, value: string | false | null | undefined, code = false): void => {
    if (!value) return;
    entries.push(
      element("dt", {}, name),
      element("dd", {}, code ? element("code", { title: value }, value) : value),
    );
  };
  entry(t("Input"), input && t("{0}, {1}", input.path, formatBytes(input.bytes)));
  entry(
    t("Rows × columns"),
    input && `${formatCount(input.rows)} × ${formatCount(input.columns.length)}`,
  );
  entry("SHA-256", input?.sha256, true);
  entry(t("Model"), model && modelText(model));
  entry(t("Parameters"), model && t("{0} weights", formatCount(model.parameters)));
  entry(
    t("Training"),
    progress &&
      t(
        "{0} of {1} epochs, {2} steps",
        formatEpoch(progress.epoch),
        formatCount(progress.epochs),
        formatCount(progress.step),
      ),
  );
  entry(
    t("Best epoch"),
    progress?.bestEpoch !== null && progress?.bestEpoch !== undefined && progress.bestLoss !== null
      ? t("{0}, loss {1}", formatEpoch(progress.bestEpoch), formatNumber(progress.bestLoss))
      : null,
  );
  for (const [name, version] of Object.entries(record.versions)) entry(name, version);
  entry(
    t("Device"),
    record.device &&
      [record.device, record.threads && t("{0} threads", record.threads)]
        .filter(Boolean)
        .join(", "),
  );
  entry(
    t("Started"),
    new Date(record.started).toISOString().replace("T", " ").slice(0, 19) + " UTC",
  );
  entry(
    t("Duration"),
    progress &&
      [
        t("{0} training", formatDuration(progress.secondsDone)),
        shown.evaluation && t("{0} coding", formatDuration(shown.evaluation.seconds.compress)),
      ]
        .filter(Boolean)
        .join(", "),
  );
  entry(t("Host, process"), `${record.host}, ${record.processId}`);
  entry(t("Run folder"), runFolder, true);
  entry(t("Repeat"), `collimate train ${record.config.file}`, true);
  return entries;
}

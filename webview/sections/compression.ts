import type { ColumnBytes, Evaluation } from "../../src/protocol/evaluation.js";
import { baselineBars, fileSizes } from "../charts/baselineBars.js";
import { Board } from "../charts/board.js";
import { budgetParts, byteBudget } from "../charts/byteBudget.js";
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatShareOfBound,
} from "../charts/numberFormat.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { evaluationMissing } from "../notices.js";
import { chartPanel, panelFrame } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";

/** Where the bytes go, how others do, and what each column costs. */
export function compressionSection(context: SectionContext): Section {
  const board = new Board();
  const { evaluation } = context.shown();
  const root = element("div", { class: "content" });
  if (!evaluation) {
    root.append(evaluationMissing(context.shown(), context.send, t("Sizes")));
  } else {
    root.append(
      budgetPanel(board, evaluation),
      element(
        "div",
        { class: "row halves" },
        baselinePanel(context, board, evaluation),
        filePanel(evaluation),
      ),
      columnsPanel(evaluation),
    );
  }
  return {
    element: root,
    update: () => context.shown().evaluation === evaluation && evaluation !== null,
    redraw: () => {
      board.redraw();
    },
    dispose: () => {
      board.dispose();
    },
  };
}

const labels =
  (evaluation: Evaluation) =>
  (name: string): string =>
    evaluation.columns.find((column) => column.name === name)?.label ?? name;

function budgetPanel(board: Board, evaluation: Evaluation): HTMLElement {
  const { compression } = evaluation;
  const parts = budgetParts(compression, labels(evaluation));
  const budget = byteBudget(compression, parts);
  board.addPainting(budget.paint);
  return panelFrame(
    {
      title: t("Byte budget"),
      note: t(
        "{0} bytes in, {1} bytes out",
        formatCount(compression.inputBytes),
        formatCount(compression.outputBytes),
      ),
    },
    budget.element,
  );
}

function baselinePanel(context: SectionContext, board: Board, evaluation: Evaluation): HTMLElement {
  const { compression } = evaluation;
  const sizes = fileSizes(compression);
  return chartPanel(context, board, {
    id: "baselines",
    title: t("Bytes at the same bound"),
    note: t("measured on the same data"),
    label: () =>
      t(
        "Sizes of the same data: {0}.",
        sizes.map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`).join(", "),
      ),
    recipe: (theme) => baselineBars(theme, compression),
    table: () => baselineTable(evaluation),
    minHeight: 44 * sizes.length + 60,
  });
}

export function baselineTable(evaluation: Evaluation): TableData {
  const { compression } = evaluation;
  return {
    columns: [
      { title: t("method"), numeric: false },
      { title: t("bytes"), numeric: true },
      { title: t("ratio"), numeric: true },
    ],
    rows: fileSizes(compression).map(({ name, bytes }) => [
      name,
      bytes,
      compression.inputBytes / bytes,
    ]),
  };
}

function filePanel(evaluation: Evaluation): HTMLElement {
  const { compression, verification } = evaluation;
  const entry = (name: string, value: string): HTMLElement[] => [
    element("dt", {}, name),
    element("dd", {}, value),
  ];
  const { bytes } = compression;
  const modelShare = bytes.model / Math.max(1, compression.outputBytes);
  return panelFrame(
    { title: t("The file"), note: compression.output },
    element(
      "dl",
      {},
      ...entry(
        t("Input"),
        t(
          "{0} as values, {1} on disk",
          formatBytes(compression.inputBytes),
          formatBytes(compression.inputFileBytes),
        ),
      ),
      ...entry(
        t("File"),
        t(
          "{0}, ratio {1}",
          formatBytes(compression.outputBytes),
          formatNumber(compression.ratio, 3),
        ),
      ),
      ...entry(t("Rows"), formatCount(compression.rows)),
      ...entry(
        t("Model in it"),
        t("{0}, {1} of the file", formatBytes(bytes.model, 3), formatPercent(modelShare)),
      ),
      ...entry(t("Checksums"), t("intact over {0} bytes", formatCount(verification.bytes))),
      ...entry(
        t("Values checked"),
        verification.valuesChecked === null
          ? t("none: no original to compare with")
          : t(
              "{0}, {1} outside their bound",
              formatCount(verification.valuesChecked),
              formatCount(verification.violations ?? 0),
            ),
      ),
      ...(verification.worst
        ? entry(
            t("Closest to its bound"),
            t(
              "{0} of it, column {1}, row {2}",
              formatShareOfBound(verification.worst.shareOfBound),
              labels(evaluation)(verification.worst.column),
              formatCount(verification.worst.row),
            ),
          )
        : []),
    ),
  );
}

/** Which values come back exactly because they stand for something else than a measurement. */
function sentinelNote({ sentinels, sentinelsFound }: ColumnBytes): HTMLElement[] {
  if (sentinels === undefined || sentinels.length === 0) return [];
  const list = sentinels.map((value) => formatNumber(value)).join(", ");
  const text = sentinelsFound ? t("{0} taken for sentinels", list) : t("sentinels {0}", list);
  return [element("div", { class: "muted" }, text)];
}

function columnsPanel(evaluation: Evaluation): HTMLElement {
  const { compression } = evaluation;
  const label = labels(evaluation);
  const most = Math.max(...compression.columns.map(({ bitsPerValue }) => bitsPerValue), 1e-9);
  const header = (text: string, numeric: boolean): HTMLElement =>
    element("th", { class: numeric ? "number" : "", attributes: { scope: "col" } }, text);
  const number = (text: string): HTMLElement => element("td", { class: "number" }, text);
  const body = compression.columns.map((column) => {
    const found = evaluation.columns.find(({ name }) => name === column.name);
    const bytes = (column.bitsPerValue * compression.rows) / 8;
    const fill = element("i", {});
    fill.style.width = `${(100 * column.bitsPerValue) / most}%`;
    const { absoluteBound } = column;
    return element(
      "tr",
      {},
      element("th", { attributes: { scope: "row" }, title: column.name }, label(column.name)),
      element("td", { class: "muted" }, found?.unit ?? "–"),
      element("td", { class: "muted" }, column.type),
      element(
        "td",
        { class: "number" },
        absoluteBound === null ? column.bound : `± ${formatNumber(absoluteBound)}`,
        ...sentinelNote(column),
      ),
      number(formatNumber(column.maxError)),
      number(
        absoluteBound !== null && absoluteBound > 0
          ? formatShareOfBound(column.maxError / absoluteBound)
          : "–",
      ),
      element("td", { class: "barCell" }, element("div", { class: "mini" }, fill)),
      number(formatNumber(column.bitsPerValue, 3)),
      number(formatCount(column.exceptions)),
      number(formatCount(bytes)),
      number(formatPercent(bytes / compression.outputBytes)),
    );
  });
  return panelFrame(
    {
      title: t("Columns"),
      note: t("bits per value: what the column alone costs in the file"),
      class: "scrolling",
    },
    element(
      "table",
      { class: "lines", attributes: { "aria-label": t("Cost of each column") } },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          header(t("column"), false),
          header(t("unit"), false),
          header(t("type"), false),
          header(t("bound"), true),
          header(t("max |Δ|"), true),
          header(t("of bound"), true),
          header("", false),
          header(t("bits per value"), true),
          header(t("exceptions"), true),
          header(t("bytes"), true),
          header(t("share"), true),
        ),
      ),
      element("tbody", {}, ...body),
    ),
  );
}

import type { Board, ChartRecipe } from "./charts/board.js";
import type { Theme } from "./charts/theme.js";
import { tableCsv, type TableData } from "./dataTable.js";
import { element, type Child } from "./element.js";
import { LiveTable } from "./liveTable.js";
import { t } from "./localize.js";
import { actionLink } from "./toolkit.js";

export interface FrameOptions {
  readonly title: Child;
  readonly note?: string;
  readonly class?: string;
  /** Legends, switches and links of the title row. */
  readonly tools?: readonly Child[];
}

/** A bordered panel with its title row; `body` is what it frames. */
export function panelFrame(options: FrameOptions, ...body: readonly Child[]): HTMLElement {
  return element(
    "section",
    { class: `panel ${options.class ?? ""}` },
    element(
      "header",
      {},
      element("h2", {}, options.title),
      options.note && element("span", { class: "note", title: options.note }, options.note),
      element("div", { class: "tools" }, ...(options.tools ?? [])),
    ),
    element("div", { class: "body" }, ...body),
  );
}

export interface ChartPanelOptions extends FrameOptions {
  readonly id: string;
  /** One sentence for screen readers: what is drawn, and what it comes to. */
  readonly label: () => string;
  readonly recipe: (theme: Theme) => ChartRecipe;
  readonly table: () => TableData;
  /** Stands beside the chart. */
  readonly aside?: Child;
  /** A second chart below on the same x axis. */
  readonly below?: {
    readonly label: () => string;
    readonly recipe: (theme: Theme) => ChartRecipe;
  };
  readonly minHeight?: number;
}

/** What a chart's panel needs of the page that it stands on. */
export interface ChartPanelContext {
  readonly view: () => { readonly asTable: readonly string[] };
  readonly choose: (change: { readonly asTable: readonly string[] }) => void;
  readonly send: (
    name: "saveFile",
    file: {
      readonly suggestedName: string;
      readonly data: string;
      readonly binary: boolean;
    },
  ) => void;
}

/** A panel with a chart that can be turned into its table, and the table into a file. */
export function chartPanel(
  context: ChartPanelContext,
  board: Board,
  options: ChartPanelOptions,
): HTMLElement {
  const asTable = context.view().asTable.includes(options.id);
  const toggle = tableToggle(asTable, options.id, () => {
    const others = context.view().asTable.filter((id) => id !== options.id);
    context.choose({ asTable: asTable ? others : [...others, options.id] });
  });
  const tools = [...(asTable ? [] : (options.tools ?? [])), toggle];
  if (asTable) {
    const save = actionLink(t("Save as CSV…"), () => {
      context.send("saveFile", {
        suggestedName: `${options.id}.csv`,
        data: tableCsv(options.table()),
        binary: false,
      });
    });
    const scroller = element("div", {
      class: "tableScroll",
      attributes: { tabindex: "0", role: "region", "aria-label": options.label() },
    });
    const table = new LiveTable(scroller);
    board.addPainting(() => {
      table.show(options.table(), options.label());
    });
    return panelFrame({ ...options, tools: [save, ...tools] }, scroller);
  }
  const plot = element("div", { class: "plot" });
  if (options.minHeight) plot.style.minHeight = `${options.minHeight}px`;
  board.addChart(plot, options.label, options.recipe);
  const plots = element("div", { class: "plots" }, plot);
  if (options.below) {
    const lower = element("div", { class: "plot below" });
    board.addChart(lower, options.below.label, options.below.recipe);
    plots.append(lower);
  }
  return panelFrame({ ...options, tools }, plots, options.aside);
}

const svg = "http://www.w3.org/2000/svg";

function tableToggle(on: boolean, id: string, onClick: () => void): HTMLElement {
  const label = on ? t("Show as chart") : t("Show as table");
  const icon = document.createElementNS(svg, "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  path.setAttribute(
    "d",
    on
      ? "M2.5 2v11.5H14M5 10.5l3-4 2.5 2.5 3-5"
      : "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9",
  );
  icon.append(path);
  return element(
    "button",
    {
      class: "iconButton",
      title: label,
      attributes: {
        type: "button",
        "aria-label": label,
        "aria-pressed": String(on),
        "data-key": `table-${id}`,
      },
      on: { click: onClick },
    },
    icon,
  );
}

/** Names and numbers in two columns; a null row is a gap. */
export function statistics(
  rows: readonly (readonly [string, string] | null)[],
  label: string,
): HTMLTableElement {
  let gap = false;
  const lines: HTMLElement[] = [];
  for (const row of rows) {
    if (row === null) {
      gap = true;
      continue;
    }
    lines.push(
      element(
        "tr",
        { class: gap ? "gap" : "" },
        element("th", { attributes: { scope: "row" } }, row[0]),
        element("td", { class: "number" }, row[1]),
      ),
    );
    gap = false;
  }
  return element(
    "table",
    { class: "statistics", attributes: { "aria-label": label } },
    element("tbody", {}, ...lines),
  );
}

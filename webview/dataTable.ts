import { formatExact } from "./charts/numberFormat.js";
import { element, type Child } from "./element.js";

/** A number is shown with six digits; `text` shows it otherwise. Files get the number in full. */
export type Cell = string | number | RichCell;

export interface RichCell {
  readonly text: string;
  readonly value: number | string;
  readonly class?: string;
  /** Stands in the page in place of the text. */
  readonly content?: () => Child;
}

export interface TableData {
  readonly columns: readonly { readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

export interface TableOptions {
  readonly label: string;
  readonly sorting?: Sorting | null;
  /** Makes the headers buttons that ask for an order. */
  readonly onSort?: (sorting: Sorting) => void;
}

const textOf = (cell: Cell): string =>
  typeof cell === "string" ? cell : typeof cell === "number" ? formatExact(cell) : cell.text;
const valueOf = (cell: Cell): string | number => (typeof cell === "object" ? cell.value : cell);

export function dataTable(data: TableData, options: TableOptions): HTMLTableElement {
  const headers = data.columns.map(({ title, numeric }, column) => {
    const sorted = options.sorting?.column === column ? options.sorting : null;
    const header = element("th", {
      class: numeric ? "number" : "",
      attributes: {
        scope: "col",
        ...(sorted ? { "aria-sort": sorted.descending ? "descending" : "ascending" } : {}),
      },
    });
    if (!options.onSort) {
      header.append(title);
      return header;
    }
    const next = { column, descending: sorted ? !sorted.descending : numeric };
    header.append(
      element(
        "button",
        {
          class: "sort",
          attributes: { type: "button", "data-key": `sort${column}` },
          on: { click: () => options.onSort?.(next) },
        },
        title,
        sorted && (sorted.descending ? " ↓" : " ↑"),
      ),
    );
    return header;
  });
  const rows = sortedRows(data, options.sorting ?? null).map((row) => tableRow(data, row));
  return element(
    "table",
    { class: "lines", attributes: { "aria-label": options.label } },
    element("thead", {}, element("tr", {}, ...headers)),
    element("tbody", {}, ...rows),
  );
}

export function tableRow(
  { columns }: Pick<TableData, "columns">,
  row: readonly Cell[],
): HTMLTableRowElement {
  return element(
    "tr",
    {},
    ...row.map((cell, column) => {
      const rich = typeof cell === "object" ? cell : null;
      const classes = [columns[column].numeric && "number", rich?.class].filter(Boolean);
      return element(
        column === 0 ? "th" : "td",
        {
          class: classes.join(" "),
          attributes: column === 0 ? { scope: "row" } : {},
        },
        rich?.content?.() ?? textOf(cell),
      );
    }),
  );
}

/** Whether two rows read the same and lead to the same files. */
export function sameRow(a: readonly Cell[], b: readonly Cell[]): boolean {
  return (
    a.length === b.length &&
    a.every((cell, column) => {
      const other = b[column];
      if (typeof cell !== "object" || typeof other !== "object") return Object.is(cell, other);
      return (
        cell.text === other.text && cell.class === other.class && Object.is(cell.value, other.value)
      );
    })
  );
}

/** Rows by one column; texts by their letters, and what is not a number last. */
export function sortedRows(data: TableData, sorting: Sorting | null): (readonly Cell[])[] {
  const rows = [...data.rows];
  if (!sorting || sorting.column >= data.columns.length) return rows;
  const direction = sorting.descending ? -1 : 1;
  const rank = (value: string | number): number =>
    typeof value === "number" && !Number.isNaN(value) ? 0 : 1;
  return rows.sort((first, second) => {
    const a = valueOf(first[sorting.column]);
    const b = valueOf(second[sorting.column]);
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (typeof a === "number" && typeof b === "number") return direction * (a - b);
    return direction * String(a).localeCompare(String(b));
  });
}

/** The table as comma-separated values (RFC 4180) with every digit. */
export function tableCsv(data: TableData): string {
  const quoted = (value: string | number): string => {
    const text = String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [
    data.columns.map(({ title }) => quoted(title)),
    ...data.rows.map((row) => row.map((cell) => quoted(valueOf(cell)))),
  ];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

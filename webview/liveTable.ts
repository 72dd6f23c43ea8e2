import { dataTable, sameRow, tableRow, type TableData } from "./dataTable.js";

/**
 * A table that follows its data. Rows stay up to the first one that changed: a curve that grows by a point costs a row,
 * not the whole table, and neither the place scrolled to nor a selection is lost.
 */
export class LiveTable {
  private table: HTMLTableElement | null = null;
  private shown: TableData | null = null;

  constructor(private readonly host: HTMLElement) {}

  show(data: TableData, label: string): void {
    const body = this.table?.tBodies[0];
    if (!this.table || !this.shown || !body || !sameColumns(this.shown, data)) {
      this.table = dataTable(data, { label });
      this.host.replaceChildren(this.table);
    } else {
      const { rows } = this.shown;
      let kept = 0;
      while (
        kept < rows.length &&
        kept < data.rows.length &&
        sameRow(rows[kept], data.rows[kept])
      ) {
        kept++;
      }
      for (let row = rows.length - 1; row >= kept; row--) body.lastElementChild?.remove();
      body.append(...data.rows.slice(kept).map((row) => tableRow(data, row)));
      this.table.setAttribute("aria-label", label);
    }
    this.shown = data;
  }
}

const sameColumns = (a: TableData, b: TableData): boolean =>
  a.columns.length === b.columns.length &&
  a.columns.every(
    ({ title, numeric }, column) =>
      title === b.columns[column].title && numeric === b.columns[column].numeric,
  );

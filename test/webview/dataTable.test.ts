import { describe, expect, it, vi } from "vitest";
import { dataTable, sortedRows, tableCsv } from "../../webview/dataTable.js";

const data = {
  columns: [
    { title: "name", numeric: false },
    { title: "value", numeric: true },
  ],
  rows: [
    ["b", { text: "99.99 %", value: 0.99991 }],
    ["a, “quoted”", 0.1 + 0.2],
    ['c "x"', "–"],
    ["d", 12345],
  ],
};

describe("dataTable", () => {
  it("shows numbers with six digits, and texts as they are", () => {
    const cells = [...dataTable(data, { label: "t" }).querySelectorAll("tbody td")];
    expect(cells.map((cell) => cell.textContent)).toEqual(["99.99 %", "0.3", "–", "12,345"]);
  });

  it("sorts by the number behind the text, non-numbers last both ways", () => {
    const names = (descending: boolean): unknown[] =>
      sortedRows(data, { column: 1, descending }).map(([name]) => name);
    expect(names(false)).toEqual(["a, “quoted”", "b", "d", 'c "x"']);
    expect(names(true)).toEqual(["d", "b", "a, “quoted”", 'c "x"']);
  });

  it("asks for the other direction when its header is pressed again", () => {
    const onSort = vi.fn();
    const table = dataTable(data, { label: "t", sorting: { column: 1, descending: true }, onSort });
    expect(table.querySelectorAll("thead th")[1].getAttribute("aria-sort")).toBe("descending");
    table.querySelectorAll<HTMLElement>(".sort")[1].click();
    expect(onSort).toHaveBeenCalledWith({ column: 1, descending: false });
  });

  it("writes files with every digit and quotes where they are needed", () => {
    expect(tableCsv(data)).toBe(
      'name,value\r\nb,0.99991\r\n"a, “quoted”",0.30000000000000004\r\n"c ""x""",–\r\nd,12345\r\n',
    );
  });
});

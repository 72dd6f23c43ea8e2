import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Cell, TableData } from "../../webview/dataTable.js";
import { LiveTable } from "../../webview/liveTable.js";

const columns = [
  { title: "step", numeric: true },
  { title: "loss", numeric: true },
];
const curve = (points: number): TableData => ({
  columns,
  rows: Array.from({ length: points }, (_, step) => [step, 1 / (step + 1)]),
});
const withRows = (rows: readonly (readonly Cell[])[]): TableData => ({ columns, rows });

let host: HTMLElement;
let table: LiveTable;
const rows = (): Element[] => [...host.querySelectorAll("tbody tr")];
const texts = (): (string | null)[] => rows().map((row) => row.textContent);

beforeEach(() => {
  host = document.createElement("div");
  table = new LiveTable(host);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a table that follows its data", () => {
  it("makes only the rows that came", () => {
    table.show(curve(500), "500 points");
    const before = rows();
    const made = vi.spyOn(document, "createElement");
    table.show(curve(502), "502 points");
    expect(made.mock.calls.map(([tag]) => tag)).toEqual(["th", "td", "tr", "th", "td", "tr"]);
    expect(rows()).toHaveLength(502);
    expect(rows().every((row, index) => index >= 500 || row === before[index])).toBe(true);
    expect(host.querySelector("table")?.getAttribute("aria-label")).toBe("502 points");
    made.mockClear();
    table.show(curve(502), "502 points");
    expect(made).not.toHaveBeenCalled();
  });

  it("reads as one that is built anew, whatever changed", () => {
    const states = [
      withRows([
        [1, 2],
        [3, { text: "–", value: "" }],
      ]),
      withRows([
        [1, 2],
        [3, { text: "4 %", value: 0.04 }],
        [5, NaN],
      ]),
      withRows([
        [1, 2],
        [2, 7],
        [3, { text: "4 %", value: 0.04 }],
        [5, NaN],
      ]),
      withRows([[1, 2]]),
      withRows([]),
      curve(4),
      { columns: [columns[0], { title: "rate", numeric: false }], rows: [[1, "a"]] },
    ];
    for (const data of states) {
      table.show(data, "t");
      const fresh = document.createElement("div");
      new LiveTable(fresh).show(data, "t");
      expect(host.innerHTML).toBe(fresh.innerHTML);
    }
    expect(texts()).toEqual(["1a"]);
  });
});

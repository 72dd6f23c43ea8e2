import type { CorrelationReport } from "../../src/protocol/evaluation.js";
import { element } from "../element.js";
import { divergingColor, inkOn, parseColor, toCss } from "./color.js";
import { powerOfTen } from "./numberFormat.js";
import type { Theme } from "./theme.js";

export interface Matrix {
  readonly columns: readonly string[];
  /** Row-major, −1 to 1 of the colour map; null where there is no correlation. */
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
}

/** Correlations as whole per cent, without leading zeros. */
export function correlationMatrix(
  columns: readonly string[],
  values: readonly (number | null)[],
): Matrix {
  return { columns, values, texts: values.map((value) => wholeText(value, 100)) };
}

export interface CorrelationDifference {
  readonly matrix: Matrix;
  /** The unit of the texts: 10 to this power. */
  readonly exponent: number;
  /** Largest difference in that unit. */
  readonly largest: number;
  readonly pairs: readonly {
    readonly first: string;
    readonly second: string;
    readonly value: number;
  }[];
}

/** Decompressed − original in a power of ten that gives at most two digits before the point. */
export function correlationDifference(report: CorrelationReport): CorrelationDifference {
  const { columns, original, decompressed } = report;
  const size = columns.length;
  const values = original.map((before, index) => {
    const after = decompressed[index];
    return before === null || after === null ? null : after - before;
  });
  const pairs: { first: string; second: string; value: number }[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) {
      const value = values[row * size + column];
      if (value !== null) pairs.push({ first: columns[row], second: columns[column], value });
    }
  }
  pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const most = Math.abs(pairs[0]?.value ?? 0);
  const exponent = most > 0 ? Math.floor(Math.log10(Number(most.toPrecision(2)))) - 1 : 0;
  const scale = 10 ** -exponent;
  const texts = values.map((value, index) =>
    Math.floor(index / size) === index % size ? "" : wholeText(value, scale),
  );
  return {
    matrix: {
      columns,
      values: values.map((value, index) =>
        value === null || most === 0 || Math.floor(index / size) === index % size
          ? 0
          : value / most,
      ),
      texts,
    },
    exponent,
    largest: most * scale,
    pairs,
  };
}

/** The unit of a difference as it stands in a title: "10⁻⁵", "%" for hundredths. */
export const unitOf = (exponent: number): string => (exponent === -2 ? "%" : powerOfTen(exponent));

/** A matrix as an HTML table; colours are set by `paintMatrix`. */
export function matrixTable(matrix: Matrix, caption: string): HTMLTableElement {
  const { columns, texts } = matrix;
  const header = element(
    "tr",
    {},
    element("td", {}),
    ...columns.map((name) => element("th", { attributes: { scope: "col" }, title: name }, name)),
  );
  const rows = columns.map((name, row) =>
    element(
      "tr",
      {},
      element("th", { attributes: { scope: "row" }, title: name }, name),
      ...columns.map((_, column) => element("td", {}, texts[row * columns.length + column])),
    ),
  );
  return element(
    "table",
    { class: "matrix", attributes: { "aria-label": caption } },
    element("thead", {}, header),
    element("tbody", {}, ...rows),
  );
}

export function paintMatrix(table: HTMLTableElement, matrix: Matrix, theme: Theme): void {
  const background = parseColor(theme.panel);
  const negative = parseColor(theme.negative);
  const positive = parseColor(theme.positive);
  table.querySelectorAll<HTMLElement>("tbody td").forEach((cell, index) => {
    const color = divergingColor(matrix.values[index] ?? 0, background, negative, positive);
    cell.style.backgroundColor = toCss(color);
    cell.style.color = inkOn(color);
  });
}

function wholeText(value: number | null, scale: number): string {
  if (value === null) return "–";
  const whole = Math.round(value * scale);
  return whole === 0 ? "0" : String(whole).replace("-", "−");
}

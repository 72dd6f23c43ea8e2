import type { Evaluation } from "../../src/protocol/evaluation.js";
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatShareOfBound,
} from "../charts/numberFormat.js";
import { normalizedResiduals } from "../charts/residualBoxes.js";
import { element, type Child } from "../element.js";
import { t } from "../localize.js";
import { storedColumns } from "../storedColumns.js";

/** Six numbers that sum up a compression. */
export function summaryCards(evaluation: Evaluation): HTMLElement {
  const { compression, columns } = evaluation;
  const { inputBytes, outputBytes, bytes } = compression;
  const withoutModel = inputBytes / Math.max(1, outputBytes - bytes.model);
  const widest = normalizedResiduals(columns).reduce<{ sigma68: number; label: string } | null>(
    (worst, { sigma68, column }) =>
      worst && worst.sigma68 >= sigma68 ? worst : { sigma68, label: column.label },
    null,
  );
  const types = [...new Set(columns.map(({ type }) => type))];
  const values = compression.rows * Math.max(1, columns.length);
  const plain = formatNumber((inputBytes * 8) / Math.max(1, values), 3);
  return element(
    "div",
    { class: "cards" },
    card(
      t("Ratio, all bytes counted"),
      [formatNumber(compression.ratio, 3), small("×")],
      t("{0} to {1}", formatBytes(inputBytes), formatBytes(outputBytes)),
    ),
    card(
      t("Ratio without the model"),
      [formatNumber(withoutModel, 3), small("×")],
      t("model {0}, {1}", formatBytes(bytes.model, 3), formatPercent(bytes.model / outputBytes, 2)),
    ),
    card(
      t("Bits per value"),
      [formatNumber(compression.bitsPerValue)],
      types.length === 1 ? t("from {0}, {1}", plain, types[0]) : t("from {0} on average", plain),
    ),
    card(
      t("Worst σ₆₈ / σ"),
      [formatNumber(widest?.sigma68 ?? 0, 3)],
      widest && widest.sigma68 > 0 ? t("column {0}", widest.label) : t("every column"),
    ),
    largestError(evaluation),
    speedCard(evaluation),
  );
}

function largestError(evaluation: Evaluation): HTMLElement {
  const { worst } = evaluation.verification;
  const labelOf = (name: string): string =>
    evaluation.columns.find((column) => column.name === name)?.label ?? name;
  if (worst) {
    return card(
      t("Largest error"),
      [formatShareOfBound(worst.shareOfBound)],
      t("of the bound, column {0}", labelOf(worst.column)),
    );
  }
  const relative = storedColumns(evaluation.columns).map((column) => ({
    label: column.label,
    size: column.original.std > 0 ? column.residualStatistics.maxAbs / column.original.std : 0,
  }));
  const largest = relative.reduce((a, b) => (b.size > a.size ? b : a), { label: "", size: 0 });
  return card(
    t("Largest error"),
    [formatNumber(largest.size, 3), small("σ")],
    largest.size > 0 ? t("column {0}", largest.label) : t("every value is exact"),
  );
}

function speedCard(evaluation: Evaluation): HTMLElement {
  const { compression, seconds } = evaluation;
  const speed = (time: number): string =>
    time > 0 ? formatNumber(compression.inputBytes / time / 1e6, 2) : "–";
  return card(
    t("Compress / decompress"),
    [speed(seconds.compress), small("/"), speed(seconds.decompress), small("MB/s")],
    t("of the input"),
  );
}

const small = (text: string): HTMLElement => element("small", {}, text);

function card(label: string, value: readonly Child[], note: string): HTMLElement {
  return element(
    "div",
    { class: "card" },
    element("div", { class: "label" }, label),
    element("div", { class: "value" }, ...value),
    element("div", { class: "note", title: note }, note),
  );
}

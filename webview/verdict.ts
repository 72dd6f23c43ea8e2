import type { ColumnEvaluation, Evaluation } from "../src/protocol/evaluation.js";
import { formatBytes, formatCount, formatNumber, formatPercent } from "./charts/numberFormat.js";
import { t } from "./localize.js";
import { storedColumns } from "./storedColumns.js";

export interface Verdict {
  readonly tone: "good" | "warning" | "bad";
  readonly headline: string;
  readonly details: readonly string[];
}

/** What the compression came to, in words that hide nothing. */
export function verdictOf(evaluation: Evaluation): Verdict {
  const { compression, verification } = evaluation;
  const columns = storedColumns(evaluation.columns);
  const size = sizeWords(compression.ratio);
  const baseline = baselineSentence(evaluation);
  const { violations, valuesChecked, worst } = verification;
  if (violations !== null && violations > 0) {
    return {
      tone: "bad",
      headline: t(
        "{0} values lie outside their bound. Do not use this file.",
        formatCount(violations),
      ),
      details: [
        ...(worst
          ? [
              t(
                "Worst: column {0}, row {1}, off by {2}.",
                columns.find(({ name }) => name === worst.column)?.label ?? worst.column,
                formatCount(worst.row),
                formatNumber(worst.error),
              ),
            ]
          : []),
        t(
          "Compress again, and report this if it comes back: the bound is checked before a file is done.",
        ),
      ],
    };
  }
  const unbound = columns.filter(({ boundKind }) => boundKind === "none");
  if (unbound.length > 0) {
    return {
      tone: "warning",
      headline:
        unbound.length === columns.length
          ? t("{0}, without a bound on the error.", size)
          : t(
              "{0}, with {1} of {2} columns without a bound.",
              size,
              unbound.length,
              columns.length,
            ),
      details: [lossSentence(unbound), ...baseline.sentences],
    };
  }
  const checked =
    valuesChecked === null
      ? t("Not compared with the original: only the checksums were verified.")
      : t(
          "{0} values checked after decompression, none outside {1}.",
          formatCount(valuesChecked),
          boundWords(columns),
        );
  const headline =
    valuesChecked === null
      ? t("{0}.", size)
      : baseline.smaller
        ? t("{0}, and every value lies within its bound; a simpler coder is smaller still.", size)
        : t("{0}, and every value lies within its bound.", size);
  return {
    tone: baseline.smaller || valuesChecked === null || compression.ratio < 1 ? "warning" : "good",
    headline,
    details: [checked, ...baseline.sentences],
  };
}

/** Share by which `bytes` is smaller than `than`, in whole per cent, rounded down. */
export function percentSmaller(bytes: number, than: number): string {
  const percent = Math.floor((1 - bytes / than) * 100 + 1e-9);
  return percent < 1 ? t("less than 1 %") : `${percent} %`;
}

function sizeWords(ratio: number): string {
  if (ratio < 1) return t("{0} times larger than the input", formatNumber(1 / ratio, 3));
  return t("{0} times smaller", formatNumber(ratio, 3));
}

function baselineSentence(evaluation: Evaluation): {
  readonly smaller: boolean;
  readonly sentences: readonly string[];
} {
  const { baselines, outputBytes } = evaluation.compression;
  if (baselines.length === 0) return { smaller: false, sentences: [] };
  const best = baselines.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  const name = best.name.charAt(0).toUpperCase() + best.name.slice(1);
  if (best.bytes < outputBytes) {
    return {
      smaller: true,
      sentences: [
        t(
          "{0} is {1} smaller: {2} against {3}.",
          name,
          percentSmaller(best.bytes, outputBytes),
          formatBytes(best.bytes),
          formatBytes(outputBytes),
        ),
      ],
    };
  }
  if (best.bytes === outputBytes) {
    return { smaller: false, sentences: [t("{0} comes to the same size.", name)] };
  }
  return {
    smaller: false,
    sentences: [
      t(
        "{0} smaller than the best of the baselines ({1}).",
        percentSmaller(outputBytes, best.bytes),
        best.name,
      ),
    ],
  };
}

function boundWords(columns: readonly ColumnEvaluation[]): string {
  const bounds = new Set(columns.map(({ bound }) => bound));
  return bounds.size === 1 ? t("its bound ({0})", columns[0].bound) : t("its bound");
}

/** What is lost without a bound: the column with the widest residuals in units of its own spread. */
function lossSentence(columns: readonly ColumnEvaluation[]): string {
  const relative = (column: ColumnEvaluation): number =>
    column.original.std > 0 ? column.residualStatistics.sigma68 / column.original.std : 0;
  const worst = columns.reduce((a, b) => (relative(b) > relative(a) ? b : a));
  const unit = worst.unit ? ` ${worst.unit}` : "";
  const { sigma68, maxAbs } = worst.residualStatistics;
  return t(
    "What is lost: {0} is off by {1}{2} typically (σ₆₈, {3} of its standard deviation) and by {4}{2} at most.",
    worst.label,
    formatNumber(sigma68, 3),
    unit,
    formatPercent(relative(worst)),
    formatNumber(maxAbs, 3),
  );
}

import type { CompressionReport } from "../../src/protocol/evaluation.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { inkOn, mix, parseColor, toCss, type Rgb } from "./color.js";
import { formatBytes, formatPercent } from "./numberFormat.js";
import type { Theme } from "./theme.js";

export interface BudgetPart {
  readonly name: string;
  readonly bytes: number;
  readonly kind: "column" | "shared" | "exceptions" | "model" | "header";
}

/**
 * The bytes of a file by what they are for, adding up to `outputBytes`: the data column by column where the columns'
 * bits say so, the largest first; what no column owns (latents, lane states) as shared data.
 */
export function budgetParts(
  compression: CompressionReport,
  labelOf: (name: string) => string,
): BudgetPart[] {
  const { bytes, columns, rows } = compression;
  const owned = columns
    .map(({ name, bitsPerValue }) => ({
      name: labelOf(name),
      bytes: (bitsPerValue * rows) / 8,
      kind: "column" as const,
    }))
    .filter((part) => part.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const sum = owned.reduce((total, part) => total + part.bytes, 0);
  // Where the columns' bits hold more than the data (exceptions, model), they are shares of the data.
  const scale = sum > bytes.data ? bytes.data / sum : 1;
  const parts: BudgetPart[] = owned.map((part) => ({ ...part, bytes: part.bytes * scale }));
  const shared = bytes.data - sum * scale;
  if (shared >= 0.5)
    parts.push({ name: t("shared by the columns"), bytes: shared, kind: "shared" });
  parts.push(
    { name: t("exceptions"), bytes: bytes.exceptions, kind: "exceptions" },
    { name: t("model"), bytes: bytes.model, kind: "model" },
    { name: t("header and index"), bytes: bytes.header, kind: "header" },
  );
  return parts;
}

/** Shares below this have no room for their name inside the bar. */
const labelledShare = 0.065;

/** Input and file to scale, and the file enlarged into its parts. */
export function byteBudget(
  compression: CompressionReport,
  parts: readonly BudgetPart[],
): { readonly element: HTMLElement; readonly paint: (theme: Theme) => void } {
  const { inputBytes, outputBytes } = compression;
  const widest = Math.max(inputBytes, outputBytes, 1);
  const bar = (name: string, bytes: number, kind: string): HTMLElement[] => {
    const fill = element("i", { class: kind });
    fill.style.width = `${(100 * bytes) / widest}%`;
    return [
      element("span", { class: "muted" }, name),
      element("div", { class: "budgetBar" }, fill),
      element("span", { class: "number" }, formatBytes(bytes)),
    ];
  };
  const shown = parts.filter(({ bytes }) => bytes > 0);
  const columns = shown.filter(({ kind }) => kind === "column").length;
  const large = (part: BudgetPart): boolean => part.bytes / outputBytes >= labelledShare;
  const segments = shown.map((part) => {
    const segment = element(
      "div",
      {
        class: `segment ${part.kind}`,
        title: `${part.name}: ${formatBytes(part.bytes)}, ${formatPercent(part.bytes / outputBytes)}`,
      },
      element("span", { class: "name" }, large(part) ? part.name : ""),
      element("span", { class: "size" }, large(part) ? formatBytes(part.bytes, 3) : ""),
    );
    segment.style.flexGrow = String(part.bytes);
    return { part, segment };
  });
  const shares = parts.filter((part) => !large(part));
  const keys = shares.map((part) => ({
    part,
    swatch: element("i", { class: part.kind }),
  }));
  const wedge = element("div", { class: "wedge" });
  wedge.style.clipPath = `polygon(0 0, ${(100 * outputBytes) / widest}% 0, 100% 100%, 0 100%)`;
  const root = element(
    "div",
    { class: "budget" },
    ...bar(t("input"), inputBytes, "original"),
    ...bar(t("file"), outputBytes, "decompressed"),
    wedge,
    element("div", { class: "segments" }, ...segments.map(({ segment }) => segment)),
    element(
      "div",
      { class: "budgetKeys" },
      ...keys.map(({ part, swatch }) =>
        element(
          "span",
          {},
          part.bytes > 0 && swatch,
          element("span", { class: "muted" }, `${part.name} `),
          part.bytes > 0
            ? `${formatBytes(part.bytes, 3)}, ${formatPercent(part.bytes / outputBytes, 2)}`
            : "0",
        ),
      ),
    ),
  );
  return {
    element: root,
    paint: (theme) => {
      const panel = parseColor(theme.panel);
      const fade = (part: BudgetPart): Rgb => {
        const place = parts.indexOf(part) / Math.max(1, columns);
        return mix(parseColor(theme.decompressed), panel, 0.5 * place);
      };
      for (const { part, segment } of segments) {
        if (part.kind !== "column") continue;
        segment.style.backgroundColor = toCss(fade(part));
        segment.style.color = inkOn(fade(part));
      }
      for (const { part, swatch } of keys) {
        if (part.kind === "column") swatch.style.backgroundColor = toCss(fade(part));
      }
    },
  };
}

import type { Bound } from "../../config/config.js";

/** A bound as it stands in reports: "0.001 of the range", "± 0.5 GeV", "0.001 of the value", "the larger of ± 0.5 GeV and 0.001 of the value", "exact", "none". */
export function boundInWords(bound: Bound, unit: string | null): string {
  if (typeof bound === "string") return bound;
  if ("range" in bound) return `${bound.range} of the range`;
  if (!("absolute" in bound)) return `${bound.relative} of the value`;
  const absolute = `± ${bound.absolute}${unit === null ? "" : ` ${unit}`}`;
  return "relative" in bound
    ? `the larger of ${absolute} and ${bound.relative} of the value`
    : absolute;
}

import type { Bound } from "../../config/config.js";

/** A bound as it stands in reports: "0.001 of the range", "± 0.5 GeV", "exact", "none". */
export function boundInWords(bound: Bound, unit: string | null): string {
  if (typeof bound === "string") return bound;
  if ("range" in bound) return `${bound.range} of the range`;
  return `± ${bound.absolute}${unit === null ? "" : ` ${unit}`}`;
}

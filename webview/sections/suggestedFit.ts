import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";

/** Names that masses have: mass, jet_mass, m, fM. */
const massName = /mass|(^|[^a-z])m$|[a-z]M$/;

/** The part of a config that would fit a peak of one of the columns: of a mass where there is one. */
export function suggestedFit(columns: readonly ColumnEvaluation[]): string {
  const usable = columns.filter(
    ({ type, angle, boundKind, original }) =>
      type.startsWith("float") && !angle && boundKind !== "exact" && original.max > original.min,
  );
  const isMass = ({ name, label }: ColumnEvaluation): boolean =>
    massName.test(label) || massName.test(name);
  const column = usable.find(isMass) ?? usable.at(0);
  const name = JSON.stringify(column?.label ?? "mass");
  const window = column === undefined ? [80, 100] : windowOf(column);
  return `{ "column": ${name}, "window": [${window.join(", ")}], "signal": "gaussian", "background": "linear" }`;
}

/** Around the fullest bin, a standard deviation to either side, in three digits. */
function windowOf({ original, beforeAfter }: ColumnEvaluation): readonly [number, number] {
  const { counts } = beforeAfter.original;
  const fullest = counts.indexOf(Math.max(...counts));
  const { edges } = beforeAfter;
  const middle = (edges[fullest]! + edges[fullest + 1]!) / 2;
  const three = (value: number): number => Number(value.toPrecision(3));
  return [
    three(Math.max(original.min, middle - original.std)),
    three(Math.min(original.max, middle + original.std)),
  ];
}

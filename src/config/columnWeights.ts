import { matchesPattern } from "./columnOptions.js";

/**
 * What an error of each column counts, as `model.columnWeights` says: the exact name, else the last pattern that matches,
 * else 1. Null where all count the same.
 */
export function columnWeights(
  weights: Readonly<Record<string, number>>,
  names: readonly string[],
): number[] | null {
  const found = names.map((name) => {
    const key = Object.hasOwn(weights, name)
      ? name
      : Object.keys(weights).findLast((pattern) => matchesPattern(pattern, name));
    return key === undefined ? 1 : weights[key];
  });
  return found.every((weight) => weight === found[0]) ? null : found;
}

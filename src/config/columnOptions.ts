import type { ColumnOptions, Config } from "./config.js";

/** What the config says about one column: all entries that match its name, merged. */
export function columnOptions(config: Config, columnName: string): ColumnOptions {
  return Object.assign(
    {},
    ...matchingKeys(config, columnName).map((key) => config.columns[key]),
  ) as ColumnOptions;
}

/**
 * The keys of `columns` that match a column, weakest first: patterns in the order of the config, then the exact name.
 */
export function matchingKeys(config: Config, columnName: string): readonly string[] {
  const keys = Object.keys(config.columns);
  const patterns = keys.filter((key) => key !== columnName && matchesPattern(key, columnName));
  return keys.includes(columnName) ? [...patterns, columnName] : patterns;
}

/** Whether a key with * (any characters, none too) and ? (one character) matches the whole of a name. */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

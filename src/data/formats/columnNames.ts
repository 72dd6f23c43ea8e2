import { FileFormatError } from "../../errors.js";

/** Names of columns that have none: c0, c1, ... */
export function defaultNames(columns: number): string[] {
  return Array.from({ length: columns }, (_, i) => `c${i}`);
}

/** @throws FileFormatError where two columns share a name */
export function checkNames(names: readonly string[], fileName: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new FileFormatError(
        `${fileName} has two columns called "${name}": give each a name of its own.`,
      );
    }
    seen.add(name);
  }
}

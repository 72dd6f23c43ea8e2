import { readFileSync } from "node:fs";

/** What a compressed file of a frozen format holds (test/fixtures/make_golden.py). */
export interface GoldenFile {
  readonly model: string | null;
  readonly codings: readonly string[];
  /** Name, numpy's type, shape, and SHA-256 of the values. */
  readonly columns: readonly (readonly [string, string, readonly number[], string])[];
  /** The first values, where a network in floating point gives others in their last bits on other machines. */
  readonly values?: Readonly<Record<string, readonly number[]>>;
}

const folder = new URL("../fixtures/golden/", import.meta.url);

export const goldenFiles = JSON.parse(
  readFileSync(new URL("golden.json", folder), "utf8"),
) as Readonly<Record<string, GoldenFile>>;

/** The bytes of a golden file. */
export function goldenFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`${name}.collimated.npz`, folder)));
}

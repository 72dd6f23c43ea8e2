/**
 * Where the decompressed values of a column can lie, as stored in the file's header.
 * - `uniform` (floats): whole multiples of `step`, rounded to the column's type; holds 0
 * - `integer`: (base + index) x step as whole numbers, kept inside the column's type. Decimal text, because 64-bit
 *   integers do not fit in JSON numbers
 * - `logarithmic`: index x step up to `linear` on either side of 0, and first x 2^((|index| - linear - 1) octaves) with the
 *   sign of the index beyond, rounded to the column's type
 * - `decimal` (floats): numbers of at most so many significant digits and decimal places, in rising order
 * - `bits`: every bit pattern of a type, in rising order of the values, without the lowest bits where these are zero in
 *   all patterns. With two planes the first holds the high and the second the low 32 bits; with one plane,
 *   index = (high - base) x 2^32 + low, or the whole pattern of a 32-bit float
 * - `prediction`: what the model says (no bound)
 */
export type ColumnGrid =
  | { readonly kind: "uniform"; readonly step: number }
  | { readonly kind: "integer"; readonly step: string; readonly base: string }
  | {
      readonly kind: "logarithmic";
      readonly linear: number;
      readonly step: number;
      readonly first: number;
      readonly octaves: number;
    }
  | { readonly kind: "decimal"; readonly digits: number; readonly places: number }
  | {
      readonly kind: "bits";
      readonly patterns: PatternType;
      readonly planes: 1 | 2;
      readonly base: number;
      readonly zeros: number;
    }
  | { readonly kind: "prediction" };

/** Types whose bit patterns a grid can be made of. */
export type PatternType = "float32" | "float64" | "int64" | "uint64";

/** Largest size of a grid index: sums and differences of two stay exact. */
export const largestIndex = 2 ** 52;

/** Whether a grid can have this number of streams. A prediction has one only to tell its atoms. */
export function hasPlanes(grid: ColumnGrid, planes: number, atoms: number): boolean {
  if (grid.kind === "prediction") return planes === (atoms > 0 ? 1 : 0);
  return planes === (grid.kind === "bits" ? grid.planes : 1);
}

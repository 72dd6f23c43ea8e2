import type { RelationForm } from "../../models/relation.js";

/** A term that could stand in a relation. */
export interface TermShape {
  readonly form: RelationForm;
  readonly columns: readonly number[];
  /** Of `before` how many rows. */
  readonly back?: number | undefined;
}

/** Hyperbolic functions are tried of columns within this: rapidities. */
const largestRapidity = 12;
/** Circular functions are tried of columns within this: angles. */
const largestAngle = 7;

/**
 * The products, momenta, lengths and energies that columns could make, of which at most one stands in a relation.
 * @param largest of each column's absolute values
 */
export function nonlinearTerms(largest: readonly number[]): TermShape[] {
  const out: TermShape[] = [];
  const all = largest.map((_, column) => column);
  const rapidities = all.filter((column) => largest[column] <= largestRapidity);
  const angles = all.filter((column) => largest[column] <= largestAngle);
  for (const x of all) {
    for (const y of all) {
      if (x === y) continue;
      out.push({ form: "quotient", columns: [x, y] });
      if (y < x) continue;
      out.push({ form: "product", columns: [x, y] }, { form: "length2", columns: [x, y] });
      for (const z of all) if (z > y) out.push({ form: "length3", columns: [x, y, z] });
    }
    for (const e of rapidities) {
      if (e === x) continue;
      out.push({ form: "cosh", columns: [x, e] }, { form: "sinh", columns: [x, e] });
      for (const m of all) {
        if (m !== x && m !== e) out.push({ form: "energy", columns: [x, e, m] });
      }
    }
    for (const a of angles) {
      if (a !== x) out.push({ form: "cos", columns: [x, a] }, { form: "sin", columns: [x, a] });
    }
  }
  return out;
}

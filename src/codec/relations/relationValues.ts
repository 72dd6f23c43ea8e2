import type { Relation, RelationForm, RelationTerm } from "../../models/relation.js";
import { exactCos, exactCosh, exactSin, exactSinh } from "./exactFunctions.js";

/** Numbers of a column, by its number in coding order, in each row or so many rows before. */
export type NumbersOf = (column: number, back: number) => Float64Array;

/** What a relation says of every row, the same bits on every machine; 0 where that is no finite number. */
export function relationValues(
  { offset, terms }: Relation,
  rows: number,
  numbers: NumbersOf,
): Float64Array {
  const out = new Float64Array(rows).fill(offset);
  for (const { factor, ...shape } of terms) {
    const values = termValues(shape, numbers);
    for (let row = 0; row < rows; row++) out[row] += factor * values[row];
  }
  for (let row = 0; row < rows; row++) if (!Number.isFinite(out[row])) out[row] = 0;
  return out;
}

/** Values of a term without its factor, a number per row. */
export function termValues(
  { form, columns, back = 0 }: Omit<RelationTerm, "factor">,
  numbers: NumbersOf,
): Float64Array {
  return formValues(
    form,
    columns.map((column) => numbers(column, back)),
  );
}

function formValues(form: RelationForm, inputs: readonly Float64Array[]): Float64Array {
  const [x, y, z] = inputs;
  const of = evaluate[form];
  return x.map((value, row) => of(value, y?.[row] ?? 0, z?.[row] ?? 0));
}

const evaluate: Readonly<Record<RelationForm, (x: number, y: number, z: number) => number>> = {
  value: (x) => x,
  product: (x, y) => x * y,
  quotient: (x, y) => x / y,
  cosh: (p, e) => p * exactCosh(e),
  sinh: (p, e) => p * exactSinh(e),
  cos: (p, a) => p * exactCos(a),
  sin: (p, a) => p * exactSin(a),
  length2: (x, y) => Math.sqrt(x * x + y * y),
  length3: (x, y, z) => Math.sqrt(x * x + y * y + z * z),
  energy: (p, e, m) => {
    const momentum = p * exactCosh(e);
    return Math.sqrt(momentum * momentum + m * m);
  },
  before: (x) => x,
};

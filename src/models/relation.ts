/** Forms of a relation's terms, in the order of their numbers in a file, and how many columns each takes. */
export const relationForms = {
  /** x */
  value: 1,
  /** x y */
  product: 2,
  /** x / y */
  quotient: 2,
  /** p cosh e: energy of a massless particle, or |p| */
  cosh: 2,
  /** p sinh e: longitudinal momentum */
  sinh: 2,
  /** p cos a, p sin a: transverse components */
  cos: 2,
  sin: 2,
  /** sqrt(x x + y y) */
  length2: 2,
  /** sqrt(x x + y y + z z) */
  length3: 3,
  /** sqrt((p cosh e)^2 + m m) */
  energy: 3,
  /** x of a row before */
  before: 1,
} as const;
export type RelationForm = keyof typeof relationForms;

export interface RelationTerm {
  readonly form: RelationForm;
  /** Numbers of the columns, in the coding order of their model. */
  readonly columns: readonly number[];
  readonly factor: number;
  /** Of `before` how many rows, 1 to 8. */
  readonly back?: number | undefined;
}

/** Rows that a relation looks back at most. */
export const mostRowsBack = 8;

/** How a column follows, nearly, from columns before it, and from all columns of rows before: offset + sum of factor x form. */
export interface Relation {
  readonly offset: number;
  readonly terms: readonly RelationTerm[];
  /** A power of two, about the spread of what is left, in units of the column. */
  readonly unit: number;
}

/** Rows that relations look back. */
export function rowsLookedBack(relations: readonly (Relation | null)[]): number {
  return relations.reduce(
    (most, relation) => Math.max(most, ...(relation?.terms ?? []).map(({ back }) => back ?? 0)),
    0,
  );
}

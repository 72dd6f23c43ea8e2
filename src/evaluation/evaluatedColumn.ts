/** What is to be known of a column, beside its values, to evaluate it. */
export interface EvaluatedColumn {
  /** Name of the column in both tables. */
  readonly name: string;
  /** Short name for plots. */
  readonly label: string;
  readonly unit: string | null;
  /** Radians: residuals are wrapped to [−π, π]. */
  readonly angle: boolean;
  /** The bound in words. */
  readonly bound: string;
  /** The bound in units of the column, where `boundKind` is "absolute". */
  readonly absoluteBound: number | null;
  readonly boundKind: "absolute" | "relative" | "exact" | "none";
  /** Where `boundKind` is "relative": the bound is the larger of `absolute` and `share` of the value's size. */
  readonly relativeBound?: { readonly absolute: number; readonly share: number };
  /** Decompressed values lie on multiples of this; null where they lie on no grid. */
  readonly gridStep: number | null;
  /** Values kept exactly that stand for something else than a measurement. */
  readonly sentinels: readonly number[];
  /** Of a derived quantity. */
  readonly formula?: string;
}

/** Sums of weights, and of their squares; null where nothing is weighted. */
export interface Sums {
  readonly sums: Float64Array;
  readonly squares: Float64Array | null;
}

/**
 * Fills the equal bins of a window, and its edges: every entry is shared between the two edges of its bin, the nearer one
 * getting more (a hat function around each edge). What is shared so changes continuously with the values: rounding them
 * moves no whole entry over a border, and its effects cancel. Entries on the very ends of the window, which rounded
 * values often are, lie half outside.
 */
export function fillWindow(
  values: Float64Array,
  weights: Float64Array | null,
  edges: Float64Array,
): Sums & { readonly atEdges: Sums } {
  const bins = edges.length - 1;
  const [from, to] = [edges[0], edges[bins]];
  const inBins = emptySums(bins, weights !== null);
  const atEdges = emptySums(bins + 1, weights !== null);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!(value >= from && value <= to)) continue;
    const weight = weights ? weights[row] : 1;
    if (!Number.isFinite(weight)) continue;
    const place = ((value - from) / (to - from)) * bins;
    const bin = Math.min(bins - 1, Math.floor(place));
    add(inBins, bin, weight, 1);
    const inside = value === from || value === to ? 0.5 : 1;
    const above = Math.min(1, place - bin);
    add(atEdges, bin, weight, inside * (1 - above));
    add(atEdges, bin + 1, weight, inside * above);
  }
  return { ...inBins, atEdges };
}

function emptySums(count: number, weighted: boolean): Sums {
  return { sums: new Float64Array(count), squares: weighted ? new Float64Array(count) : null };
}

function add({ sums, squares }: Sums, cell: number, weight: number, share: number): void {
  sums[cell] += weight * share;
  if (squares) squares[cell] += weight * weight * share;
}

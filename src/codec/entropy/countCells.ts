/** Distinct values in rising order, with their counts; neighbours are merged where there are very many. */
export interface Cells {
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
  readonly counts: Float64Array;
}

/** More cells than this are merged to cells of about equal counts: finer bins could not pay for themselves. */
const mostCells = 16384;

/** @param values whole numbers in any order */
export function countCells(values: Float64Array): Cells {
  return merge(countDistinct(values));
}

function countDistinct(values: Float64Array): Cells {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (values.length > 0 && max - min <= 2 * values.length + 65536) {
    return countByTable(values, min, max - min + 1);
  }
  return countBySorting(values);
}

function countByTable(values: Float64Array, min: number, size: number): Cells {
  const table = new Uint32Array(size);
  for (let i = 0; i < values.length; i++) table[values[i] - min]++;
  let distinct = 0;
  for (let i = 0; i < size; i++) if (table[i] > 0) distinct++;
  const firsts = new Float64Array(distinct);
  const counts = new Float64Array(distinct);
  let at = 0;
  for (let i = 0; i < size; i++) {
    if (table[i] === 0) continue;
    firsts[at] = min + i;
    counts[at++] = table[i];
  }
  return { firsts, lasts: firsts, counts };
}

function countBySorting(values: Float64Array): Cells {
  const sorted = values.slice().sort();
  const firsts = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) firsts[distinct++] = sorted[i];
    counts[distinct - 1]++;
  }
  const kept = firsts.subarray(0, distinct);
  return { firsts: kept, lasts: kept, counts: counts.subarray(0, distinct) };
}

function merge(cells: Cells): Cells {
  const n = cells.firsts.length;
  if (n <= mostCells) return cells;
  let total = 0;
  for (let i = 0; i < n; i++) total += cells.counts[i];
  const share = (2 * total) / mostCells;
  const firsts = new Float64Array(mostCells + 1);
  const lasts = new Float64Array(mostCells + 1);
  const counts = new Float64Array(mostCells + 1);
  let at = -1;
  for (let i = 0; i < n; i++) {
    // A value that fills a share by itself starts and ends a cell.
    if (at < 0 || counts[at] + cells.counts[i] > share) {
      at++;
      firsts[at] = cells.firsts[i];
    }
    counts[at] += cells.counts[i];
    lasts[at] = cells.lasts[i];
  }
  return {
    firsts: firsts.subarray(0, at + 1),
    lasts: lasts.subarray(0, at + 1),
    counts: counts.subarray(0, at + 1),
  };
}

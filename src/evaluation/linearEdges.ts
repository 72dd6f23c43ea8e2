/** Edges of `bins` equal bins that start exactly at `from` and end exactly at `to`. */
export function linearEdges(from: number, to: number, bins: number): number[] {
  const edges = Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins);
  edges[bins] = to;
  return edges;
}

/** Edges of `bins` bins that grow by a constant factor, from exactly `from` > 0 to exactly `to`. */
export function logarithmicEdges(from: number, to: number, bins: number): number[] {
  const start = Math.log(from);
  const length = Math.log(to) - start;
  const edges = Array.from({ length: bins + 1 }, (_, i) => Math.exp(start + (length * i) / bins));
  edges[0] = from;
  edges[bins] = to;
  return edges;
}

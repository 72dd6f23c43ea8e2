/** Edges of `bins` equal bins from exactly −reach to exactly +reach, mirror images of each other bit for bit. */
export function symmetricEdges(reach: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => ((2 * i - bins) / bins) * reach);
}

/** How far the highest bin must stand above the typical filled one for a linear axis to hide the rest. */
const farAbove = 8;

/** Whether a histogram is best first shown with a logarithmic y axis. */
export function wantsLogCounts(counts: readonly number[]): boolean {
  const filled = counts.filter((count) => count > 0).sort((a, b) => a - b);
  if (filled.length === 0) return false;
  return filled[filled.length - 1] > farAbove * filled[filled.length >> 1];
}

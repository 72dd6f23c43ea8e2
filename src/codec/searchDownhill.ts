/**
 * The whole number with the lowest cost, found by walking downhill from `start` inside `range` (ends included); costs
 * are taken to have one valley, and each is found once.
 */
export async function searchDownhill(
  start: number,
  range: readonly [number, number],
  cost: (at: number) => Promise<number>,
): Promise<number> {
  let best = start;
  let bestCost = await cost(start);
  for (const direction of [-1, 1]) {
    for (let at = start + direction; at >= range[0] && at <= range[1]; at += direction) {
      const candidate = await cost(at);
      if (candidate >= bestCost) break;
      best = at;
      bestCost = candidate;
    }
    if (best !== start) break;
  }
  return best;
}

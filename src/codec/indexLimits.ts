/** Lowest and highest index of the first plane; zeros where there is none. */
export function indexLimits(planes: readonly Float64Array[]): readonly [number, number] {
  if (planes.length === 0 || planes[0].length === 0) return [0, 0];
  let lowest = Infinity;
  let highest = -Infinity;
  for (const index of planes[0]) {
    if (index < lowest) lowest = index;
    if (index > highest) highest = index;
  }
  return [lowest, highest];
}

/** Lowest and highest index of the first plane; zeros where there is none. */
export function indexLimits(planes: readonly Float64Array[]): readonly [number, number] {
  if (planes.length === 0 || planes[0].length === 0) return [0, 0];
  let lowest = Infinity;
  let highest = -Infinity;
  const [first] = planes;
  // Twice as fast as an iterator: every column of every table comes by here.
  for (let i = 0; i < first.length; i++) {
    const index = first[i];
    if (index < lowest) lowest = index;
    if (index > highest) highest = index;
  }
  return [lowest, highest];
}

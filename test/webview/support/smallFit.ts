import { comparePeaks } from "../../../src/evaluation/fits/comparePeaks.js";
import type { PeakFit } from "../../../src/protocol/peakFit.js";
import { seededNumbers } from "./smallRun.js";

/** A fit of 3000 seeded values: a peak at 50 of width 4 over a flat background, after shifted by `shift`. */
export function smallFit(shift = 0.3): PeakFit {
  const random = seededNumbers(17);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const values = Float64Array.from({ length: 3000 }, () =>
    random() < 0.4 ? 50 + 4 * normal() : 100 * random(),
  );
  return comparePeaks(
    {
      column: "event.mass",
      label: "mass",
      unit: "GeV",
      window: [20, 80],
      signal: "gaussian",
      background: "linear",
    },
    { values, weights: null },
    { values: values.map((value) => value + shift), weights: null },
  );
}

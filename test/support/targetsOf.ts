import type { DerivedTarget } from "../../src/models/derivedTarget.js";
import { fitAxisMap } from "../../src/training/normalization.js";
import { fitTargets } from "../../src/training/targets/fitTargets.js";

/** An energy and a momentum along the beam as targets, of rows of normal numbers; the third column has tails in its units. */
export function targetsOf(rows: Float32Array, width: number): DerivedTarget[] {
  const count = rows.length / width;
  const columns = Array.from({ length: width }, (_, position) => {
    const own = Float64Array.from({ length: count }, (_, row) => rows[row * width + position]);
    return { axis: fitAxisMap(own.map((x) => (position === 2 ? Math.sinh(x) : x))) };
  });
  const names = ["eta", "phi", "px", "py", "mass", "other"];
  return fitTargets(
    {
      energy: { formula: "hypot(px, py*cosh(eta), mass)", weight: 0.2 },
      pz: { formula: "py*sinh(eta) + energy/10 - sin(phi)", weight: 0.1 },
    },
    columns,
    new Map(names.slice(0, width).map((name, position) => [name, position])),
    rows,
    Uint32Array.from({ length: count }, (_, row) => row),
  );
}

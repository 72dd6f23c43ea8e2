import { fitBins, totalBits } from "../entropy/fitBins.js";
import { countAtoms } from "../codedValues.js";
import type { QuantizedColumn } from "./quantizeColumn.js";

/** About the bits of a column that is coded by itself, value by value. */
export function roughBits(
  column: Pick<QuantizedColumn, "column" | "planes" | "atoms" | "atomOf" | "exceptions">,
): number {
  const { atoms, atomOf, exceptions } = column;
  let bits = exceptions.length * (16 + 8 * column.column.values.BYTES_PER_ELEMENT);
  column.planes.forEach((plane, number) => {
    const values = atomOf === null ? plane : plane.filter((_, row) => atomOf[row] === 0);
    bits += totalBits(fitBins(values, number === 0 ? countAtoms(atomOf, atoms.length) : []));
  });
  return bits;
}

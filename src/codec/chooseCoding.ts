import { indexLimits } from "./indexLimits.js";
import { allCodedValues, countAtoms, type PlaneCoding } from "./codedValues.js";
import { estimateBits } from "./entropy/estimateBits.js";
import { fitBins, totalBits, type FittedBins } from "./entropy/fitBins.js";
import { largestIndex } from "./grids/columnGrid.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";

/** How one stream of numbers is coded. */
export interface CodedPlane {
  readonly coding: PlaneCoding;
  /** Indices, or residuals where `coding` says so. */
  readonly source: Float64Array;
  readonly atomOf: Uint8Array | null;
  readonly fitted: FittedBins;
}

/** A difference is fitted in full where a first look says that it may pay. */
const mayPay = 1.05;
const sampleRows = 16384;

/**
 * Codes each plane of a column in the way that takes the fewest bits, tables included.
 * @param residuals differences to a model's predictions; null where there are none
 */
export function chooseCoding(
  column: QuantizedColumn,
  residuals: Float64Array | null,
  chunkRows: number,
): CodedPlane[] {
  const { atomOf } = column;
  const atomCounts = countAtoms(atomOf, column.atoms.length);
  const code = (
    source: Float64Array,
    coding: PlaneCoding,
    counts: readonly number[],
  ): CodedPlane => ({
    coding,
    source,
    atomOf,
    fitted: fitBins(allCodedValues(source, atomOf, coding, chunkRows), counts),
  });
  return column.planes.map((indices, plane) => {
    // The second plane leaves out the rows whose first is an atom.
    if (plane > 0) return code(indices, "value", []);
    let best = code(indices, "value", atomCounts);
    const take = (candidate: CodedPlane): void => {
      if (totalBits(candidate.fitted) < totalBits(best.fitted)) best = candidate;
    };
    if (differencesMayPay(indices, atomOf)) take(code(indices, "difference", atomCounts));
    if (residuals !== null) take(code(residuals, "residual", atomCounts));
    return best;
  });
}

function differencesMayPay(indices: Float64Array, atomOf: Uint8Array | null): boolean {
  const [min, max] = indexLimits([indices]);
  if (!(max - min > 0 && max - min < largestIndex)) return false;
  const sample = indices.subarray(0, sampleRows);
  const atoms = atomOf?.subarray(0, sampleRows) ?? null;
  const plain = allCodedValues(sample, atoms, "value", sampleRows).map((index) => index - min);
  const differences = allCodedValues(sample, atoms, "difference", sampleRows);
  return estimateBits(differences) < mayPay * estimateBits(plain);
}

import type { CodedColumn } from "../chunkPayload.js";
import type { CodedPlane } from "../chooseCoding.js";
import { fitBins } from "../entropy/fitBins.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";

/**
 * A column whose first plane a masked autoencoder codes: the second, where there is one, has a stream of its own for the
 * rows without a stored pattern.
 * @param patterned 1 for rows with a stored pattern; null where there are none
 */
export function codedByModel(
  quantized: QuantizedColumn,
  patterned: Uint8Array | null,
): CodedColumn {
  const [, second] = quantized.planes;
  if (second === undefined) return { quantized, planes: [] };
  const rest = patterned === null ? second : second.filter((_, row) => patterned[row] === 0);
  const fitted = fitBins(rest);
  const plane: CodedPlane = { coding: "value", source: second, atomOf: patterned, fitted };
  return { quantized, planes: [plane], firstIsMasked: true };
}

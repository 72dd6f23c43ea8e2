import type { StoredHeader } from "./header.js";
import { modelRows } from "./modelRows.js";

const valuesPerChunk = 2 ** 18;
const fewestRows = 1024;
/** Index and directory take about 100 bytes of each. */
const mostChunks = 8192;

/** Rows per chunk, a power of two: about a quarter of a million values, and more where there would be too many chunks. */
export function chooseChunkRows(rows: number, columns: number): number {
  let chunkRows = fewestRows;
  while (2 * chunkRows * Math.max(1, columns) <= valuesPerChunk) chunkRows *= 2;
  while (chunkRows * mostChunks < rows) chunkRows *= 2;
  return chunkRows;
}

/** Tables up to this size are always plausible ... */
const plainBytes = 2 ** 29;
/** ... and larger ones up to this many times the file. */
const largestExpansion = 4096;

/** Whether a file of this length can be believed to hold a table of the size that its header declares. */
export function isPlausibleSize(header: StoredHeader, fileBytes: number): boolean {
  const { rows, columns, layout, model } = header;
  const block = model?.type === "dense" ? model.block : undefined;
  const latents = modelRows(layout, rows, block).count * (model?.latent ?? 0);
  const declared = Math.max(rows, rows * columns.length + latents) * 8;
  return declared <= plainBytes || declared <= largestExpansion * fileBytes;
}

import type { Progress } from "../data/fileAccess.js";
import type { Column, Table } from "../data/table.js";
import type { TableStream } from "../data/tableStream.js";
import { UsageError } from "../errors.js";
import { checkBounds, type BoundCheck, type WorstValue } from "./checkBounds.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { CompressedFile } from "./openCompressed.js";

/**
 * Decodes a compressed table and compares every value with an original that is read beside it, as `checkBounds` does;
 * neither is ever whole in memory.
 * @param original the columns of the header, in its order
 * @param onRows is shown the decoded columns of the next rows, and how many these are
 * @throws FileFormatError where the file is damaged, UsageError where it is another table's
 */
export async function verifyStream(
  compressed: CompressedFile,
  original: TableStream,
  networks: NetworkRunners,
  progress: Progress,
  onRows?: (columns: readonly Column[], rows: number) => void,
): Promise<BoundCheck> {
  const { header } = compressed;
  if (original.rows !== header.rows) {
    throw new UsageError(
      `The tables cannot be compared: ${original.rows} rows against ${header.rows}.`,
    );
  }
  let worst: WorstValue | null = null;
  let valuesChecked = 0;
  let violations = 0;
  const maxErrors = header.columns.map(() => 0);
  let first = 0;
  const blocks = original.blocks(header.chunkRows);
  try {
    await compressed.decompressEach(networks, { progress }, async (columns, rows) => {
      const next = await blocks.next();
      if (next.done === true)
        throw new UsageError("The original became shorter while it was read.");
      const decoded: Table = { rows, columns, layout: header.layout };
      const part = checkBounds(next.value, decoded, header);
      valuesChecked += part.valuesChecked;
      violations += part.violations;
      part.maxErrors.forEach((error, i) => (maxErrors[i] = Math.max(maxErrors[i], error)));
      if (part.worst !== null && part.worst.shareOfBound > (worst?.shareOfBound ?? -1)) {
        worst = { ...part.worst, row: first + part.worst.row };
      }
      first += rows;
      onRows?.(columns, rows);
      networks.releaseMemory?.();
    });
    // What is checked at the end of the original is checked as well.
    await blocks.next();
  } finally {
    await blocks.return(undefined);
  }
  return { valuesChecked, violations, worst, maxErrors };
}

/** Batches below this are not worth the work of two threads. */
const smallestShared = 128;

/**
 * The rows of the parts in which a batch's gradient is computed and added up. They depend on the batch alone, never on
 * the machine, so that one thread and two give the same bits.
 */
export function batchParts(batchSize: number): readonly number[] {
  if (batchSize < smallestShared) return [batchSize];
  const first = Math.ceil(batchSize / 2);
  return [first, batchSize - first];
}

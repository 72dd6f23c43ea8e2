import type { FloatNetwork } from "../models/trainedModel.js";

/** Rows that go through a network together: many blocks for its threads, and still little memory. */
const groupRows = 16_384;

/**
 * Sends rows through a network, group by group: while the network's threads have one group, the next is prepared.
 * @param prepare gives the inputs of `count` rows from `from` on, row-major
 * @param accept takes their outputs, row-major
 */
export async function streamRows(
  network: FloatNetwork,
  rows: number,
  prepare: (from: number, count: number) => Float32Array,
  accept: (outputs: Float32Array, from: number, count: number) => void,
): Promise<void> {
  let before: Promise<void> = Promise.resolve();
  try {
    for (let from = 0; from < rows; from += groupRows) {
      const count = Math.min(groupRows, rows - from);
      const group = network.run(prepare(from, count), count).then((outputs) => {
        accept(outputs, from, count);
      });
      // A failure is thrown where the group is waited for.
      group.catch(() => undefined);
      await before;
      before = group;
    }
    await before;
  } finally {
    await Promise.allSettled([before]);
  }
}

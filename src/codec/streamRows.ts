import type { FloatNetwork } from "../models/trainedModel.js";
import { inTurn } from "./inTurn.js";

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
  const countOf = (group: number): number => Math.min(groupRows, rows - group * groupRows);
  await inTurn(
    0,
    Math.ceil(rows / groupRows),
    (group) => network.run(prepare(group * groupRows, countOf(group)), countOf(group)),
    (outputs, group) => {
      accept(outputs, group * groupRows, countOf(group));
    },
  );
}

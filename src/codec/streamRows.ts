import type { FloatNetwork } from "../models/trainedModel.js";
import { inTurn } from "./inTurn.js";

/** Rows that go through a network together, many blocks for its threads and still little memory, and their numbers. */
const mostRows = 16_384;
const mostNumbers = 2 ** 22;

/**
 * Sends rows through a network, group by group: while the network's threads have one group, the next is prepared.
 * @param width numbers of a row, in or out
 * @param prepare gives the inputs of `count` rows from `from` on, row-major
 * @param accept takes their outputs, row-major
 */
export async function streamRows(
  network: FloatNetwork,
  rows: number,
  width: number,
  prepare: (from: number, count: number) => Float32Array,
  accept: (outputs: Float32Array, from: number, count: number) => void,
): Promise<void> {
  const groupRows = Math.max(1, Math.min(mostRows, Math.floor(mostNumbers / width)));
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

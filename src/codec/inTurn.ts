/**
 * Does pieces of work one after the other, each begun before those in front of it are accepted: while other threads
 * compute for one piece, this thread goes on with the next.
 * @param begin starts piece `number`; where it throws or rejects, nothing more is begun
 * @param accept takes the results in order
 * @param ahead how many pieces are begun before the first of them is accepted
 */
export async function inTurn<T>(
  first: number,
  last: number,
  begin: (number: number) => Promise<T>,
  accept: (result: T, number: number) => void | Promise<void>,
  ahead = 2,
): Promise<void> {
  const begun = new Array<Promise<T> | null>(ahead + 1).fill(null);
  let accepted: Promise<void> = Promise.resolve();
  const waiting: Promise<void>[] = [];
  try {
    for (let number = first; number < last; number++) {
      const result = begin(number);
      const before = accepted;
      begun[(number - first) % begun.length] = result;
      accepted = before.then(async () => accept(await result, number));
      // A failure is thrown where the piece is waited for.
      result.catch(() => undefined);
      accepted.catch(() => undefined);
      waiting.push(accepted);
      if (waiting.length >= ahead) await waiting.shift();
    }
    await accepted;
  } finally {
    await Promise.allSettled(begun.filter((piece) => piece !== null));
  }
}

/**
 * Does pieces of work one after the other, each begun before the one in front of it is accepted: while other threads
 * compute for one piece, this thread goes on with the next.
 * @param begin starts piece `number`; where it throws or rejects, nothing more is begun
 * @param accept takes the results in order
 */
export async function inTurn<T>(
  first: number,
  last: number,
  begin: (number: number) => Promise<T>,
  accept: (result: T, number: number) => void,
): Promise<void> {
  let accepted: Promise<void> = Promise.resolve();
  let begun: Promise<unknown> = accepted;
  try {
    for (let number = first; number < last; number++) {
      const before = accepted;
      const result = begin(number);
      begun = result;
      accepted = result.then((value) => {
        accept(value, number);
      });
      // A failure is thrown where the piece is waited for.
      accepted.catch(() => undefined);
      await before;
    }
    await accepted;
  } finally {
    await Promise.allSettled([begun]);
  }
}

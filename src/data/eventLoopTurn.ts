/** Lets the event loop turn once: long work can then be watched and stopped. */
export async function eventLoopTurn(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
}

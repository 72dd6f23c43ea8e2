import type { Progress } from "../data/fileAccess.js";
import { eventLoopTurn } from "../data/eventLoopTurn.js";
import { StoppedError } from "../errors.js";

/**
 * Lets the event loop turn once, so that a long evaluation can be watched and stopped.
 * @throws StoppedError where the work shall stop.
 */
export async function breathe(progress: Progress | undefined): Promise<void> {
  await eventLoopTurn();
  if (progress?.signal.aborted) throw new StoppedError("The evaluation was stopped.");
}

import type { Progress } from "../data/fileAccess.js";
import { StoppedError } from "../errors.js";

/**
 * Lets the event loop turn once, so that a long evaluation can be watched and stopped.
 * @throws StoppedError where the work shall stop.
 */
export async function breathe(progress: Progress | undefined): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  if (progress?.signal.aborted) throw new StoppedError("The evaluation was stopped.");
}

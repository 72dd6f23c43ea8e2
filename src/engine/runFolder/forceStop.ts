import { hostname } from "node:os";
import { UsageError } from "../../errors.js";
import { activeStates } from "../../protocol/runRecord.js";
import { readRun } from "./readRun.js";

/**
 * Ends the engine of a run at once, with all that it started. What was done since the last checkpoint is lost; the run is
 * then interrupted and can be resumed from there.
 * @throws UsageError where no engine is at work on it, or one of another machine
 */
export async function forceStop(folder: string): Promise<void> {
  const run = await readRun(folder);
  if (run === null || !activeStates.some((state) => state === run.state)) {
    throw new UsageError(`${folder} is ${run?.state ?? "no run"}: there is nothing to stop.`);
  }
  const { host, processId, number } = run.record;
  if (host !== hostname()) {
    throw new UsageError(`Run ${number} is at work on ${host}: end process ${processId} there.`);
  }
  try {
    // An engine that the editor started leads a group, with the engines of its repeats.
    process.kill(-processId, "SIGKILL");
  } catch {
    process.kill(processId, "SIGKILL");
  }
}

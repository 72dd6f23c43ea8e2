import { hostname } from "node:os";
import { activeStates, type RunRecord, type RunState } from "../../protocol/runRecord.js";

const silenceElsewhere = 30_000;
/** Longer than any computation between two signs of life: guards against a reused process id. */
const silenceHere = 300_000;

/**
 * The state to show for a record: `interrupted` where it claims to be at work but its engine is gone.
 * @param now milliseconds since 1970
 * @param isAlive whether a process of this machine exists
 */
export function deriveState(
  record: RunRecord,
  now: number = Date.now(),
  isAlive: (processId: number) => boolean = processExists,
): RunState {
  if (!activeStates.includes(record.state)) return record.state;
  const silence = now - record.heartbeat;
  const gone =
    record.host === hostname()
      ? !isAlive(record.processId) || silence > silenceHere
      : silence > silenceElsewhere;
  return gone ? "interrupted" : record.state;
}

/** Whether a process with this id exists on this machine. */
export function processExists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

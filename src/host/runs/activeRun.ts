import { activeStates, type RunState } from "../../protocol/runRecord.js";

/** Whether an engine is at work on a run. */
export function isActive(state: RunState): boolean {
  return (activeStates as readonly RunState[]).includes(state);
}

/** Whether a run can go on from its checkpoint. */
export function canResume(state: RunState): boolean {
  return state === "stopped" || state === "interrupted" || state === "failed";
}

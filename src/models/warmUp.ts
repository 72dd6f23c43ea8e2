import type { StepSchedule } from "./feeds.js";

/** A weight that rises linearly from 0 to 1 over the first `share` of the steps. */
export function warmUp(name: string, share: number): StepSchedule {
  return { name, at: (step, totalSteps) => Math.min(1, step / Math.max(1, share * totalSteps)) };
}

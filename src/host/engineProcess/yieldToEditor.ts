import { constants, setPriority } from "node:os";

/** Lets the editor go first where processors are short: training keeps all of them busy. */
export function yieldToEditor(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    setPriority(processId, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The process has ended, or the system does not let priorities be changed: the work is done all the same.
  }
}

import type { ModelConfig } from "./config.js";

/** Whether short names of columns decide on what is learned: formulas of targets use them. */
export function namesAreLearned(model: ModelConfig): boolean {
  return model.type !== "masked" && Object.keys(model.targets).length > 0;
}

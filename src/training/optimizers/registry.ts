import type { TrainingConfig } from "../../config/config.js";
import { adam } from "./adam.js";
import type { Optimizer } from "./optimizer.js";
import { sgd } from "./sgd.js";

/** The optimisers that a config can name. */
export const optimizers: Readonly<Record<TrainingConfig["optimizer"], Optimizer>> = { adam, sgd };

import type { TrainingConfig } from "../../config/config.js";
import { formulaNames } from "../../config/formulaNames.js";
import type { DerivedTarget } from "../../models/derivedTarget.js";
import { splitRows } from "../../training/splitRows.js";
import { fitTargets, type TargetOptions } from "../../training/targets/fitTargets.js";
import type { LoadedInput } from "../loadInput.js";
import type { ModelInput } from "../modelInput.js";

/**
 * The targets of a config, fitted on its training rows.
 * @throws UsageError as `fitTargets`
 */
export function trainingTargets(
  options: TargetOptions,
  input: LoadedInput,
  data: ModelInput,
  training: TrainingConfig,
): DerivedTarget[] {
  const positions = new Map(data.columns.map(({ name }, position) => [name, position]));
  const named = [...formulaNames(input.columns)].flatMap(([name, column]) => {
    const position = positions.get(column);
    return position === undefined ? [] : [[name, position] as const];
  });
  const split = splitRows(data.rowCount, training.validationFraction, training.seed);
  return fitTargets(options, data.columns, new Map(named), data.rows, split.training);
}

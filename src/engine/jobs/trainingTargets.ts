import type { TrainingConfig } from "../../config/config.js";
import { formulaNames } from "../../config/formulaNames.js";
import type { DerivedTarget } from "../../models/derivedTarget.js";
import { splitRows } from "../../training/splitRows.js";
import { fitTargets, type TargetOptions } from "../../training/targets/fitTargets.js";
import type { LoadedInput } from "../loadInput.js";
import type { ModelInput } from "../modelInput.js";

const mostPlaces = 2 ** 20;

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
  const rows = placesOf(split.training, data.places);
  return fitTargets(options, data.columns, new Map(named), data.rows, rows);
}

/** The places of blocks of arrays one by one: of many blocks some, evenly spread. Rows of tables stay as they are. */
function placesOf(blocks: Uint32Array, places: number): Uint32Array {
  if (places === 1) return blocks;
  const stride = Math.ceil((blocks.length * places) / mostPlaces);
  const some = blocks.filter((_, i) => i % stride === 0);
  return Uint32Array.from(
    { length: some.length * places },
    (_, i) => some[Math.floor(i / places)]! * places + (i % places),
  );
}

import { reshape, slice, type Rank, type Tensor1D } from "@tensorflow/tfjs-core";
import { parseExpression } from "../../config/expressions/parseExpression.js";
import { UsageError } from "../../errors.js";
import { fromScore, type AxisMap } from "../../models/axisMap.js";
import { scoresOfUnits, unitsOfScores } from "../../models/axisTensor.js";
import type { DerivedTarget } from "../../models/derivedTarget.js";
import { fitAxisMap } from "../normalization.js";
import { formulaTensor, type FormulaPart, type UnitColumns } from "./formulaTensor.js";

/** `targets` of a config's model. */
export type TargetOptions = Readonly<
  Record<string, { readonly formula: string; readonly weight: number }>
>;

/** Formulas are fitted on at most so many of the training rows. */
const mostRows = 50_000;

/**
 * Targets with their formulas as tensor operations from normalised columns, and normalised by their own spread.
 * @param columns the columns of a row, by position; `label` is what formulas may call them too
 * @param rows normalised, row-major
 * @param training numbers of the training rows, on which everything is fitted
 * @throws UsageError where a target has no values, or no spread
 */
export function fitTargets(
  options: TargetOptions,
  columns: readonly { readonly axis: AxisMap }[],
  positionOf: ReadonlyMap<string, number>,
  rows: Float32Array,
  training: Uint32Array,
): DerivedTarget[] {
  const stride = Math.ceil(training.length / mostRows);
  const sampled = training.filter((_, i) => i % stride === 0);
  const width = columns.length;
  const known = new Map<string, FormulaPart>();
  const columnOf = (name: string): FormulaPart | undefined => {
    const position = positionOf.get(name);
    if (position === undefined || known.has(name)) return known.get(name);
    const { axis } = columns[position];
    const part: FormulaPart = {
      sample: Float64Array.from(sampled, (row) => fromScore(axis, rows[row * width + position])),
      tensor: (units) => units.column(position),
    };
    known.set(name, part);
    return part;
  };
  return Object.entries(options).map(([name, { formula, weight }]): DerivedTarget => {
    const part = fitted(name, () =>
      formulaTensor(parseExpression(formula), columnOf, sampled.length),
    );
    known.set(name, part);
    const axis = axisOf(name, part.sample);
    return {
      name,
      weight,
      values: (batch) => {
        const units = new Map<number, Tensor1D>();
        const [count] = batch.shape;
        const own: UnitColumns = {
          rows: count,
          column: (position) => {
            const found = units.get(position);
            if (found !== undefined) return found;
            const scores = reshape<Rank.R1>(slice(batch, [0, position], [count, 1]), [count]);
            const values = unitsOfScores(columns[position].axis, scores);
            units.set(position, values);
            return values;
          },
        };
        return scoresOfUnits(axis, part.tensor(own));
      },
    };
  });
}

function fitted(name: string, make: () => FormulaPart): FormulaPart {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `The target "${name}" comes to ${error.message} on the way, too large to train with: divide the columns by a power of ten in its formula.`,
    );
  }
}

/** How the quantity is normalised: as a column is. */
function axisOf(name: string, sample: Float64Array): AxisMap {
  const values = sample.filter(Number.isFinite);
  if (2 * values.length < sample.length) {
    throw new UsageError(
      `The target "${name}" has no value in most rows (${sample.length - values.length} of ${sample.length} looked at): correct its formula.`,
    );
  }
  if (values.every((value) => value === values[0])) {
    throw new UsageError(
      `The target "${name}" is ${String(values[0])} in every row: there is nothing to learn from it.`,
    );
  }
  return fitAxisMap(values);
}

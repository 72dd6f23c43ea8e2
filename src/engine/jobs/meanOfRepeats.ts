import { meanAndError } from "../../evaluation/repeatedFigures.js";
import {
  comparedFigures,
  type ComparedFigures,
  type ComparedModel,
} from "../../protocol/comparison.js";

/**
 * One line of a comparison for a model that was trained with several seeds: every number is the mean over the seeds, with
 * its standard error beside it. What a seed has no number for (a peak that was not found) has none here.
 * @param models the same model, one per seed
 * @param used the repeat, from 1, whose plots are taken: bins of different edges have no mean
 */
export function meanOfRepeats(
  models: readonly ComparedModel[],
  seeds: readonly number[],
  used: number,
): ComparedModel {
  const [first] = models;
  if (first === undefined) throw new Error("There are no repeats.");
  const all = models.map(comparedFigures);
  const errors: Record<string, number> = {};
  for (const name of all[0]!.keys()) {
    const values = all.map((one) => one.get(name));
    if (values.every((value) => typeof value === "number")) {
      errors[name] = meanAndError(values).error;
    }
  }
  const mean = meanOf(models.map(withoutPlots)) as ComparedModel;
  const own = models[used - 1] ?? first;
  return {
    ...mean,
    withoutBound: mean.withoutBound && withPlots(mean.withoutBound, own.withoutBound),
    atBound: withPlots(mean.atBound, own.atBound),
    repeats: { seeds, errors },
  };
}

function withoutPlots(model: ComparedModel): ComparedModel {
  const bare = ({ plots: _, ...figures }: ComparedFigures): ComparedFigures => figures;
  const { withoutBound, atBound } = model;
  return { ...model, withoutBound: withoutBound && bare(withoutBound), atBound: bare(atBound) };
}

const withPlots = (figures: ComparedFigures, own: ComparedFigures | null): ComparedFigures =>
  own?.plots === undefined ? figures : { ...figures, plots: own.plots };

/** The mean of every number in values of one shape; texts and the like are those of the first. */
function meanOf(values: readonly unknown[]): unknown {
  const [first] = values;
  if (values.includes(null)) return null;
  if (typeof first === "number") return meanAndError(values as readonly number[]).mean;
  if (Array.isArray(first)) {
    return first.map((_, index) => meanOf(values.map((one) => (one as unknown[])[index])));
  }
  if (typeof first !== "object") return first;
  return Object.fromEntries(
    Object.keys(first!).map((key) => {
      const inside = values.map((one) => (one as Record<string, unknown>)[key]);
      // One fit that should not be trusted spoils the mean.
      return [key, key === "trouble" ? (inside.find(Boolean) ?? null) : meanOf(inside)];
    }),
  );
}

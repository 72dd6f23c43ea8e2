import type { ComparedModel, Comparison, FigureSet } from "../../src/protocol/comparison.js";
import type { RichCell } from "../dataTable.js";
import type { ComparisonContext } from "./comparisonModel.js";
import { runName } from "./runSwatch.js";

/** The figures that are shown: those that the reader chose, where there are any. */
export function shownSet(context: ComparisonContext, { models }: Comparison): FigureSet {
  const any = models.some(({ withoutBound }) => withoutBound !== null);
  return any ? context.view().set : "atBound";
}

/** First cells of the lines of models: the name behind the line that stands for the run in charts. */
export function namesOf(context: ComparisonContext, models: readonly ComparedModel[]): RichCell[] {
  const { runs } = context.shown();
  return models.map(({ name, run }) => {
    const place = runs.findIndex(({ key }) => key === run);
    return { text: name, value: name, content: () => runName(place < 0 ? null : place, name) };
  });
}

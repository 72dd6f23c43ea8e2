import type { Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { TrainedModel } from "../models/trainedModel.js";

/** Where the columns of a model stand in a table. @throws UsageError where one is missing */
export function findModelColumns(
  model: TrainedModel | null,
  { columns }: Pick<Table, "columns">,
): number[] {
  return (model?.columns ?? []).map(({ name }) => {
    const position = columns.findIndex((column) => column.name === name);
    if (position < 0) {
      throw new UsageError(
        `The model was trained with the column "${name}", which this table does not have: train on this table, or compress without a model.`,
      );
    }
    return position;
  });
}

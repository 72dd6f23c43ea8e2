import type { Column, Table } from "../../data/table.js";
import { UsageError } from "../../errors.js";
import { copyNumbers } from "../copyNumbers.js";
import type { ColumnSides } from "../evaluateColumn.js";
import type { EvaluatedColumn } from "../evaluatedColumn.js";
import { deriveColumns, takeRows, type DerivedSide } from "./deriveColumns.js";
import type { EvaluationPlan } from "./evaluationPlan.js";

/** Both tables with what a plan derives from each, and the events that it selects on each side. */
export class TableSides {
  /** Numbers of events shown. */
  readonly rows: { readonly original: number; readonly decompressed: number };
  private readonly original: DerivedSide;
  private readonly decompressed: DerivedSide;
  /** Weights of the events shown; null where events are counted. */
  readonly weights: ColumnSides["weights"];

  constructor(
    original: Table,
    decompressed: Table,
    columns: readonly EvaluatedColumn[],
    private readonly plan: EvaluationPlan,
  ) {
    this.original = deriveColumns(original, columns, plan);
    this.decompressed = deriveColumns(decompressed, columns, plan);
    this.rows = {
      original: this.original.rows?.length ?? original.rows,
      decompressed: this.decompressed.rows?.length ?? decompressed.rows,
    };
    const { weight } = plan;
    const weights = (side: DerivedSide, name: string): Float64Array => {
      const { values } = takeRows(columnOf(side.table, weight!, name), side.rows);
      const numbers = new Float64Array(values.length);
      copyNumbers(values, numbers);
      return numbers;
    };
    this.weights =
      weight === null
        ? null
        : {
            original: weights(this.original, "original"),
            decompressed: weights(this.decompressed, "decompressed table"),
          };
  }

  /** The values of a column that are compared. A weight's own distribution is not weighted. */
  column(name: string): ColumnSides {
    const before = columnOf(this.original.table, name, "original");
    const after = columnOf(this.decompressed.table, name, "decompressed table");
    const original = takeRows(before, this.original.rows);
    const decompressed = takeRows(after, this.decompressed.rows);
    return {
      original,
      decompressed,
      paired: this.original.rows === null ? decompressed : takeRows(after, this.original.rows),
      whole: { original: before, decompressed: after },
      weights: name === this.plan.weight ? null : this.weights,
    };
  }

  /** The original values of the events that decompressed values select. */
  partners(name: string): Column {
    return takeRows(columnOf(this.original.table, name, "original"), this.decompressed.rows);
  }
}

function columnOf(table: Table, name: string, side: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    const names = table.columns.map((candidate) => candidate.name).join(", ");
    throw new UsageError(`The ${side} has no column "${name}". It has: ${names}.`);
  }
  return column;
}

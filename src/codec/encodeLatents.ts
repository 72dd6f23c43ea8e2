import type { Progress } from "../data/fileAccess.js";
import type { ColumnValues, Table } from "../data/table.js";
import type { DenseModel } from "../models/trainedModel.js";
import { AxisEvaluator } from "./axisEvaluator.js";
import { sentinelTest, type SentinelTest } from "./grids/sentinelTest.js";
import type { RowSample } from "./modelEncoding.js";
import type { ModelRows } from "./modelRows.js";
import { TableRows } from "./tableRows.js";
import type { NetworkRunners } from "./networkRunners.js";
import { streamRows } from "./streamRows.js";

/** The model's columns of a table, normalised as in training: rows (x places) x columns, row-major. */
export class NormalizedRows {
  private readonly evaluators: readonly AxisEvaluator[];
  private readonly limits: readonly (readonly [number, number])[];
  private readonly sentinelTests: readonly (SentinelTest | null)[];

  /**
   * @param columns positions of the model's columns in the table
   * @param sentinels special values of each column of the table
   * @param rows those that the model sees
   */
  constructor(
    private readonly table: Table,
    private readonly model: DenseModel,
    private readonly columns: readonly number[],
    sentinels: readonly (readonly number[])[],
    readonly rows: ModelRows = new TableRows(table.rows),
  ) {
    this.sentinelTests = columns.map((position) =>
      sentinels[position].length === 0
        ? null
        : sentinelTest(table.columns[position].type, sentinels[position]),
    );
    this.evaluators = model.columns.map(({ axis }) => AxisEvaluator.toScore(axis));
    this.limits = model.columns.map(({ axis: { scores } }) => {
      const first = scores[0];
      const last = scores[scores.length - 1];
      const width = last - first;
      return [first - width, last + width];
    });
  }

  /** `count` rows of the model from `from` on. Values far outside the axis are clipped; what is no ordinary number stands at 0. */
  range(from: number, count: number): Float32Array {
    const { rows } = this;
    return this.normalize(count * rows.places, (values) => rows.pick(values, from, count));
  }

  /** The table's rows of a sample, in the same way. */
  take({ count, at }: RowSample): Float32Array {
    return this.normalize(count, (values) => {
      const taken = values.slice(0, count);
      for (let index = 0; index < count; index++) taken[index] = values[at(index)];
      return taken;
    });
  }

  private normalize(count: number, pick: (values: ColumnValues) => ColumnValues): Float32Array {
    const width = this.model.columns.length;
    const out = new Float32Array(count * width);
    for (let column = 0; column < width; column++) {
      const values = pick(this.table.columns[this.columns[column]].values);
      const isSentinel = this.sentinelTests[column];
      const evaluator = this.evaluators[column];
      const [lowest, highest] = this.limits[column];
      if (isSentinel === null && isFloat(values)) {
        evaluator.fill(values, lowest, highest, out, column, width);
        continue;
      }
      for (let index = 0, to = column; index < count; index++, to += width) {
        const value = values[index];
        const number = Number(value);
        if (!Number.isFinite(number) || isSentinel?.(value) === true) continue;
        const score = evaluator.at(number);
        out[to] = score > highest ? highest : score < lowest ? lowest : score;
      }
    }
    return out;
  }
}

function isFloat(values: ColumnValues): values is Float32Array | Float64Array {
  return values instanceof Float32Array || values instanceof Float64Array;
}

/** All latents of a table: rows of the model x latents, row-major. Numbers that are not finite become 0. */
export async function encodeLatents(
  normalized: NormalizedRows,
  model: DenseModel,
  networks: NetworkRunners,
  progress?: Progress,
): Promise<Float32Array> {
  const rows = normalized.rows.count;
  const latents = new Float32Array(rows * model.latent);
  const network = await networks.float(model.encoder);
  try {
    await streamRows(
      network,
      rows,
      normalized.rows.places * model.columns.length,
      (from, count) => {
        progress?.signal.throwIfAborted();
        progress?.report(from / rows, "Encoding");
        return normalized.range(from, count);
      },
      (outputs, from) => {
        latents.set(outputs, from * model.latent);
      },
    );
  } finally {
    await network.dispose();
  }
  chooseClasses(latents, rows, model);
  for (let i = 0; i < latents.length; i++) if (!Number.isFinite(latents[i])) latents[i] = 0;
  return latents;
}

/** Puts 1 in place of the largest score of each discrete latent (the first of equal ones), 0 in place of the others. */
function chooseClasses(latents: Float32Array, rows: number, model: DenseModel): void {
  const { latent, categories = [] } = model;
  const classes = categories.reduce((sum, count) => sum + count, 0);
  for (let row = 0; row < rows; row++) {
    let from = (row + 1) * latent - classes;
    for (const count of categories) {
      const scores = latents.subarray(from, from + count);
      const largest = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
      scores.fill(0);
      if (largest >= 0) scores[largest] = 1;
      from += count;
    }
  }
}

import type { MaskedAxis } from "../../models/maskedModel.js";
import { FixedPointRunner } from "../fixedPointRunner.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import type { NetworkRunners } from "../networkRunners.js";
import { FeatureWriter, featureUnit } from "./features.js";
import { inputWidths, ownFeatures, rowWidth, type InputWidth } from "./featureLayout.js";

/** Numbers that go through a network at once: few enough to stay in the cache, enough rows to hide the cost of a call. */
const batchNumbers = 2 ** 18;
const fewestRows = 256;
const relationFeatures = 2;

/** The networks of a masked autoencoder in fixed point, and the features that they see. */
export class MaskedNetworks {
  readonly width: number;
  private readonly writers: readonly FeatureWriter[];
  private readonly inputs: readonly InputWidth[];
  private readonly own: readonly number[];

  private constructor(
    columns: readonly MaskedAxis[],
    readonly context: number,
    private readonly runners: readonly (FixedPointRunner | null)[],
  ) {
    this.writers = columns.map((column) => new FeatureWriter(column));
    this.inputs = inputWidths(columns, context);
    this.own = ownFeatures(columns, context);
    this.width = rowWidth(columns, context);
  }

  /** @param networks one per column; null for columns that are only seen */
  static async create(
    columns: readonly MaskedAxis[],
    networks: readonly (FixedPointNetwork | null)[],
    context: number,
    runners: NetworkRunners,
  ): Promise<MaskedNetworks> {
    const made: (FixedPointRunner | null)[] = [];
    for (const network of networks) {
      made.push(network === null ? null : await FixedPointRunner.create(network, runners));
    }
    return new MaskedNetworks(columns, context, made);
  }

  /** Rows of features (units of 2^-10) in which only the one is set. */
  newFeatures(rows: number): Float64Array {
    const features = new Float64Array(rows * this.width);
    for (let at = 0; at < features.length; at += this.width) features[at] = featureUnit;
    return features;
  }

  /** Sets the features of one column in rows of features. */
  setFeatures(
    features: Float64Array,
    column: number,
    values: Float64Array,
    classes: Uint16Array,
  ): void {
    const { width, own } = this;
    this.writers[column].write(values, classes, values.length, features, own[column], width);
  }

  /** Sets the features of a column's relation in rows of features. @param values what it says of each row */
  setRelation(features: Float64Array, column: number, values: Float64Array): void {
    const { width, own, writers } = this;
    writers[column].writeRelation(values, features, own[column] - relationFeatures, width);
  }

  /** Copies the features of row `from` of `source` into the context of row `to`, as the row `back` (1 ...) before. */
  setContext(
    source: Float64Array,
    from: number,
    features: Float64Array,
    to: number,
    back: number,
  ): void {
    const { width, context } = this;
    const all = (width - 1) / (context + 1);
    const start = from * width + 1 + context * all;
    features.set(source.subarray(start, start + all), to * width + 1 + (back - 1) * all);
  }

  /** Outputs of a column's network for rows of features, row-major. */
  async run(features: Float64Array, column: number): Promise<Float64Array> {
    const runner = this.runners[column]!;
    const { width } = this;
    const { from, count } = this.inputs[column];
    const rows = features.length / width;
    const batchRows = Math.min(rows, Math.max(fewestRows, Math.floor(batchNumbers / count)));
    const buffer = new Float64Array(batchRows * count);
    let all: Float64Array | null = null;
    for (let first = 0; first < rows; first += batchRows) {
      const batch = Math.min(batchRows, rows - first);
      const inputs = buffer.subarray(0, batch * count);
      for (let row = 0; row < batch; row++) {
        const at = (first + row) * width + from;
        for (let i = 0; i < count; i++) inputs[row * count + i] = features[at + i] / featureUnit;
      }
      const outputs = await runner.runNumbers(inputs, batch);
      if (batch === rows) return outputs;
      all ??= new Float64Array((outputs.length / batch) * rows);
      all.set(outputs, (outputs.length / batch) * first);
    }
    return all ?? new Float64Array(0);
  }

  async dispose(): Promise<void> {
    for (const runner of this.runners) await runner?.dispose();
  }
}

import type { MaskedAxis } from "../../models/maskedModel.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import type { ExactNetwork, NetworkRunners } from "../networkRunners.js";
import { FeatureWriter, featureUnit } from "./features.js";
import { inputWidths, ownFeatures, rowWidth } from "./featureLayout.js";

const relationFeatures = 2;

/** The networks of a masked autoencoder in fixed point, and the features that they see. */
export class MaskedNetworks {
  readonly width: number;
  private readonly writers: readonly FeatureWriter[];
  private readonly own: readonly number[];

  private constructor(
    columns: readonly MaskedAxis[],
    readonly context: number,
    private readonly runners: readonly (ExactNetwork | null)[],
  ) {
    this.writers = columns.map((column) => new FeatureWriter(column));
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
    const made: (ExactNetwork | null)[] = [];
    const width = rowWidth(columns, context);
    for (const [c, { from }] of inputWidths(columns, context).entries()) {
      const network = networks[c];
      made.push(network === null ? null : await runners.exact(network, { width, from }));
    }
    return new MaskedNetworks(columns, context, made);
  }

  /** Rows of features (units of 2^-10) in which only the one is set. */
  newFeatures(rows: number): Int16Array {
    const features = new Int16Array(rows * this.width);
    for (let at = 0; at < features.length; at += this.width) features[at] = featureUnit;
    return features;
  }

  /** Sets the features of one column in rows of features. */
  setFeatures(
    features: Int16Array,
    column: number,
    values: Float64Array,
    classes: Uint16Array,
  ): void {
    const { width, own } = this;
    this.writers[column].write(values, classes, values.length, features, own[column], width);
  }

  /** Sets the features of a column's relation in rows of features. @param values what it says of each row */
  setRelation(features: Int16Array, column: number, values: Float64Array): void {
    const { width, own, writers } = this;
    writers[column].writeRelation(values, features, own[column] - relationFeatures, width);
  }

  /** Copies the features of row `from` of `source` into the context of row `to`, as the row `back` (1 ...) before. */
  setContext(
    source: Int16Array,
    from: number,
    features: Int16Array,
    to: number,
    back: number,
  ): void {
    const { width, context } = this;
    const all = (width - 1) / (context + 1);
    const start = from * width + 1 + context * all;
    features.set(source.subarray(start, start + all), to * width + 1 + (back - 1) * all);
  }

  /** Outputs of a column's network for rows of features, row-major. */
  run(features: Int16Array, column: number): Promise<Float64Array> {
    return this.runners[column]!.run(features, features.length / this.width);
  }

  async dispose(): Promise<void> {
    for (const runner of this.runners) await runner?.dispose();
  }
}

import type { CodedField } from "./codedField.js";
import { placesTogether, type FieldFeatures } from "./fieldFeatures.js";
import type { FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";
import type { Wavefront } from "./wavefront.js";

/** What the network of an array says of the places of a chunk, step by step, as their values become known. */
export class FieldSteps {
  /** To be told every value, before the steps that see it. */
  readonly state: FieldState;
  private readonly features: FieldFeatures;
  private predictions = new Int32Array(0);
  private outputs = new Float64Array(0);

  constructor(
    private readonly field: CodedField,
    shape: FieldShape,
  ) {
    const { state, features } = field.open(shape);
    this.state = state;
    this.features = features;
  }

  /**
   * The predictions at the places of a step, in units of 2^-6 cells, and the outputs of the network, row-major. Both hold
   * until the next step.
   */
  async look(
    places: Uint32Array,
  ): Promise<{ readonly predictions: Int32Array; readonly outputs: Float64Array }> {
    const { field, features } = this;
    const width = field.distribution.outputs;
    if (this.predictions.length < places.length) {
      this.predictions = new Int32Array(2 * places.length);
      this.outputs = new Float64Array(2 * places.length * width);
    }
    const { predictions, outputs } = this;
    for (let from = 0; from < places.length; from += placesTogether) {
      const some = places.subarray(from, from + placesTogether);
      const seen = features.look(some);
      predictions.set(seen.predictions, from);
      outputs.set(await field.run(seen.rows, some.length), from * width);
    }
    return { predictions, outputs };
  }
}

/**
 * Enters all places of a chunk.
 * @param cellOf the cell of each place; null where its value has none
 */
export function enterAll(
  state: FieldState,
  features: FieldFeatures,
  { order, starts }: Wavefront,
  cellOf: (place: number) => number | null,
): void {
  for (let step = 0; step + 1 < starts.length; step++) {
    for (let from = starts[step]; from < starts[step + 1]; from += placesTogether) {
      const places = order.subarray(from, Math.min(from + placesTogether, starts[step + 1]));
      const predictions = features.predict(places);
      for (let i = 0; i < places.length; i++) {
        state.enter(places[i], cellOf(places[i]), predictions[i]);
      }
    }
  }
}

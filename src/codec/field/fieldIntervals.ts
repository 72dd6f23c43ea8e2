import { symbolBits } from "../masked/symbolBits.js";
import type { NetworkRunners } from "../networkRunners.js";
import { CodedField, type FieldParts } from "./codedField.js";
import { placesTogether } from "./fieldFeatures.js";
import type { FieldRows } from "./fieldRows.js";
import type { FieldCells, FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";
import { enterAll } from "./fieldSteps.js";
import { wavefront, type Wavefront } from "./wavefront.js";

/** Intervals of the values of one array, place by place. */
export interface FieldIntervals {
  /** Sizes are 0 where there is no symbol. */
  readonly classStarts: Float64Array | null;
  readonly classSizes: Float64Array | null;
  readonly starts: Float64Array;
  readonly sizes: Float64Array;
}

/** Places of an array, and the classes of their values. */
export interface ClassedPlaces {
  readonly places: Uint32Array;
  readonly classes: Uint16Array;
}

/** Computes the intervals of values of an array of a chunk of which all is known. */
export class FieldIntervalMaker {
  private constructor(
    private readonly field: CodedField,
    private readonly known: ReturnType<CodedField["open"]>,
  ) {}

  /** @param cells of the chunk, in which all values were entered */
  static async create(
    { shape, cells, ...parts }: FieldParts & { shape: FieldShape; cells: FieldCells },
    networks: NetworkRunners,
  ): Promise<FieldIntervalMaker> {
    const field = await CodedField.create(parts, networks);
    return new FieldIntervalMaker(field, field.open(shape, cells));
  }

  /** The intervals of values at `places`, in their order. */
  async run({ places, classes }: ClassedPlaces): Promise<FieldIntervals> {
    const { field, known } = this;
    const { state, features } = known;
    const { distribution } = field;
    const { classes: classIntervals, ordinary } = distribution;
    const numbers = (): Float64Array => new Float64Array(places.length);
    const out: FieldIntervals = {
      classStarts: classIntervals === null ? null : numbers(),
      classSizes: classIntervals === null ? null : numbers(),
      starts: numbers(),
      sizes: numbers(),
    };
    for (let from = 0; from < places.length; from += placesTogether) {
      const count = Math.min(placesTogether, places.length - from);
      const seen = features.lookAgain(places.subarray(from, from + count));
      // Other places may be looked at before the network has answered.
      const predictions = seen.predictions.slice();
      const outputs = await field.run(seen.rows, count);
      for (let i = 0; i < count; i++) {
        const own = classes[from + i];
        if (classIntervals !== null) {
          distribution.setClasses(outputs, i);
          const start = classIntervals.starts[own];
          out.classStarts![from + i] = start;
          out.classSizes![from + i] = classIntervals.starts[own + 1] - start;
        }
        if (own !== ordinary) continue;
        distribution.setMixture(outputs, i, predictions[i]);
        const cell = state.cells[places[from + i]];
        const { mixture, places: cellPlaces } = distribution;
        const start = mixture.start(cellPlaces, cell);
        out.starts[from + i] = start;
        out.sizes[from + i] = mixture.start(cellPlaces, cell + 1) - start;
      }
    }
    return out;
  }

  async dispose(): Promise<void> {
    await this.field.dispose();
  }
}

/** Enters all values of an array of a chunk. */
export function fillField(
  field: CodedField,
  shape: FieldShape,
  { classes, indices }: FieldRows,
  front: Wavefront = wavefront(shape),
): FieldState {
  const { cells, ordinary } = field.distribution;
  const { state, features } = field.open(shape);
  enterAll(state, features, front, (at) =>
    classes[at] === ordinary ? cells.cellOf(indices[at]) : null,
  );
  return state;
}

/** Ideal code length in bits of the values of an array, `lowBits` of each stored as they are. */
export function fieldBits({ classSizes, sizes }: FieldIntervals, lowBits: number): number {
  return symbolBits(classSizes) + symbolBits(sizes, lowBits);
}

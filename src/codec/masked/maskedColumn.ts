import { outputCount, type MaskedAxis } from "../../models/maskedModel.js";
import { ClassIntervals } from "./classes.js";
import type { ColumnCells } from "./columnCells.js";
import { Mixture } from "./mixture.js";

/** Intervals of the rows of one column: those of the classes, and for rows that are no atoms those of the cells. */
export interface ColumnIntervals {
  /** Null where there is one class alone. */
  readonly classStarts: Float64Array | null;
  readonly classSizes: Float64Array | null;
  /** Frequency 0 where a row is an atom; null where every row is. */
  readonly cellStarts: Float64Array | null;
  readonly cellSizes: Float64Array | null;
}

/** The distribution of one column, from the outputs of its network to intervals and back. */
export class MaskedDistribution {
  readonly outputs: number;
  readonly ordinary: number;
  readonly mixture: Mixture | null;
  readonly classes: ClassIntervals | null;
  private readonly classesAt: number;

  /** @param cells null where every value is an atom */
  constructor(
    column: MaskedAxis,
    components: number,
    readonly cells: ColumnCells | null,
  ) {
    this.outputs = outputCount(column, components);
    const atoms = column.atoms.length;
    this.ordinary = column.axis === null ? -1 : atoms;
    this.classesAt = column.axis === null ? 0 : 3 * components;
    const classCount = atoms + (column.axis === null ? 0 : 1);
    this.mixture = column.axis === null ? null : new Mixture(components);
    this.classes = classCount > 1 ? new ClassIntervals(classCount) : null;
  }

  /** The intervals of `rows` rows. @param related what the column's relation says of each row; null without one */
  intervals(
    outputs: Float64Array,
    classOf: Uint16Array,
    indices: Float64Array,
    related: Float64Array | null,
    rows: number,
  ): ColumnIntervals {
    const { classes, mixture, cells } = this;
    const array = (wanted: boolean): Float64Array | null =>
      wanted ? new Float64Array(rows) : null;
    const classStarts = array(classes !== null);
    const classSizes = array(classes !== null);
    const cellStarts = array(mixture !== null);
    const cellSizes = array(mixture !== null);
    for (let row = 0; row < rows; row++) {
      const at = row * this.outputs;
      if (classes !== null) {
        classes.set(outputs, at + this.classesAt);
        const start = classes.starts[classOf[row]];
        classStarts![row] = start;
        classSizes![row] = classes.starts[classOf[row] + 1] - start;
      }
      if (mixture === null || classOf[row] !== this.ordinary) continue;
      this.setMixture(outputs, row, related);
      const cell = cells!.cellOf(indices[row]);
      const start = mixture.start(cells!.places, cell);
      cellStarts![row] = start;
      cellSizes![row] = mixture.start(cells!.places, cell + 1) - start;
    }
    return { classStarts, classSizes, cellStarts, cellSizes };
  }

  /** Prepares `classes` for a row of outputs. */
  setClasses(outputs: Float64Array, row: number): void {
    this.classes!.set(outputs, row * this.outputs + this.classesAt);
  }

  /** Prepares `mixture` and the places of the cells for a row of outputs. @param related as for `intervals` */
  setMixture(outputs: Float64Array, row: number, related: Float64Array | null): void {
    this.mixture!.set(outputs, row * this.outputs);
    if (related !== null) this.cells!.places.moveTo(related[row]);
  }
}

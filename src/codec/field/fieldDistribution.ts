import { fieldOutputs } from "../../models/fieldModel.js";
import { IndexCells } from "../grids/indexCells.js";
import { ClassIntervals } from "../masked/classes.js";
import type { CellPlaces } from "../masked/cellPlaces.js";
import { Mixture } from "../masked/mixture.js";
import { predictionUnit } from "./fieldState.js";

/** Cells that a distribution tells apart at most. */
const mostCells = 2 ** 20;

/** The cells of an array whose values that are no atoms have indices from `lowest` to `highest`. */
export function fieldCells(lowest: number, highest: number): IndexCells {
  return new IndexCells(lowest, highest, mostCells);
}

/** Cells of equal width around a prediction. */
class LinePlaces implements CellPlaces {
  private prediction = 0;

  /** @param unit of predictions and edges, 2^-6 cells, in places */
  constructor(
    readonly count: number,
    private readonly unit: number,
  ) {}

  /** Places are counted from `prediction`. */
  moveTo(prediction: number): void {
    this.prediction = prediction;
  }

  edge(cell: number): number {
    return (cell * predictionUnit - predictionUnit / 2 - this.prediction) * this.unit;
  }

  near(place: number): number {
    return Math.floor((place / this.unit + this.prediction) / predictionUnit + 0.5);
  }
}

/** The distribution of a value around its prediction, from the outputs of a network to intervals of 2^26 and back. */
export class FieldDistribution {
  readonly outputs: number;
  /** Null where there are no atoms. */
  readonly classes: ClassIntervals | null;
  readonly mixture: Mixture;
  /** Of the cells, around the prediction. */
  readonly places: LinePlaces;

  /** @param scale positions are in units of 2^scale cells */
  constructor(
    private readonly atoms: number,
    private readonly components: number,
    readonly cells: IndexCells,
    scale: number,
  ) {
    this.outputs = fieldOutputs(atoms, components);
    this.mixture = new Mixture(components);
    this.classes = atoms > 0 ? new ClassIntervals(atoms + 1) : null;
    this.places = new LinePlaces(cells.count, 2 ** -scale / predictionUnit);
  }

  /** The class of values that are no atoms. */
  get ordinary(): number {
    return this.atoms;
  }

  /** Prepares `classes` for a row of outputs. */
  setClasses(outputs: Float64Array, row: number): void {
    this.classes!.set(outputs, row * this.outputs + 3 * this.components);
  }

  /** Prepares `mixture` and `places` for a row of outputs and its prediction in units of 2^-6 cells. */
  setMixture(outputs: Float64Array, row: number, prediction: number): void {
    this.mixture.set(outputs, row * this.outputs);
    this.places.moveTo(prediction);
  }
}

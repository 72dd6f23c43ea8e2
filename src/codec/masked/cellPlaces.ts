/** Where the cells of a distribution lie: on the axis of its means. */
export interface CellPlaces {
  readonly count: number;
  /** Lower edge of cell 1 ... count - 1; never falls from one to the next. */
  edge(cell: number): number;
  /** A whole number near the cell at `place`, where a search best starts; NaN where `place` is none. */
  near(place: number): number;
}

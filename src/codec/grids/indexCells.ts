/** Cells of a distribution: equal runs of 2^lowBits grid indices, whose low bits are stored as they are. */
export class IndexCells {
  /** The fewest that leave few enough cells. */
  readonly lowBits: number;
  readonly count: number;
  private readonly size: number;

  /** @param most cells that a distribution can tell apart */
  constructor(
    readonly lowest: number,
    highest: number,
    most: number,
  ) {
    const countWith = (bits: number): number => Math.floor((highest - lowest) / 2 ** bits) + 1;
    let lowBits = 0;
    while (countWith(lowBits) > most) lowBits++;
    this.lowBits = lowBits;
    this.size = 2 ** lowBits;
    this.count = countWith(lowBits);
  }

  cellOf(index: number): number {
    return Math.floor((index - this.lowest) / this.size);
  }

  /** What `lowBits` bits store of an index. */
  withinCell(index: number): number {
    return (index - this.lowest) % this.size;
  }

  firstIndex(cell: number): number {
    return this.lowest + cell * this.size;
  }
}

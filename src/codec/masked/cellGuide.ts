const steps = 1024;
/** Almost all scores lie within this. */
const scoreReach = 16;

/** Tells roughly at which cell a place lies, from places at equal distances: where a search best starts. */
export class CellGuide {
  private readonly from: number;
  private readonly stepsPerPlace: number;
  private readonly cells = new Float64Array(steps + 2);

  /**
   * @param edges of the cells, rising
   * @param scores whether they are scores
   */
  constructor(
    readonly edges: Float64Array,
    scores: boolean,
  ) {
    const reach = scores ? scoreReach : Infinity;
    const last = edges.length - 1;
    this.from = Math.max(-reach, edges[0]);
    const width = Math.min(reach, edges[last]) - this.from;
    this.stepsPerPlace = width > 0 ? steps / width : 0;
    let cell = 0;
    for (let i = 0; i <= steps; i++) {
      const place = this.from + (i / steps) * width;
      while (cell < last && edges[cell + 1] <= place) cell++;
      this.cells[i] = cell;
    }
    this.cells[steps + 1] = this.cells[steps];
  }

  /** A cell near `place`, from 0 to the number of cells. */
  near(place: number): number {
    const { cells } = this;
    const at = (place - this.from) * this.stepsPerPlace;
    if (!(at > 0)) return cells[0];
    if (at >= steps) return cells[steps];
    const i = Math.floor(at);
    return Math.floor(cells[i] + (cells[i + 1] - cells[i]) * (at - i));
  }
}

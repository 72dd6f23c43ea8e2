import type { CellPlaces } from "./cellPlaces.js";

const steps = 1024;
/** Almost all scores lie within this. */
const scoreReach = 16;

/** Cells with edges of any distances. Which cell is near a place is looked up between places at equal distances. */
export class EdgePlaces implements CellPlaces {
  readonly count: number;
  private readonly from: number;
  private readonly stepsPerEdge: number;
  private readonly cells = new Float64Array(steps + 2);
  private origin = 0;

  /**
   * @param edges of the cells, rising
   * @param scores whether they are scores
   * @param inverseUnit of places, a power of two
   */
  constructor(
    private readonly edges: Float64Array,
    scores: boolean,
    private readonly inverseUnit = 1,
  ) {
    this.count = edges.length - 1;
    const reach = scores ? scoreReach : Infinity;
    const last = edges.length - 1;
    this.from = Math.max(-reach, edges[0]);
    const width = Math.min(reach, edges[last]) - this.from;
    this.stepsPerEdge = width > 0 ? steps / width : 0;
    let cell = 0;
    for (let i = 0; i <= steps; i++) {
      const place = this.from + (i / steps) * width;
      while (cell < last && edges[cell + 1] <= place) cell++;
      this.cells[i] = cell;
    }
    this.cells[steps + 1] = this.cells[steps];
  }

  /** Places are counted from `origin`. */
  moveTo(origin: number): void {
    this.origin = origin;
  }

  edge(cell: number): number {
    return (this.edges[cell] - this.origin) * this.inverseUnit;
  }

  near(place: number): number {
    const { cells } = this;
    const edge = place / this.inverseUnit + this.origin;
    const at = (edge - this.from) * this.stepsPerEdge;
    if (!(at > 0)) return cells[0];
    if (at >= steps) return cells[steps];
    const i = Math.floor(at);
    return Math.floor(cells[i] + (cells[i + 1] - cells[i]) * (at - i));
  }
}

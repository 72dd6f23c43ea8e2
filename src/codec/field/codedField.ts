import type { FieldColumn } from "../../models/fieldModel.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import type { ExactNetwork, NetworkRunners } from "../networkRunners.js";
import type { IndexCells } from "../grids/indexCells.js";
import { FieldDistribution } from "./fieldDistribution.js";
import { FieldFeatures } from "./fieldFeatures.js";
import { FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";

/** What a file tells of one array that a network codes. */
export interface FieldCoding extends Omit<FieldColumn, "name" | "layers"> {
  readonly network: FixedPointNetwork;
}

/** One array ready for coding: its network in fixed point, its cells. */
export class CodedField {
  private constructor(
    private readonly dimensions: number,
    private readonly coding: FieldCoding,
    private readonly runner: ExactNetwork,
    readonly distribution: FieldDistribution,
  ) {}

  /** @param coding with a network whose sums stay exact */
  static async create(
    dimensions: number,
    coding: FieldCoding,
    components: number,
    cells: IndexCells,
    networks: NetworkRunners,
  ): Promise<CodedField> {
    const { atoms, scale, network } = coding;
    const runner = await networks.exact(network);
    const distribution = new FieldDistribution(atoms.length, components, cells, scale);
    return new CodedField(dimensions, coding, runner, distribution);
  }

  /** Starts a chunk of which nothing is known. */
  open(shape: FieldShape): { state: FieldState; features: FieldFeatures } {
    const state = new FieldState(this.dimensions, shape, this.distribution.cells.count);
    return { state, features: fieldFeatures(state, this.dimensions, this.coding) };
  }

  /** The network's outputs for rows of features. */
  run(features: Float64Array, rows: number): Promise<Float64Array> {
    return this.runner.run(features, rows);
  }

  async dispose(): Promise<void> {
    await this.runner.dispose();
  }
}

/** The features of a state with the predictors of one array. */
export function fieldFeatures(
  state: FieldState,
  dimensions: number,
  coding: Omit<FieldCoding, "network">,
): FieldFeatures {
  const { predictors, coefficientBits, scale, atoms } = coding;
  return new FieldFeatures(state, dimensions, predictors, coefficientBits, scale, atoms.length > 0);
}

import type { FieldColumn } from "../../models/fieldModel.js";
import type { FixedPointNetwork } from "../fixedPointNetwork.js";
import type { ExactNetwork, NetworkRunners } from "../networkRunners.js";
import { fieldCells, FieldDistribution } from "./fieldDistribution.js";
import { FieldFeatures } from "./fieldFeatures.js";
import { FieldState, type FieldCells } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";

/** What a file tells of one array that a network codes. */
export interface FieldCoding extends Omit<FieldColumn, "name" | "layers"> {
  readonly network: FixedPointNetwork;
}

/** What coding an array needs to know, as plain data. */
export interface FieldParts {
  readonly dimensions: number;
  /** With a network whose sums stay exact. */
  readonly coding: FieldCoding;
  readonly components: number;
  /** Lowest and highest index of values that are no atoms. */
  readonly limits: readonly [number, number];
}

/** One array ready for coding: its network in fixed point, its cells. */
export class CodedField {
  private constructor(
    private readonly parts: FieldParts,
    private readonly runner: ExactNetwork,
    readonly distribution: FieldDistribution,
  ) {}

  static async create(parts: FieldParts, networks: NetworkRunners): Promise<CodedField> {
    const { atoms, scale, network } = parts.coding;
    const runner = await networks.exact(network);
    const cells = fieldCells(...parts.limits);
    const distribution = new FieldDistribution(atoms.length, parts.components, cells, scale);
    return new CodedField(parts, runner, distribution);
  }

  /** @param cells of a chunk; those of one of which nothing is known where not given */
  open(shape: FieldShape, cells?: FieldCells): { state: FieldState; features: FieldFeatures } {
    const { dimensions, coding } = this.parts;
    const state =
      cells instanceof FieldState
        ? cells
        : new FieldState(dimensions, shape, this.distribution.cells.count, cells);
    return { state, features: fieldFeatures(state, dimensions, coding) };
  }

  /** The network's outputs for rows of features. */
  run(features: Int16Array, rows: number): Promise<Float64Array> {
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

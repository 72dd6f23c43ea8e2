import {
  abs,
  mean,
  mul,
  squaredDifference,
  sub,
  tensor1d,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { gaussianLikelihood } from "../losses/gaussianLikelihood.js";
import { huber } from "../losses/huber.js";
import { logCosh } from "../losses/logCosh.js";
import { mixtureLikelihood } from "../losses/mixtureLikelihood.js";

export const reconstructionNames = [
  "mse",
  "mae",
  "huber",
  "logCosh",
  "gaussian",
  "mixture",
] as const;
export type ReconstructionName = (typeof reconstructionNames)[number];

/** Where "huber" and "logCosh" go over from squares to absolute values, in normalised units. */
const robustWidth = 0.1;
/** Gaussians of "mixture", and the widths at which they start. */
const mixtureWidths = [0.03, 0.1, 0.4];
const gaussianWidth = 0.3;

/** How far reconstructed rows lie from the originals: the chosen loss, averaged over columns (with weights) and rows. */
export class Reconstruction {
  private readonly columnWeights: Float32Array | null;

  /** @param columnWeights one positive number per column; their mean is brought to one */
  constructor(
    private readonly name: ReconstructionName,
    private readonly width: number,
    columnWeights: readonly number[] | null,
  ) {
    const total = columnWeights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
    this.columnWeights =
      columnWeights === null
        ? null
        : Float32Array.from(columnWeights, (weight) => (weight * width) / total);
  }

  /** Lengths of the stretches of the weight vector that it takes: what it learns about the residuals. */
  get sizes(): number[] {
    return Array.from({ length: this.firstValues().length }, () => this.width);
  }

  initialWeights(): Float32Array {
    return Float32Array.from(
      this.firstValues().flatMap((value) => Array.from({ length: this.width }, () => value)),
    );
  }

  /** @param stretches as `sizes` says */
  loss(prediction: Tensor2D, target: Tensor2D, stretches: readonly Tensor[]): Scalar {
    const each = this.byElement(prediction, target, stretches as Tensor1D[]);
    return mean(this.columnWeights === null ? each : mul(each, tensor1d(this.columnWeights)));
  }

  private byElement(
    prediction: Tensor2D,
    target: Tensor2D,
    stretches: readonly Tensor1D[],
  ): Tensor2D {
    if (this.name === "mse") return squaredDifference(prediction, target);
    const difference = sub<Tensor2D>(prediction, target);
    switch (this.name) {
      case "mae":
        return abs(difference);
      case "huber":
        return huber(difference, robustWidth);
      case "logCosh":
        return logCosh(difference, robustWidth);
      case "gaussian":
        return gaussianLikelihood(difference, stretches[0]);
      case "mixture": {
        const { length } = mixtureWidths;
        return mixtureLikelihood(difference, stretches.slice(0, length), stretches.slice(length));
      }
    }
  }

  private firstValues(): number[] {
    if (this.name === "gaussian") return [Math.log(gaussianWidth)];
    if (this.name !== "mixture") return [];
    return [...mixtureWidths.map(() => 0), ...mixtureWidths.map(Math.log)];
  }
}

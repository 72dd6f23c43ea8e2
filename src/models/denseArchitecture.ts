import { DenseBranch, type BranchOptions } from "./denseBranch.js";
import { MirroredArchitecture } from "./mirroredArchitecture.js";

export interface DenseShape extends BranchOptions {
  /** Widths of the encoder's hidden layers. */
  readonly hidden: readonly number[];
}

/** Hidden layers of the given widths, a linear code, the mirrored decoder with a linear output. */
export class DenseArchitecture extends MirroredArchitecture {
  /** @param codeWidth outputs of the encoder  @param latent inputs of the decoder */
  constructor(shape: DenseShape, width: number, codeWidth: number, latent: number) {
    const { heads, ...both } = shape;
    const { hidden } = shape;
    super(
      width,
      new DenseBranch("encoder", [width, ...hidden, codeWidth], both),
      new DenseBranch("decoder", [latent, ...[...hidden].reverse(), width], {
        ...both,
        ...(heads === undefined ? {} : { heads }),
      }),
      shape.batchNormalization === true,
    );
  }
}

import type { Scalar } from "@tensorflow/tfjs-core";

/** What is minimised, and its parts by name; no parts where it is one thing. */
export interface LossValue {
  readonly total: Scalar;
  /** What an adversary minimises in the same step, with weights that `total` does not move; its parts are terms too. */
  readonly adversary?: Scalar;
  readonly terms: Readonly<Record<string, Scalar>>;
}

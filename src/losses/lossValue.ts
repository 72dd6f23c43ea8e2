import type { Scalar } from "@tensorflow/tfjs-core";

/** What is minimised, and the parts that it is the sum of, by name; no parts where it is one thing. */
export interface LossValue {
  readonly total: Scalar;
  readonly terms: Readonly<Record<string, Scalar>>;
}

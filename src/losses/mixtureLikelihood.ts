import {
  add,
  exp,
  log,
  maximum,
  mul,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { stopGradient } from "./stopGradient.js";

/**
 * -log sum_k w_k N(r; 0, sigma_k) by element, without the constant log(2 pi) / 2: a core and wider tails, as detectors
 * resolve, with shares and widths per column that are learned. Shares are softmax(logits).
 * Source: Bishop, "Mixture density networks", 1994, eq. 29, with means at zero.
 * @param difference rows x columns
 * @param logits per component one number per column
 * @param logWidths likewise
 */
export function mixtureLikelihood(
  difference: Tensor2D,
  logits: readonly Tensor1D[],
  logWidths: readonly Tensor1D[],
): Tensor2D {
  const squared = square(difference);
  const densities = logits.map((logit, k): Tensor2D => {
    const exponent = mul(mul(squared, exp(mul(logWidths[k], -2))), -0.5);
    return add(exponent, sub(logit, logWidths[k]));
  });
  return sub(logSumExp(logits), logSumExp(densities));
}

/** log sum exp by element, which cannot overflow. */
function logSumExp<T extends Tensor>(terms: readonly T[]): T {
  const top = stopGradient(terms.reduce((a, b) => maximum(a, b)));
  const sum = terms.map((term) => exp<T>(sub(term, top))).reduce((a, b) => add(a, b));
  return add(log(sum), top);
}

import { abs, minimum, mul, sub, type Tensor } from "@tensorflow/tfjs-core";

/**
 * Huber's loss by element: r^2 / 2 up to |r| = width, width (|r| - width / 2) beyond, r being the difference.
 * Source: Huber, "Robust estimation of a location parameter", Ann. Math. Statist. 35 (1964), p. 73.
 */
export function huber<T extends Tensor>(difference: T, width: number): T {
  const size = abs(difference);
  const inner = minimum(size, width);
  return mul(inner, sub(size, mul(inner, 0.5)));
}

import { clone, customGrad, zerosLike, type Tensor } from "@tensorflow/tfjs-core";

/** A value as a constant: nothing behind it learns from what it is used for. */
export function stopGradient<T extends Tensor>(value: T): T {
  const constant = customGrad((x) => ({
    value: clone(x as T),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }));
  return constant(value) as T;
}

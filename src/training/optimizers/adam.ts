import { add, div, mul, sqrt, sub, type Tensor1D } from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.js";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), arranged for few operations over all weights: the moments are kept as sums
 * M = sum beta1^k g and S = sum beta2^k g^2, and the bias corrections as q = 1 - beta^t, which is carried by
 * q <- beta q + (1 - beta) and so never suffers cancellation in float32. With c = sqrt(q2 / (1 - beta2)):
 * w <- w - (learningRate (1 - beta1) c / q1) M / (sqrt(S) + epsilon c).
 */
export const adam: Optimizer = {
  slots: (parameters) => [
    { name: "gradientSum", shape: [parameters] },
    { name: "squareSum", shape: [parameters] },
    { name: "correction1", shape: [] },
    { name: "correction2", shape: [] },
  ],
  update: (weights, gradient, [gradientSum, squareSum, correction1, correction2], rate) => {
    const m = add(mul(gradientSum, beta1), gradient);
    const s = add(mul(squareSum, beta2), mul(gradient, gradient));
    const q1 = add(mul(correction1, beta1), 1 - beta1);
    const q2 = add(mul(correction2, beta2), 1 - beta2);
    const c = sqrt(div(q2, 1 - beta2));
    const scale = mul(div(mul(rate, 1 - beta1), q1), c);
    const step = div(mul(m, scale), add(sqrt(s), mul(c, epsilon)));
    return { weights: sub<Tensor1D>(weights, step), slots: [m, s, q1, q2] };
  },
};

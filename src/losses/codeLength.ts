import {
  add,
  cast,
  clipByValue,
  div,
  equal,
  exp,
  log,
  mean,
  mul,
  reshape,
  sigmoid,
  split,
  sub,
  sum,
  tanh,
  tensor1d,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** The distribution that the outputs of a network describe. */
export interface DistributionShape {
  /** Logistic distributions in the mixture; 0 where there are classes alone. */
  readonly components: number;
  /** Classes; the last one is that of the mixture where there is one. */
  readonly classes: number;
  /** Cells of the grid: each keeps a share of 2^-26. */
  readonly cells: number;
}

/** What was to be predicted, each batch x 1. */
export interface CodedValues {
  /** Scores in the middle of the values' cells, and widths of the cells; any numbers where the class is an atom. */
  readonly middle: Tensor2D;
  readonly width: Tensor2D;
  readonly class: Tensor2D;
}

const ln2 = Math.LN2;
/** Logits are kept within this: the coder leaves out what is 2^-24 of the largest. */
const largestLogit = 24;
/** Components further away than this many times their width do not count; without a limit float32 would underflow. */
const largestDistance = 30;
const logWidths = [-16, 6] as const;
const floorShare = 2 ** -26;

/**
 * Mean code length of a batch in bits: -log2 of the softmax (base 2) of the class, and where that is the mixture
 * -log2 sum_k w_k (s(b_k) - s(a_k)) with s(z) = 1 / (1 + 2^-z), a and b the edges of the value's cell in units of the
 * component's width. The difference is written s(b) s(-a) (1 - 2^-(b - a)) with 1 - 2^-d = 2 h / (1 + h),
 * h = tanh(d ln2 / 2), which keeps its digits in float32 for the narrowest cells.
 */
export function codeLength(
  outputs: Tensor2D,
  values: CodedValues,
  shape: DistributionShape,
): Scalar {
  const { components, classes, cells } = shape;
  const sizes = [
    ...(components > 0 ? [components, components, components] : []),
    ...(classes > 1 ? [classes] : []),
  ];
  const parts: Tensor[] = sizes.length === 1 ? [outputs] : split(outputs, sizes, 1);
  const classPart = classes > 1 ? parts[parts.length - 1] : null;
  const nats = classPart === null ? null : classNats(classPart, values.class, classes);
  if (components === 0) return mul<Scalar>(mean(nats!), 1 / ln2);
  const [logits, means, widths] = parts;
  const inverse = exp(mul(clipByValue(widths, ...logWidths), -ln2));
  const center = mul(mul(sub(values.middle, means), inverse), ln2);
  const half = mul(mul(values.width, inverse), ln2 / 2);
  const h = tanh(half);
  const inside = div(mul(h, 2), add(h, 1));
  const shares = mul(
    mul(sigmoid(near(add(center, half))), sigmoid(near(sub(half, center)))),
    inside,
  );
  const weights = exp(mul(clipByValue(logits, -largestLogit, largestLogit), ln2));
  const share = div(sum(mul(weights, shares), 1), sum(weights, 1));
  const floored = add(mul(share, 1 - cells * floorShare), floorShare);
  const valueNats = mul(log(floored), -1);
  if (nats === null) return mul<Scalar>(mean(valueNats), 1 / ln2);
  const ordinary = reshape(cast(equal(values.class, classes - 1), "float32"), [-1]);
  return mul<Scalar>(mean(add(nats, mul(valueNats, ordinary))), 1 / ln2);
}

function near(distance: Tensor): Tensor {
  return clipByValue(distance, -largestDistance, largestDistance);
}

function classNats(logits: Tensor, own: Tensor2D, classes: number): Tensor {
  const scaled = mul(clipByValue(logits, -largestLogit, largestLogit), ln2);
  const numbers = tensor1d(Array.from({ length: classes }, (_, i) => i));
  const chosen = cast(equal(own, numbers), "float32");
  return sub(log(sum(exp(scaled), 1)), sum(mul(scaled, chosen), 1));
}

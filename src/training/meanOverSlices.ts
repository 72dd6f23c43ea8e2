import { add, mul, split, type Scalar, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import type { Fed, Feeds } from "../models/feeds.js";

/** Rows whose activations, for layers of a few hundred units, stay in a core's cache. */
const rowsPerSlice = 1024;

/**
 * A loss that is a mean over rows, computed slice by slice: the same number up to rounding, but a long batch's
 * activations are used for the gradient while they are still in the cache.
 */
export function meanOverSlices(
  batch: Tensor2D,
  feeds: Feeds,
  fed: Fed,
  loss: (slice: Tensor2D, fed: Fed) => LossValue,
): LossValue {
  const [rows] = batch.shape;
  const count = Math.floor(rows / rowsPerSlice);
  if (count < 2) return loss(batch, fed);
  const sizes = Array.from({ length: count }, (_, i) => Math.floor((rows + i) / count));
  const fedSlices = splitFed(feeds, fed, sizes);
  return split<Tensor2D>(batch, sizes)
    .map((slice, i) => scaledLoss(loss(slice, fedSlices[i]), sizes[i] / rows))
    .reduce(addedLosses);
}

/** What each part of a batch is fed: its own rows of the noise by rows, everything else as it is. */
export function splitFed(feeds: Feeds, fed: Fed, sizes: readonly number[]): Fed[] {
  const byRow = feeds.noise.filter(({ each }) => each === "row");
  const parts = byRow.map(({ name }) => split(fed[name], [...sizes]));
  return sizes.map((_, i) => ({
    ...fed,
    ...Object.fromEntries(byRow.map(({ name }, k): [string, Tensor] => [name, parts[k][i]])),
  }));
}

function scaledLoss({ total, adversary, terms }: LossValue, share: number): LossValue {
  return {
    total: mul(total, share),
    ...(adversary === undefined ? {} : { adversary: mul<Scalar>(adversary, share) }),
    terms: Object.fromEntries(
      Object.entries(terms).map(([name, term]) => [name, mul(term, share)]),
    ),
  };
}

export function addedLosses(a: LossValue, b: LossValue): LossValue {
  return {
    total: add(a.total, b.total),
    ...(a.adversary === undefined || b.adversary === undefined
      ? {}
      : { adversary: add<Scalar>(a.adversary, b.adversary) }),
    terms: Object.fromEntries(
      Object.entries(a.terms).map(([name, term]) => [name, add(term, b.terms[name])]),
    ),
  };
}

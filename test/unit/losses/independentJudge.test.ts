import { readFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import {
  grads,
  memory,
  reshape,
  setBackend,
  slice,
  softmax,
  tensor,
  tidy,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { adversarialLosses, type AdversarialName } from "../../../src/losses/adversarial.js";
import { categoricalDivergence } from "../../../src/losses/categoricalDivergence.js";
import type { KernelName } from "../../../src/losses/kernels.js";
import { gaussianDivergence, totalDivergence } from "../../../src/losses/kullbackLeibler.js";
import { maximumMeanDiscrepancy } from "../../../src/losses/maximumMeanDiscrepancy.js";
import { slicedWasserstein } from "../../../src/losses/slicedWasserstein.js";
import { divergenceSparsity, l1Sparsity } from "../../../src/losses/sparsity.js";
import { totalCorrelation } from "../../../src/losses/totalCorrelation.js";
import { Reconstruction, type ReconstructionName } from "../../../src/models/reconstruction.js";
import "../../../src/training/trainingStep.js";

interface Case {
  readonly name: string;
  readonly options: {
    readonly columnWeights?: number[];
    readonly freeBits?: number;
    readonly target?: number;
    readonly kernel?: KernelName;
    readonly lengths?: number[];
    readonly over?: "mean" | "max";
    readonly lines?: number[][];
    readonly adversary?: AdversarialName;
  };
  readonly inputs: Readonly<Record<string, number[][]>>;
  readonly value: number;
  readonly gradients: Readonly<Record<string, number[][]>>;
}

const file = new URL("../../fixtures/losses/losses.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Case[];

function rowsOf(matrix: Tensor): Tensor1D[] {
  const [rows, width] = matrix.shape;
  return Array.from({ length: rows }, (_, i) =>
    reshape<Rank.R1>(slice(matrix, [i, 0], [1, width]), [width]),
  );
}

type Inputs = Readonly<Record<string, Tensor2D>>;
type Loss = (inputs: Inputs, options: Case["options"]) => Scalar;

const reconstruction =
  (name: ReconstructionName): Loss =>
  ({ prediction, target, logits, logWidths }, { columnWeights }) => {
    const vectors = [logits, logWidths].flatMap((each: Tensor | undefined) =>
      each === undefined ? [] : rowsOf(each),
    );
    const width = prediction.shape[1];
    return new Reconstruction(name, width, columnWeights ?? null).loss(prediction, target, vectors);
  };

const losses: Readonly<Record<string, Loss>> = {
  mse: reconstruction("mse"),
  mae: reconstruction("mae"),
  huber: reconstruction("huber"),
  logCosh: reconstruction("logCosh"),
  gaussian: reconstruction("gaussian"),
  mixture: reconstruction("mixture"),
  kl: ({ center, logVariance }, { freeBits }) =>
    totalDivergence(gaussianDivergence(center, logVariance), freeBits),
  categorical: ({ logits }) => categoricalDivergence(softmax(logits)),
  totalCorrelation: ({ latents, center, logVariance }) =>
    totalCorrelation(latents, center, logVariance),
  l1Sparsity: ({ activations }) => l1Sparsity(activations),
  divergenceSparsity: ({ activations }, { target }) => divergenceSparsity(activations, target!),
  mmd: ({ x, y }, { kernel, lengths }) => maximumMeanDiscrepancy(x, y, kernel!, lengths!),
  slicedWasserstein: ({ points }, { lines, over }) =>
    slicedWasserstein(points, tensor(lines!) as Tensor2D, over!),
  discriminator: ({ real, fake }, { adversary }) =>
    adversarialLosses[adversary!].discriminator(real, fake),
  deception: ({ fake }, { adversary }) => adversarialLosses[adversary!].encoder(fake),
};

it.each(cases.map((one) => [`${one.name} ${JSON.stringify(one.options).slice(0, 60)}`, one]))(
  "%s: value and gradient are PyTorch's",
  (_, one) => {
    void setBackend("cpu");
    const before = memory().numTensors;
    tidy(() => {
      const names = Object.keys(one.inputs);
      const inputs = names.map((name) => tensor(one.inputs[name]));
      const loss = (...values: Tensor[]): Scalar =>
        losses[one.name](
          Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor2D])),
          one.options,
        );
      const value = loss(...inputs).dataSync()[0];
      expect(Math.abs(value - one.value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(one.value)));
      const slopes = grads(loss)(inputs);
      names.forEach((name, i) => {
        const judge = one.gradients[name].flat();
        const own = slopes[i].dataSync();
        const size = Math.hypot(...judge);
        const miss = Math.hypot(...judge.map((slope, k) => slope - own[k]));
        expect([name, miss < 2e-5 * size + 1e-9]).toEqual([name, true]);
      });
    });
    expect(memory().numTensors).toBe(before);
  },
);

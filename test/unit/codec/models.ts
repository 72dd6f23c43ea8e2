import {
  convolutionSizes,
  usefulTaps,
  type ConvolutionShape,
} from "../../../src/models/convolutionShape.js";
import type {
  ConvolutionLayer,
  DenseLayer,
  DenseModel,
  NetworkLayer,
} from "../../../src/models/trainedModel.js";
import type { Table } from "../../../src/data/table.js";
import { columnOf, tableOf } from "./tables.js";
import { seededNormal, seededRandom } from "./random.js";

/** A layer with normally distributed weights. */
export function randomLayer(
  inputs: number,
  outputs: number,
  activation: DenseLayer["activation"],
  seed: number,
  size = 1 / Math.sqrt(inputs),
): DenseLayer {
  const normal = seededNormal(seed);
  return {
    inputs,
    outputs,
    weights: Float32Array.from({ length: inputs * outputs }, () => size * normal()),
    bias: Float32Array.from({ length: outputs }, () => 0.1 * normal()),
    activation,
  };
}

/** A transposed convolution of stride 2 with normally distributed weights, up to `length` positions of `near` channels. */
export function randomConvolution(
  length: number,
  near: number,
  far: number,
  activation: DenseLayer["activation"],
  seed: number,
  size = 1 / Math.sqrt(2 * far),
): ConvolutionLayer {
  const normal = seededNormal(seed);
  const convolution: ConvolutionShape = {
    from: [length],
    channels: [near, far],
    kernel: [usefulTaps(length, 3, 2)],
    strides: [2],
    transposed: true,
  };
  const { inputs, outputs, weights, biases } = convolutionSizes(convolution);
  return {
    inputs,
    outputs,
    convolution,
    weights: Float32Array.from({ length: weights }, () => size * normal()),
    bias: Float32Array.from({ length: biases }, () => 0.1 * normal()),
    activation,
  };
}

/** A decoder of two latents and six columns with transposed convolutions. */
export function convolutionalDecoder(size?: number): NetworkLayer[] {
  return [
    randomLayer(2, 10, "leakyRelu", 71, size),
    randomConvolution(3, 4, 5, "leakyRelu", 72, size),
    randomConvolution(6, 1, 4, "linear", 73, size),
  ];
}

/** One with so many channels that it is not unrolled to a matrix where it runs. */
export function wideConvolutionalDecoder(): NetworkLayer[] {
  return [randomLayer(2, 600, "leakyRelu", 76), randomConvolution(6, 1, 200, "linear", 77)];
}

/**
 * Six columns that follow from two hidden numbers and a little noise, and a linear model that finds those: latents are
 * the normalised first two columns, the decoder is fitted by hand.
 */
export function plantedTable(rows: number, noise: number, seed: number): Table {
  const normal = seededNormal(seed);
  const random = seededRandom(seed + 1);
  const a = Float64Array.from({ length: rows }, normal);
  const b = Float64Array.from({ length: rows }, () => 2 * random() - 1);
  const mixtures = [
    [10, 0],
    [0, 10],
    [3, 3],
    [5, -2],
    [-4, 4],
    [1, 7],
  ];
  return tableOf(
    ...mixtures.map(([p, q], i) =>
      columnOf(`c${i}`, i === 5 ? "float64" : "float32", rows, (row) =>
        row % 97 === 5 && i === 2
          ? 0
          : 50 + p * a[row] + q * b[row] + noise * (i > 1 ? normal() : 0),
      ),
    ),
  );
}

/** A model for `plantedTable`: least squares of the normalised columns on the first two. */
export function plantedModel(table: Table): DenseModel {
  const columns = table.columns.map(({ name, values }) => {
    const numbers = Float64Array.from(values as Float32Array);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const width = Math.sqrt(
      numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length,
    );
    return { name, numbers, mean, width };
  });
  const scores = columns.map(({ numbers, mean, width }) =>
    numbers.map((value) => (value - mean) / width),
  );
  const [x, y] = scores;
  const dot = (u: Float64Array, v: Float64Array): number =>
    u.reduce((sum, value, row) => sum + value * v[row], 0);
  const [xx, xy, yy] = [dot(x, x), dot(x, y), dot(y, y)];
  const decoder = new Float32Array(2 * columns.length);
  scores.forEach((score, column) => {
    const [sx, sy] = [dot(score, x), dot(score, y)];
    const determinant = xx * yy - xy * xy;
    decoder[column] = (sx * yy - sy * xy) / determinant;
    decoder[columns.length + column] = (sy * xx - sx * xy) / determinant;
  });
  const encoder = new Float32Array(2 * columns.length);
  encoder[0] = 1;
  encoder[3] = 1;
  return {
    type: "dense",
    columns: columns.map(({ name, mean, width }) => ({
      name,
      axis: {
        knots: [mean - 4 * width, mean, mean + 4 * width],
        scores: [-4, 0, 4],
      },
    })),
    latent: 2,
    encoder: [
      {
        inputs: columns.length,
        outputs: 2,
        weights: encoder,
        bias: new Float32Array(2),
        activation: "linear",
      },
    ],
    decoder: [
      {
        inputs: 2,
        outputs: columns.length,
        weights: decoder,
        bias: new Float32Array(columns.length),
        activation: "linear",
      },
    ],
  };
}

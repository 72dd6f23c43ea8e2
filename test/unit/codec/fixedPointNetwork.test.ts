import { describe, expect, it } from "vitest";
import {
  activationBits,
  largestActivation,
  sumsStayExact,
  toFixedPoint,
  type FixedPointNetwork,
} from "../../../src/codec/fixedPointNetwork.js";
import { describeLayer, readDecoder, writeDecoder } from "../../../src/codec/decoderMember.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import type { StoredModel } from "../../../src/codec/header.js";
import { FileFormatError } from "../../../src/errors.js";
import { unrolledLayer } from "../../../src/models/unrolledLayer.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import {
  convolutionalDecoder,
  randomConvolution,
  randomLayer,
  wideConvolutionalDecoder,
} from "./models.js";
import { seededRandom } from "./random.js";

/** The network in whole numbers of unlimited size: exact by construction. */
function judge(network: FixedPointNetwork, inputs: Float64Array, rows: number): Float64Array {
  let values = Array.from(inputs, BigInt);
  const one = BigInt(2 ** network.weightBits);
  const limit = BigInt(largestActivation * 2 ** activationBits);
  for (const { inputs: width, outputs, weights, bias, activation } of network.layers) {
    const next: bigint[] = [];
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) {
        let sum = BigInt(bias[output]) * one;
        for (let input = 0; input < width; input++) {
          sum += values[row * width + input] * BigInt(weights[input * outputs + output]);
        }
        // floor(y 2^10 + 1/2), y = sum / (one 2^10), times 10/1024 where negative
        const [top, bottom] =
          activation === "leakyRelu" && sum < 0n ? [sum * 10n, one * 1024n] : [sum, one];
        const twice = 2n * top + bottom;
        let rounded = twice / (2n * bottom);
        if (twice < 0n && rounded * 2n * bottom !== twice) rounded--;
        next.push(rounded > limit ? limit : rounded < -limit ? -limit : rounded);
      }
    }
    values = next;
  }
  return Float64Array.from(values, (value) => Number(value) / 2 ** activationBits);
}

const random = seededRandom(20);
const shapes = [
  { widths: [4, 50, 100, 8], size: undefined },
  { widths: [1, 1], size: undefined },
  { widths: [2, 300, 3], size: 2 },
  { widths: [3, 16, 16, 5], size: 40 },
];

describe("a fixed-point network", () => {
  for (const { widths, size } of shapes) {
    for (const weightBits of [6, 9, 12]) {
      it(`${widths.join("-")}, weights of 2^-${weightBits}: JavaScript, ONNX Runtime and whole numbers agree in every bit`, async () => {
        const layers = widths
          .slice(1)
          .map((outputs, i) =>
            randomLayer(
              widths[i],
              outputs,
              i === widths.length - 2 ? "linear" : "leakyRelu",
              i + 1,
              size,
            ),
          );
        const network = toFixedPoint(layers, weightBits);
        expect(sumsStayExact(network)).toBe(true);
        const rows = 60;
        const inputs = Float64Array.from({ length: rows * widths[0] }, (_, i) =>
          i % 9 === 0 ? (random() < 0.5 ? 1 : -1) * 2 ** 22 : Math.floor(8192 * (random() - 0.5)),
        );
        const expected = judge(network, inputs, rows);
        for (const networks of [javascriptNetworks, networkRunners(1), networkRunners(2)]) {
          const runner = await networks.exact(network);
          const actual = await runner.run(inputs, rows);
          await runner.dispose();
          expect(actual.map((value) => value + 0)).toEqual(expected);
        }
      });
    }
  }

  for (const [weightBits, size] of [
    [6, undefined],
    [12, undefined],
    [8, 50],
  ] as const) {
    it(`of transposed convolutions, weights of 2^-${weightBits}: every runtime has the bits of the unrolled matrices`, async () => {
      const deep = [
        ...convolutionalDecoder(size).slice(0, -1),
        randomConvolution(6, 3, 4, "leakyRelu", 74, size),
        randomConvolution(11, 2, 3, "linear", 75, size),
      ];
      for (const layers of [convolutionalDecoder(size), deep, wideConvolutionalDecoder()]) {
        const network = toFixedPoint(layers, weightBits);
        expect(sumsStayExact(network)).toBe(true);
        const rows = 60;
        const inputs = Float64Array.from({ length: rows * 2 }, (_, i) =>
          i % 9 === 0 ? (random() < 0.5 ? 1 : -1) * 2 ** 22 : Math.floor(8192 * (random() - 0.5)),
        );
        const matrices = toFixedPoint(layers.map(unrolledLayer), weightBits);
        const expected = judge(matrices, inputs, rows);
        for (const networks of [javascriptNetworks, networkRunners(1), networkRunners(2)]) {
          const runner = await networks.exact(network);
          const actual = await runner.run(inputs, rows);
          await runner.dispose();
          expect(actual.map((value) => value + 0)).toEqual(expected);
        }
      }
    });
  }

  it("is refused where sums could leave the exact range", () => {
    // 2^31 units of weight per output are the limit, less the bias.
    const network = (weight: number, bias: number): FixedPointNetwork => ({
      weightBits: 8,
      layers: [
        {
          inputs: 2,
          outputs: 1,
          weights: Float64Array.of(weight, -weight),
          bias: Float64Array.of(bias),
          activation: "linear",
        },
      ],
    });
    expect(sumsStayExact(network(2 ** 30 - 1, 0))).toBe(true);
    expect(sumsStayExact(network(2 ** 30, 0))).toBe(false);
    expect(sumsStayExact(network(0, 2 ** 45))).toBe(false);
    expect(sumsStayExact(network(NaN, 0))).toBe(false);
    const convolution = randomConvolution(6, 2, 3, "linear", 1);
    const kernel = (value: number): FixedPointNetwork => ({
      weightBits: 8,
      layers: [
        {
          ...convolution,
          weights: new Float64Array(18).fill(value),
          bias: new Float64Array(2),
        },
      ],
    });
    // Three taps of three channels.
    expect(sumsStayExact(kernel(Math.ceil(2 ** 31 / 9) - 1))).toBe(true);
    expect(sumsStayExact(kernel(Math.ceil(2 ** 31 / 9)))).toBe(false);
  });

  const stored = (layers: readonly { inputs: number; outputs: number }[]): StoredModel => ({
    type: "dense",
    latent: layers[0].inputs,
    columns: Array.from({ length: layers[layers.length - 1].outputs }, (_, i) => i),
    parameters: 0,
    latentSteps: [],
    decoder: {
      kind: "fixedPoint",
      weightBits: 8,
      layers: layers.map(({ inputs, outputs }) => ({ inputs, outputs, activation: "linear" })),
    },
  });

  it("of convolutions comes back from its bytes, and is refused where its shape is impossible", () => {
    const network = toFixedPoint(convolutionalDecoder(), 8);
    const axes = [0, 1, 2, 3, 4, 5].map(() => ({ knots: [0, 1], scores: [0, 1] }));
    const bytes = writeDecoder({ network, axes });
    const described = network.layers.map(describeLayer);
    const model = (layers: typeof described): StoredModel => ({
      ...stored(network.layers),
      decoder: { kind: "fixedPoint", weightBits: 8, layers },
    });
    expect(readDecoder(bytes, model(described)).network).toEqual(network);
    const own = described[1].convolution;
    for (const changed of [
      { from: [4] },
      { from: [3, 1] },
      { channels: [5, 5] as [number, number] },
      { channels: [4, 10] as [number, number] },
      { kernel: [6] },
      { kernel: [3, 1] },
      { strides: [3] },
      { strides: [1] },
      { from: [65536], channels: [65536, 65536] as [number, number] },
    ]) {
      const convolution = { ...own!, ...changed };
      const layers = described.map((layer, i) => (i === 1 ? { ...layer, convolution } : layer));
      expect(() => readDecoder(bytes, model(layers)), JSON.stringify(changed)).toThrow(
        FileFormatError,
      );
    }
  });

  it("comes back from its bytes", () => {
    const layers = [randomLayer(3, 20, "linear", 1), randomLayer(20, 2, "linear", 2)];
    const network = toFixedPoint(layers, 8);
    const axes = [
      { knots: [0.5, 1, 2.25], scores: [-1, 0, 3] },
      { knots: [0.1, 1e200], scores: [0, 0.5] },
    ];
    const back = readDecoder(writeDecoder({ network, axes }), stored(layers));
    expect(back.axes).toEqual(axes);
    back.network.layers.forEach(({ weights, bias }, i) => {
      expect(weights).toEqual(network.layers[i].weights);
      expect(bias).toEqual(network.layers[i].bias);
    });
  });

  it("whose stored weights are too large is refused by the reader too", () => {
    const layers = [randomLayer(3, 2, "linear", 1)];
    const network: FixedPointNetwork = {
      weightBits: 8,
      layers: [
        { ...layers[0], weights: new Float64Array(6).fill(2 ** 31), bias: new Float64Array(2) },
      ],
    };
    const axes = [0, 1].map(() => ({ knots: [0, 1], scores: [0, 1] }));
    expect(() => readDecoder(writeDecoder({ network, axes }), stored(layers))).toThrow(
      FileFormatError,
    );
  });
});

import { describe, expect, it } from "vitest";
import { toFixedPoint, type FixedPointNetwork } from "../../../src/codec/fixedPointNetwork.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { fitsInt16, Int16Network } from "../../../src/runtime/int16Network.js";
import { exactNetwork } from "../../../src/runtime/onnxNetwork.js";
import { randomLayer } from "../codec/models.js";
import { seededRandom } from "../codec/random.js";

function network(widths: readonly number[], weightBits: number, size?: number): FixedPointNetwork {
  const last = widths.length - 2;
  const layers = widths
    .slice(1)
    .map((outputs, i) =>
      randomLayer(widths[i], outputs, i === last ? "linear" : "leakyRelu", i + 1, size),
    );
  return toFixedPoint(layers, weightBits);
}

/** Numbers up to ±2^22; `small` ones fit into 16 bits. */
function inputsOf(count: number, small: boolean, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => {
    const size = small || random() < 0.9 ? 2 ** 15 : 2 ** 22;
    return Math.floor((2 * random() - 1) * size);
  });
}

describe("networks of 16-bit numbers", () => {
  for (const [widths, size] of [
    [[1, 1], undefined],
    [[7, 5, 3], 4],
    [[106, 32, 16, 12], 1],
    [[9, 17, 8, 9], 12],
    [[30, 100, 1], 2],
  ] as const) {
    for (const rows of [1, 5, 256, 700]) {
      for (const small of [true, false]) {
        it(`${widths.join("-")}, ${rows} rows, ${small ? "small" : "large"} inputs: have the bits of float64, in JavaScript and ONNX Runtime`, async () => {
          const fixed = network(widths, 7, size);
          expect(fitsInt16(fixed)).toBe(true);
          const inputs = inputsOf(rows * widths[0], small, rows);
          const actual = await new Int16Network(fixed, undefined).run(inputs, rows);
          for (const judge of [
            await javascriptNetworks.exact(fixed),
            await exactNetwork(fixed, undefined, 1),
          ]) {
            const expected = await judge.run(inputs, rows);
            await judge.dispose();
            expect(actual.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
          }
          if (!small) return;
          const short = await new Int16Network(fixed, undefined).run(Int16Array.from(inputs), rows);
          expect(short).toEqual(actual);
        });
      }
    }
  }

  for (const from of [0, 3]) {
    it(`see the numbers from ${from} on of longer rows`, async () => {
      const fixed = network([5, 20, 4], 6);
      const window = { width: 11, from };
      const rows = 300;
      for (const small of [true, false]) {
        const inputs = inputsOf(rows * window.width, small, from);
        const expected = await (await javascriptNetworks.exact(fixed, window)).run(inputs, rows);
        const own = new Int16Network(fixed, window);
        expect((await own.run(inputs, rows)).map((value) => value + 0)).toEqual(
          expected.map((value) => value + 0),
        );
        if (small) expect(await own.run(Int16Array.from(inputs), rows)).toEqual(expected);
      }
      await expect(async () =>
        new Int16Network(fixed, window).run(new Float64Array(10), 1),
      ).rejects.toThrow(RangeError);
    });
  }

  it("are not for weights whose sums leave 32 bits", () => {
    const one = (weight: number): FixedPointNetwork => ({
      weightBits: 8,
      layers: [
        {
          inputs: 2,
          outputs: 1,
          weights: Float64Array.of(weight, weight),
          bias: Float64Array.of(0),
          activation: "linear",
        },
      ],
    });
    expect(fitsInt16(one(32_767))).toBe(true);
    expect(fitsInt16(one(32_768))).toBe(false);
    const biased = one(32_767);
    biased.layers[0].bias[0] = 512;
    expect(fitsInt16(biased)).toBe(false);
  });
});

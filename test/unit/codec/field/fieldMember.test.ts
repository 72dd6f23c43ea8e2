import { describe, expect, it } from "vitest";
import { readField, writeField } from "../../../../src/codec/field/fieldMember.js";
import { quantizeColumn } from "../../../../src/codec/grids/quantizeColumn.js";
import { FileFormatError } from "../../../../src/errors.js";
import { seededRandom } from "../random.js";
import { columnOf } from "../tables.js";
import { components, placesOf, randomCodings, waves } from "./fields.js";

const shape = [3, 4, 10, 9];

function codings(weightBits: number): ReturnType<typeof randomCodings> {
  const random = seededRandom(1);
  return randomCodings(
    [
      quantizeColumn(waves("a", "float32", shape, 1), { range: 1e-3 }, [], false),
      quantizeColumn(
        columnOf("b", "float64", placesOf(shape), () => (random() < 0.5 ? NaN : random())),
        { range: 1e-2 },
        [],
        false,
      ),
    ],
    shape,
    weightBits,
  );
}

describe("the model's member", () => {
  it.each([0, 5, 10])("comes back with weights on the grid 2^-%s", (weightBits) => {
    const stored = codings(weightBits).map(({ coding }) => coding);
    const bytes = writeField(stored, 4, weightBits);
    const back = readField(bytes, { fields: 2, dimensions: 4, components, weightBits });
    back.forEach((own, i) => {
      const { network, predictors, ...rest } = stored[i];
      const { network: networkBack, predictors: predictorsBack, ...restBack } = own;
      expect(restBack).toEqual(rest);
      expect(predictorsBack.length).toBe(4);
      expect(predictorsBack[3]).toEqual(predictors[3].map((coefficient) => coefficient + 0));
      expect(networkBack.layers.map(({ weights }) => [...weights])).toEqual(
        network.layers.map(({ weights }) => [...weights]),
      );
      expect(networkBack.layers.map(({ bias }) => [...bias])).toEqual(
        network.layers.map(({ bias }) => [...bias]),
      );
    });
  });

  it("is refused where it is damaged, or read as another model, and takes no time", () => {
    const stored = codings(6).map(({ coding }) => coding);
    const whole = writeField(stored, 4, 6);
    const random = seededRandom(8);
    let refused = 0;
    for (let i = 0; i < 200; i++) {
      const bytes = whole.slice(0, i % 4 === 0 ? Math.floor(random() * whole.length) : undefined);
      const place = i < 100 ? Math.floor(random() * 40) : Math.floor(random() * bytes.length);
      if (i % 4 !== 0) bytes[place] = Math.floor(random() * 256);
      try {
        readField(bytes, { fields: 2, dimensions: 4, components, weightBits: 6 });
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(80);
  });

  it("is refused where its sums could be inexact", () => {
    const [{ coding }] = codings(6);
    const [first, ...others] = coding.network.layers;
    const weights = first.weights.slice();
    weights[0] = 2 ** 40;
    const network = { weightBits: 6, layers: [{ ...first, weights }, ...others] };
    const bytes = writeField([{ ...coding, network }], 4, 6);
    expect(() => readField(bytes, { fields: 1, dimensions: 4, components, weightBits: 6 })).toThrow(
      /too large for exact sums/,
    );
  });
});

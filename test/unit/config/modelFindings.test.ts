import { describe, expect, it } from "vitest";
import { checkAgainstData } from "../../../src/config/checkAgainstData.js";
import { parseConfig } from "../../../src/config/parseConfig.js";

const place = ({ line, column, message }: { line: number; column: number; message: string }) =>
  `${String(line)}:${String(column)} ${message}`;

const told = (model: string, rest = ""): string[] =>
  parseConfig(`{ "input": "a.npz",\n"model": ${model}${rest} }`).problems.map(place);

describe("a model that makes no sense is refused at the key", () => {
  it.each([
    [
      '{ "type": "dense", "kernel": "rbf" }',
      '2:29 Unknown key "kernel". It belongs to "wasserstein", not to "dense".',
    ],
    [
      '{ "type": "wasserstein", "categories": [3] }',
      '2:35 Unknown key "categories". It belongs to "jointVariational", not to "wasserstein".',
    ],
    [
      '{ "type": "convolutional", "hidden": [9] }',
      '2:37 Unknown key "hidden". It belongs to "dense", "masked", "sparse", "variational", "wasserstein", "slicedWasserstein", "adversarial" or "jointVariational", not to "convolutional".',
    ],
    [
      '{ "type": "convolutional", "kernel": 3 }',
      '2:37 Unknown key "kernel". It belongs to "wasserstein", not to "convolutional".',
    ],
    [
      '{ "type": "wasserstein", "kernel": "imp" }',
      '2:45 "kernel" must be "imq", "rbf", "laplace" or "rationalQuadratic", not "imp". Did you mean "imq"?',
    ],
    [
      '{ "type": "wasserstein", "kernel": "rbf", "priorWeight": 0 }',
      '2:35 "kernel" has no effect here: it needs "priorWeight" above 0.',
    ],
    [
      '{ "type": "sparse", "sparsityTarget": 0.1 }',
      '2:30 "sparsityTarget" has no effect here: it needs "sparsity" to be "kl".',
    ],
    [
      '{ "type": "adversarial", "gradientPenalty": 3 }',
      '2:35 "gradientPenalty" has no effect here: it needs "adversary" to be "wasserstein".',
    ],
    [
      '{ "type": "variational", "klWeight": 0, "freeBits": 1 }',
      '2:50 "freeBits" has no effect here: it needs "klWeight" above 0.',
    ],
    [
      '{ "type": "dense", "hidden": [], "heads": 5 }',
      '2:43 "heads" has no effect without hidden layers: "hidden" is empty.',
    ],
    [
      '{ "type": "dense", "targets": { "n": { "formula": "pt*floor(eta)" } } }',
      "2:64 floor has no slope, so nothing can be learned from it: a target is made of smooth functions, min, max and abs.",
    ],
    [
      '{ "type": "dense", "targets": { "n": { "formula": "pt > 20 ? pt : 20" } } }',
      "2:69 ? has no slope, so nothing can be learned from it: a target is made of smooth functions, min, max and abs.",
    ],
    [
      '{ "type": "sparse", "targets": { "n": { "formula": "(pt >= 20)*pt" } } }',
      "2:66 >= has no slope, so nothing can be learned from it: a target is made of smooth functions, min, max and abs.",
    ],
    ['{ "type": "dense", "targets": { "n": { "formula": "sqrt(pt" } } }', "2:67 Expected )."],
    [
      '{ "type": "dense", "targets": { "n": { "fomula": "pt" } } }',
      '2:42 "formula" is missing in "n". Add "formula": ….',
      '2:49 Unknown key "fomula". Did you mean "formula"?',
    ],
    [
      '{ "type": "masked", "targets": {} }',
      '2:30 Unknown key "targets". It belongs to "dense", "sparse", "variational", "wasserstein", "slicedWasserstein", "adversarial", "jointVariational", "convolutional", "convolutionalVariational" or "adversarialConvolutional", not to "masked".',
    ],
    [
      '{ "type": "jointVariational", "categories": [4], "discreteCapacity": 2 }',
      '2:79 "discreteCapacity" is 2 nats, but "categories" can carry 1.39 at most.',
    ],
  ])("%s", (model, ...messages) => {
    expect(told(model)).toEqual(messages);
  });

  it("needs rows in a batch for statistics over it", () => {
    const training = ', "training": { "batchSize": 2 }';
    expect(told('{ "type": "dense", "batchNormalization": true }', training)).toEqual([
      '2:86 "batchSize" is 2, but "batchNormalization" takes means over its rows: use 8 at least.',
    ]);
    expect(told('{ "type": "slicedWasserstein" }', training)).toEqual([
      '2:70 "batchSize" is 2, but a "slicedWasserstein" model compares its rows with a distribution: use 8 at least.',
    ]);
    expect(told('{ "type": "dense" }', training)).toEqual([]);
  });

  it("accepts every model by its name alone", () => {
    for (const type of [
      "dense",
      "sparse",
      "variational",
      "wasserstein",
      "slicedWasserstein",
      "adversarial",
      "jointVariational",
      "convolutional",
      "convolutionalVariational",
      "adversarialConvolutional",
    ]) {
      expect(told(`{ "type": "${type}" }`)).toEqual([]);
    }
  });
});

describe("a model that does not fit the data", () => {
  const summary = {
    rows: 1000,
    layout: { format: "npz" as const, kind: "columns" as const },
    columns: ["pt", "eta", "phi", "mass"].map((name) => ({ name, type: "float32" as const })),
  };
  const against = (model: string, columns = "{}"): string[] => {
    const text = `{ "input": "a.npz",\n"model": ${model}, "columns": ${columns} }`;
    return checkAgainstData(parseConfig(text).config!, text, summary as never).map(place);
  };

  it("has fewer latents than columns, whatever its type", () => {
    expect(against('{ "type": "variational", "latent": 4 }')).toEqual([
      '2:45 "latent" is 4, but the network sees 4 columns: it must be less than 4.',
    ]);
    expect(against('{ "type": "variational", "latent": 3 }')).toEqual([]);
  });

  it("cuts arrays into blocks that fit", () => {
    const toldOf = (model: string, shape: readonly number[], names = ["data"]): string[] => {
      const layout = { format: "npz", kind: "arrays", shape, beside: [] };
      const columns = names.map((name) => ({ name, type: "float32" }));
      const rows = shape.reduce((product, length) => product * length, 1);
      const text = `{ "input": "a.npz",\n"model": ${model} }`;
      const summary = { rows, layout, columns } as never;
      return checkAgainstData(parseConfig(text).config!, text, summary).map(place);
    };
    const volumes = [20, 50, 60];
    const frames = [300, 400];
    const series = [9, 20, 30, 40];
    for (const type of ["convolutional", "convolutionalVariational", "adversarialConvolutional"]) {
      for (const shape of [volumes, frames, series]) {
        expect(toldOf(`{ "type": "${type}" }`, shape)).toEqual([]);
      }
    }
    expect(toldOf('{ "type": "dense" }', volumes)).toEqual([]);
    expect(toldOf('{ "type": "masked" }', volumes)).toEqual([]);
    expect(toldOf('{ "type": "convolutional", "block": [16, 16] }', volumes)).toEqual([
      '2:37 "block" has 2 lengths, but the input holds arrays of 20 x 50 x 60: give it 3.',
    ]);
    expect(toldOf('{ "type": "convolutional", "block": [2, 8, 8, 8] }', series)).toEqual([
      '2:37 "convolutional" convolves along three axes at most, but blocks of 2 x 8 x 8 x 8 have four: set one length of "block" to 1.',
    ]);
    expect(toldOf('{ "type": "dense", "block": [2, 8, 8, 8] }', series)).toEqual([]);
    expect(toldOf('{ "type": "dense", "block": [5, 150, 160] }', [100, 150, 160])).toEqual([
      '2:29 Blocks of 5 x 150 x 160 of 1 arrays are 120000 values, more than the 65536 that a network sees: make "block" smaller.',
    ]);
    expect(toldOf('{ "type": "convolutional" }', [10, 12])).toEqual([
      '2:20 The arrays of 10 x 12 make only 1 block of 10 x 12, and 16 at least are needed to learn from: make "block" smaller, or use "model": { "type": "masked" }.',
    ]);
    expect(
      toldOf('{ "type": "convolutional", "block": [1, 1, 4], "latent": 8 }', volumes, ["u", "v"]),
    ).toEqual(['2:67 "latent" is 8, but a block of 1 x 1 x 4 has 8 values: it must be less.']);
    expect(toldOf('{ "type": "dense", "columnWeights": { "w": 2 } }', volumes, ["u", "v"])).toEqual(
      ['2:48 The network sees no column "w". Did you mean "u"?'],
    );
    expect(against('{ "type": "dense", "latent": 2, "block": [8, 8] }')).toEqual([
      '2:42 "block" has no effect here: the input is a table, whose rows the network sees.',
    ]);
  });

  it("has as many columns as a convolution sees at once", () => {
    const two = '{ "eta": { "exclude": true }, "mass": { "bound": "exact" } }';
    expect(against('{ "type": "convolutional", "latent": 1 }', two)).toEqual([
      '2:20 The convolutions of "convolutional" with "kernelSize" 3 need 3 columns at least, but the network sees 2 columns. For so few choose a model without convolutions, as "dense".',
    ]);
    const wide = '{ "type": "adversarialConvolutional", "latent": 1, "kernelSize": 5 }';
    expect(against(wide)).toEqual([
      '2:75 The convolutions of "adversarialConvolutional" with "kernelSize" 5 need 5 columns at least, but the network sees 4 columns. For so few choose a model without convolutions, as "dense".',
    ]);
    expect(against('{ "type": "convolutional", "latent": 1, "kernelSize": 4 }')).toEqual([]);
    expect(against('{ "type": "convolutional", "latent": 1, "kernelSize": 2 }', two)).toEqual([]);
  });

  it("has targets of columns that the network sees, with slopes", () => {
    const targets = (own: string): string =>
      `{ "type": "dense", "latent": 2, "targets": { ${own} } }`;
    const one = (formula: string): string => targets(`"e": { "formula": "${formula}" }`);
    expect(against(one("sqrt((pt*cosh(eta))^2 + mass^2)"))).toEqual([]);
    expect(against(targets('"x": { "formula": "pt" }, "y": { "formula": "2*x" }'))).toEqual([]);
    expect(against(one("pt*cosh(eat)"))).toEqual([
      '2:82 There is no column "eat". Did you mean "eta"?',
    ]);
    expect(against(one("pt + mass"), '{ "mass": { "bound": "exact" } }')).toEqual([
      '2:79 "mass" is stored exactly: no network sees it, so a target cannot use it.',
    ]);
    expect(against(one("2*pi"))).toEqual([
      "2:73 The formula has no column: there is nothing to learn from it.",
    ]);
    expect(against(targets('"mass": { "formula": "pt" }'))).toEqual([
      '2:55 There is a column "mass" already. Choose another name.',
    ]);
    expect(against(targets('"x": { "formula": "2*y" }, "y": { "formula": "pt" }'))).toEqual([
      '2:76 "y" is not derived before this. Write it above.',
    ]);
  });

  it("weighs errors of columns that there are", () => {
    const weights = (key: string): string =>
      `{ "type": "dense", "latent": 2, "columnWeights": { "${key}": 3 } }`;
    expect(against(weights("mas"))).toEqual([
      '2:61 The network sees no column "mas". Did you mean "mass"?',
    ]);
    expect(against(weights("mass"), '{ "mass": { "bound": "exact" } }')).toEqual([
      '2:61 "mass" is stored exactly: no network sees it, so its errors cannot count.',
    ]);
    expect(against(weights("m*"))).toEqual([]);
  });
});

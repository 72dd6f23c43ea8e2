import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/config.js";
import { formsAt } from "../../../src/config/schemaKeys.js";
import { parseConfig } from "../../../src/config/parseConfig.js";

const typeForms = formsAt(configSchema, ["model", "type"]);
const types = `${typeForms.slice(0, -1).join(", ")} or ${typeForms.at(-1)!}`;

/** Problems as `line:column-endLine:endColumn message`. */
function problems(text: string): string[] {
  return parseConfig(text).problems.map(
    ({ line, column, endLine, endColumn, message }) =>
      `${line}:${column}-${endLine}:${endColumn} ${message}`,
  );
}

describe("a config without mistakes", () => {
  it("fills in all defaults", () => {
    expect(parseConfig('{ "input": "jets.npz" }')).toEqual({
      problems: [],
      config: {
        input: "jets.npz",
        bound: { range: 1e-3 },
        columns: {},
        model: { type: "masked", effort: "balanced", components: 6 },
        training: {
          epochs: 40,
          batchSize: 512,
          optimizer: "adam",
          learningRate: 0.008,
          schedule: "oneCycle",
          validationFraction: 0.05,
          seed: 1,
          repeats: 1,
        },
        device: "auto",
        evaluation: { derived: {}, fits: [] },
      },
    });
  });

  it("takes defaults of training from the type of the model, where the text says nothing", () => {
    const { config } = parseConfig(
      '{ "input": "a.npz", "model": { "type": "masked" }, "training": { "epochs": 3 } }',
    );
    expect(config?.model).toEqual({ type: "masked", effort: "balanced", components: 6 });
    expect(config?.training).toMatchObject({ epochs: 3, batchSize: 512, schedule: "oneCycle" });
    const epochs = (effort: string): number | undefined =>
      parseConfig(`{ "input": "a.npz", "model": { "type": "masked", "effort": "${effort}" } }`)
        .config?.training.epochs;
    expect(epochs("fast")).toBeLessThan(epochs("balanced")!);
    expect(epochs("small")).toBeGreaterThan(epochs("balanced")!);
  });

  it("may have comments, trailing commas and a byte order mark", () => {
    const text = `\uFEFF// what
    { "input": "a.csv", /* how */ "bound": "none", "training": { "epochs": 3, }, }`;
    const { config, problems } = parseConfig(text);
    expect(problems).toEqual([]);
    expect(config?.bound).toBe("none");
    expect(config?.training.epochs).toBe(3);
    expect(config?.training.batchSize).toBe(512);
  });
});

describe("mistakes", () => {
  it("of many kinds are all reported, each once, in order of the text", () => {
    const text = `{
  // a comment
  "input": "a.npz",
  "training": { "lerningRate": 1, "epochs": 0, "epochs": 2.5 },
  "columns": { "*pt": { "kind": "angel", "sentinels": [1, "a"] } },\r
  "model": { "type": "dens" },
  "epochs": 3
}`;
    expect(problems(text)).toEqual([
      '4:17-4:30 Unknown key "lerningRate". Did you mean "learningRate"?',
      '4:45-4:46 "epochs" must be a whole number, not 2.5.',
      '4:48-4:56 "epochs" is there twice. Keep one of the two.',
      '5:33-5:40 "kind" must be "angle" or "weight", not "angel". Did you mean "angle"?',
      '5:59-5:62 Entry 2 of "sentinels" must be a number, not "a".',
      `6:22-6:28 "type" must be ${types}, not "dens". Did you mean "dense"?`,
      '7:3-7:11 Unknown key "epochs". It belongs into "training".',
    ]);
    expect(parseConfig(text).config).toBeNull();
  });

  it.each([
    ["", "1:1-1:1 The config is empty."],
    ["  // nothing\n", "1:1-1:1 The config is empty."],
    ["5", "1:1-1:2 A config is an object."],
    ["[1]", "1:1-1:2 A config is an object."],
    ["{", "1:1-1:2 A closing brace } is missing."],
    ['{"input":"a" "bound":1}', "1:14-1:21 A comma is missing before this."],
    ["{'input':'a'}", "1:2-1:9 Texts need double quotation marks"],
    ['{"input":"a', "1:10-1:12 The text is not closed"],
    ["[".repeat(200_000), "1:1-1:1 The config is nested too deeply"],
    ["{}", '1:1-1:2 "input" is missing. Add "input": "jets.npz".'],
    ['{"input":7}', '1:10-1:11 "input" must be a text in quotation marks, "…", not 7.'],
    ['{"input":""}', '1:10-1:12 "input" must not be empty.'],
    ['{"input":"a","foo":1}', '1:14-1:19 Unknown key "foo". Known here: "input", "bound"'],
    ['{"input":"a","__proto__":1}', '1:14-1:25 Unknown key "__proto__".'],
    ['{"input":"a","model":{}}', '1:14-1:21 "type" is missing in "model". Add "type": "dense".'],
    ['{"input":"a","model":5}', '1:22-1:23 "model" must be an object, { … }, not 5.'],
    ['{"input":"a","columns":[]}', '1:14-1:23 "columns" must be an object, { … }, not a list.'],
    [
      '{"input":"a","columns":{"x":{"exclude":1}}}',
      '1:40-1:41 "exclude" must be true or false, not 1.',
    ],
    [
      '{"input":"a","training":{"validationFraction":2}}',
      '1:47-1:48 "validationFraction" must be at most 0.9, not 2.',
    ],
    [
      '{"input":"a","model":{"type":"dense","latent":1e300}}',
      '1:47-1:52 "latent" must be at most 65536, not 1e+300.',
    ],
    [
      '{"input":"a","model":{"type":"dense","hidden":[0]}}',
      '1:48-1:49 Entry 1 of "hidden" must be at least 1, not 0.',
    ],
    [
      '{"input":"a","device":"gpu"}',
      '1:23-1:28 "device" must be "auto", "cpu" or "tensorflow", not "gpu".',
    ],
  ])("%#: %.30s", (text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(parseConfig(text).config).toBeNull();
  });
});

describe("bounds", () => {
  const forms =
    '"bound" must be { "range": … }, { "absolute": … }, { "relative": … }, { "absolute": …, "relative": … }, "exact" or "none", not';
  it.each([
    ['"exat"', `1:22-1:28 ${forms} "exat". Did you mean "exact"?`],
    ["0.001", `1:22-1:27 ${forms} 0.001. Did you mean { "range": 0.001 }?`],
    ["null", `1:22-1:26 ${forms} null.`],
    ["{}", `1:14-1:21 ${forms} an object.`],
    ['{"rnge":1}', '1:23-1:29 Unknown key "rnge". Did you mean "range"?'],
    [
      '{"range":1,"foo":1}',
      '1:33-1:38 Unknown key "foo". Known here: "range", "absolute", "relative".',
    ],
    ['{"relative":1}', '1:34-1:35 "relative" must be less than 1, not 1.'],
    ['{"absolute":1,"relative":-1}', '1:47-1:49 "relative" must be greater than 0, not -1.'],
    ['{"absolute":0,"relative":0.1}', '1:34-1:35 "absolute" must be greater than 0, not 0.'],
    [
      '{"range":1,"relative":0.1}',
      '1:33-1:43 "range" and "relative" exclude each other. Keep one of them.',
    ],
    ['{"range":0}', '1:31-1:32 "range" must be greater than 0, not 0.'],
    ['{"range":1e999}', '1:31-1:36 "range" must be a number, not Infinity.'],
    ['{"absolute":"x"}', '1:34-1:37 "absolute" must be a number, not "x".'],
    [
      '{"range":1,"absolute":2}',
      '1:33-1:43 "range" and "absolute" exclude each other. Keep one of them.',
    ],
  ])("%s", (bound, expected) => {
    expect(problems(`{"input":"a","bound":${bound}}`)).toEqual([expected]);
  });

  it.each([{ relative: 0.01 }, { absolute: 2, relative: 0.01 }, "exact"])("takes %j", (bound) => {
    const { config } = parseConfig(
      JSON.stringify({ input: "a", bound, columns: { p: { bound } } }),
    );
    expect(config).toMatchObject({ bound, columns: { p: { bound } } });
  });
});

describe("what a problem carries", () => {
  it("path, code, suggestion and severity, for quick fixes", () => {
    const text = '{"input":"a","columns":{"*pt":{"bond":1}},"training":{"optimizer":"adm"}}';
    expect(parseConfig(text).problems).toMatchObject([
      { path: 'columns["*pt"].bond', code: "unknownKey", suggestion: "bound", severity: "error" },
      { path: "training.optimizer", code: "wrongValue", suggestion: "adam" },
    ]);
  });
});

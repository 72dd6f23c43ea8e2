import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../../src/config/configJsonSchema.js";
import { configSchema } from "../../../src/config/config.js";
import { keysAt } from "../../../src/config/schemaKeys.js";

interface Schema {
  readonly [keyword: string]: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema;
  readonly defaultSnippets?: readonly { readonly body: unknown }[];
}

const schema = configJsonSchema() as Schema;

function everySchema(from: Schema): Schema[] {
  const inner = [
    ...Object.values(from.properties ?? {}),
    ...(from.anyOf ?? []),
    ...(from.additionalProperties === undefined ? [] : [from.additionalProperties]),
  ];
  return [from, ...inner.flatMap(everySchema)];
}

describe("configJsonSchema", () => {
  it("knows every key of the config, with a description and its default", () => {
    expect(Object.keys(schema.properties!)).toEqual(keysAt(configSchema, []));
    const { training, columns, model, bound } = schema.properties!;
    expect(Object.keys(training!.properties!)).toEqual(keysAt(configSchema, ["training"]));
    expect(training!.properties!.learningRate).toMatchObject({ default: 0.001 });
    expect(Object.keys(columns!.additionalProperties!.properties!)).toEqual(
      keysAt(configSchema, ["columns", "x"]),
    );
    expect(Object.keys(model!.anyOf![0]!.properties!)).toEqual(
      expect.arrayContaining(["type", "hidden", "latent", "loss", "heads"]),
    );
    expect(bound!.default).toEqual({ range: 0.001 });
    const properties = everySchema(schema).flatMap((each) => Object.entries(each.properties ?? {}));
    for (const [name, property] of properties) {
      const described = property.description ?? property.anyOf?.[0]?.description;
      expect([name, typeof described]).toEqual([name, "string"]);
    }
  });

  it("offers the values of a key", () => {
    const { training, bound, device } = schema.properties!;
    const bodies = (each: Schema | undefined): unknown[] =>
      each!.defaultSnippets!.map((snippet) => snippet.body);
    expect(bodies(training!.properties!.optimizer)).toEqual(["adam", "sgd"]);
    expect(bodies(device)).toEqual(["auto", "cpu", "tensorflow"]);
    expect(bodies(bound)).toEqual([
      { range: 0.001 },
      { absolute: 0.01 },
      { relative: 0.001 },
      { absolute: 0.01, relative: 0.001 },
      "exact",
      "none",
    ]);
  });

  it("judges nothing, so that no mistake is reported twice", () => {
    const judging = ["type", "required", "enum", "const", "minimum", "maximum", "oneOf", "pattern"];
    for (const each of everySchema(schema)) {
      expect(judging.filter((keyword) => keyword in each)).toEqual([]);
      expect(each.additionalProperties).not.toBe(false);
    }
  });
});

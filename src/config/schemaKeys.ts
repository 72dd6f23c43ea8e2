import type { z } from "zod";

type Schema = z.core.$ZodType;
type SchemaDef = z.core.$ZodTypeDef & {
  readonly innerType?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly values?: readonly unknown[];
};

/** The keys that an object of the config can have at a path: of all its variants where it has several. */
export function keysAt(schema: Schema, path: readonly (string | number)[]): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((each) => Object.keys(def(each).shape ?? {}));
  return [...new Set(keys)];
}

/** The values of `type` of those variants at a path that know a key. */
export function typesWith(
  schema: Schema,
  path: readonly (string | number)[],
  key: string,
): readonly string[] {
  return schemasAt(schema, path).flatMap((each) => {
    const { shape } = def(each);
    return shape !== undefined && key in shape ? typesOf(shape) : [];
  });
}

/** The keys of the variant at a path whose `type` is given; of all variants where it is none of theirs. */
export function keysOfType(
  schema: Schema,
  path: readonly (string | number)[],
  type: unknown,
): readonly string[] {
  const own = schemasAt(schema, path).find((each) =>
    typesOf(def(each).shape ?? {}).some((name) => name === type),
  );
  return own === undefined ? keysAt(schema, path) : Object.keys(def(own).shape ?? {});
}

function typesOf(shape: Readonly<Record<string, Schema>>): readonly string[] {
  const { type } = shape;
  return type === undefined ? [] : (def(type).values ?? []).map(String);
}

/** The ways in which the value at a path can be written, for messages: `"exact"`, `{ "range": … }`. */
export function formsAt(schema: Schema, path: readonly (string | number)[]): readonly string[] {
  return schemasAt(schema, path).flatMap((each) => {
    const { type, shape, values } = def(each);
    if (type === "literal") return (values ?? []).map((value) => JSON.stringify(value));
    if (shape !== undefined) {
      return [
        `{ ${Object.keys(shape)
          .map((key) => `"${key}": …`)
          .join(", ")} }`,
      ];
    }
    return [];
  });
}

/** Objects directly inside the whole config that know a key; for keys that stand one level too high. */
export function homesOf(schema: Schema, key: string): readonly string[] {
  return keysAt(schema, []).filter((outer) => keysAt(schema, [outer]).includes(key));
}

/** All variants of the schema at a path, without defaults around them. */
function schemasAt(schema: Schema, path: readonly (string | number)[]): readonly Schema[] {
  const { innerType, options, shape, valueType, element } = def(schema);
  if (innerType !== undefined) return schemasAt(innerType, path);
  if (options !== undefined) return options.flatMap((option) => schemasAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  const next = shape?.[step] ?? valueType ?? element;
  return next === undefined ? [] : schemasAt(next, rest);
}

function def(schema: Schema): SchemaDef {
  return schema._zod.def as SchemaDef;
}

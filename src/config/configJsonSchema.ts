import { z } from "zod";
import { configSchema } from "./config.js";

type JsonSchema = Readonly<Record<string, unknown>>;
type Alternatives = readonly JsonSchema[];

/**
 * The JSON schema of a config, for completion and hover in an editor. It states what there is and leaves everything else
 * open: mistakes are reported by `parseConfig` alone, so that nothing is reported twice.
 */
export function configJsonSchema(): object {
  const strict = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Collimate config",
    ...opened(strict as JsonSchema),
    allowComments: true,
    allowTrailingCommas: true,
  };
}

/** What editors show; all other keywords only judge. */
const shownKeywords = ["description", "default", "examples"] as const;

function opened(schema: JsonSchema): JsonSchema {
  const open: Record<string, unknown> = {};
  for (const keyword of shownKeywords) {
    if (schema[keyword] !== undefined) open[keyword] = schema[keyword];
  }
  if (typeof schema.description === "string") open.markdownDescription = schema.description;
  const snippets = [...((schema.defaultSnippets as Alternatives | undefined) ?? [])];
  for (const value of valuesOf(schema))
    snippets.push({ label: JSON.stringify(value), body: value });
  const variants = ((schema.anyOf ?? schema.oneOf) as Alternatives | undefined) ?? [];
  for (const variant of variants) {
    if (variant.const === undefined) continue;
    const { const: value, description } = variant;
    snippets.push({ label: JSON.stringify(value), description, body: value });
  }
  if (snippets.length > 0) open.defaultSnippets = snippets;
  const objects = variants.filter((variant) => variant.const === undefined).map(opened);
  if (objects.length > 0) open.anyOf = objects;
  if (schema.properties !== undefined) {
    const properties = Object.entries(schema.properties as Record<string, JsonSchema>);
    open.properties = Object.fromEntries(properties.map(([key, each]) => [key, opened(each)]));
  }
  if (typeof schema.additionalProperties === "object") {
    open.additionalProperties = opened(schema.additionalProperties as JsonSchema);
  }
  if (typeof schema.items === "object") open.items = opened(schema.items as JsonSchema);
  return open;
}

/** The values that a keyword names one by one. */
function valuesOf(schema: JsonSchema): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (Array.isArray(schema.enum)) return schema.enum as readonly unknown[];
  return schema.type === "boolean" ? [true, false] : [];
}

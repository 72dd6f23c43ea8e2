import type { z } from "zod";
import { nearestName } from "../data/nearestName.js";
import { configSchema } from "./config.js";
import type { ConfigPath, Finding } from "./configText.js";
import { formsAt, homesOf, keysAt, keysOfType, typesWith } from "./schemaKeys.js";

type Issue = z.core.$ZodIssue;

/** Says the validator's issues about `config` in the words of the config. */
export function issueFindings(issues: readonly Issue[], config: unknown): Finding[] {
  return issues.flatMap((issue) => findings(issue, issue.path as ConfigPath, config));
}

function findings(issue: Issue, path: ConfigPath, config: unknown): Finding[] {
  const value = valueAt(config, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key, valueAt(config, path)));
    case "invalid_union":
      return unionFindings(issue, path, config);
    case "invalid_value":
      return value === undefined
        ? [missingKey(path, issue.values)]
        : [
            wrongValue(
              path,
              value,
              issue.values.map((each) => JSON.stringify(each)),
            ),
          ];
    case "invalid_type":
      return value === undefined ? [missingKey(path, [])] : [wrongType(issue, path, value)];
    case "too_small":
    case "too_big":
      return [outOfRange(issue, path, value)];
    default:
      return [
        {
          path,
          at: "value",
          code: "wrongValue",
          message: `${nameOf(path)} cannot be ${inWords(value)}.`,
        },
      ];
  }
}

function unknownKey(path: ConfigPath, key: string, owner: unknown): Finding {
  const { type } = owner as { readonly type?: unknown };
  const known = keysOfType(configSchema, path, type);
  const others = typesWith(configSchema, path, key);
  const free = known.filter((name) => !(name in (owner as object)));
  const near = nearestName(key, free);
  const [home] = homesOf(configSchema, key).filter((name) => name !== path[0]);
  const named = known.filter((name) => !name.startsWith("$")).map((name) => `"${name}"`);
  let advice = `Known here: ${named.join(", ")}.`;
  if (others.length > 0) {
    advice = `It belongs to ${alternatives(others.map((name) => JSON.stringify(name)))}, not to ${JSON.stringify(type)}.`;
  } else if (home !== undefined) advice = `It belongs into "${home}".`;
  else if (near !== null) advice = `Did you mean "${near}"?`;
  return {
    path: [...path, key],
    at: "key",
    code: "unknownKey",
    message: `Unknown key "${key}". ${advice}`,
    suggestion: home === undefined && others.length === 0 ? near : null,
  };
}

function missingKey(path: ConfigPath, values: readonly unknown[]): Finding {
  const key = String(path.at(-1));
  const inside = path.length > 1 ? ` in ${nameOf(path.slice(0, -1))}` : "";
  const example =
    values.length > 0 ? JSON.stringify(values[0]) : key === "input" ? '"jets.npz"' : "…";
  return {
    path,
    at: "key",
    code: "missingKey",
    message: `"${key}" is missing${inside}. Add "${key}": ${example}.`,
  };
}

function wrongValue(path: ConfigPath, value: unknown, forms: readonly string[]): Finding {
  const texts = forms
    .filter((form) => form.startsWith('"'))
    .map((form) => JSON.parse(form) as string);
  const near = typeof value === "string" ? nearestName(value, texts) : null;
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  return {
    path,
    at: "value",
    code: typeof value === "string" ? "wrongValue" : "wrongType",
    message: `${nameOf(path)} must be ${alternatives(forms)}, not ${inWords(value)}.${hint}`,
    suggestion: near,
  };
}

function wrongType(
  issue: Extract<Issue, { code: "invalid_type" }>,
  path: ConfigPath,
  value: unknown,
): Finding {
  const message = `${nameOf(path)} must be ${typeInWords(issue.expected)}, not ${inWords(value)}.`;
  return { path, at: "value", code: "wrongType", message };
}

function outOfRange(
  issue: Extract<Issue, { code: "too_small" | "too_big" }>,
  path: ConfigPath,
  value: unknown,
): Finding {
  const isSmall = issue.code === "too_small";
  const limit = Number(isSmall ? issue.minimum : issue.maximum);
  let must = `must be ${isSmall ? "greater" : "less"} than ${limit}`;
  if (issue.origin === "string") must = "must not be empty";
  else if (issue.origin === "array") {
    must = `must have ${isSmall ? "at least" : "at most"} ${limit} entries`;
  } else if (issue.inclusive === true)
    must = `must be ${isSmall ? "at least" : "at most"} ${limit}`;
  const given = typeof value === "number" ? `, not ${value}` : "";
  return { path, at: "value", code: "outOfRange", message: `${nameOf(path)} ${must}${given}.` };
}

/** Of several variants, talks about the one that was meant: by its discriminating key, or by the keys that are there. */
function unionFindings(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: ConfigPath,
  config: unknown,
): Finding[] {
  const value = valueAt(config, path);
  if (issue.errors.length === 0) {
    const options = (issue as { options?: readonly unknown[] }).options ?? [];
    return value === undefined
      ? [missingKey(path, options)]
      : [
          wrongValue(
            path,
            value,
            options.map((option) => JSON.stringify(option)),
          ),
        ];
  }
  const forms = formsAt(configSchema, path);
  if (typeof value === "number") {
    const hint = forms.find((form) => form.startsWith("{"))?.replace("…", String(value));
    const finding = wrongValue(path, value, forms);
    return [{ ...finding, message: `${finding.message} Did you mean ${hint}?` }];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [wrongValue(path, value, forms)];
  }
  const known = keysAt(configSchema, path);
  const given = Object.keys(value).filter((key) => known.includes(key));
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const meant = issue.errors.find((errors) => errors.every((each) => isAbout(each, given, value)));
  if (given.length > 1 && meant === undefined) {
    return [
      {
        path: [...path, given[1]!],
        at: "key",
        code: "wrongValue",
        message: `"${given[0]}" and "${given[1]}" exclude each other. Keep one of them.`,
      },
    ];
  }
  if (unknown.length > 0) return unknown.map((key) => unknownKey(path, key, value));
  if (given.length === 0) return [wrongValue(path, value, forms)];
  return (meant ?? []).flatMap((each) =>
    findings(each, [...path, ...(each.path as ConfigPath)], config),
  );
}

/** Whether an issue of a variant judges the value of a key that is there, not which keys there are. */
function isAbout(issue: Issue, given: readonly string[], owner: object): boolean {
  const [key] = issue.path;
  return typeof key === "string" && given.includes(key) && Object.hasOwn(owner, key);
}

function valueAt(config: unknown, path: ConfigPath): unknown {
  let value = config;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** What a value is called: its key, with the index of an entry of a list. */
function nameOf(path: ConfigPath): string {
  const last = path.at(-1);
  if (typeof last === "number") return `Entry ${last + 1} of ${nameOf(path.slice(0, -1))}`;
  return last === undefined ? "The config" : JSON.stringify(last);
}

function typeInWords(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: 'a text in quotation marks, "…"',
    boolean: "true or false",
    array: "a list, [ … ]",
    object: "an object, { … }",
    record: "an object, { … }",
  };
  return words[expected] ?? expected;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function alternatives(forms: readonly string[]): string {
  return forms.length > 1
    ? `${forms.slice(0, -1).join(", ")} or ${forms.at(-1)}`
    : (forms[0] ?? "something else");
}

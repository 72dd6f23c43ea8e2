import { getNodeValue, type Node, type ParseError } from "jsonc-parser";
import { configSchema, defaultModel, trainingDefaults, type Config } from "./config.js";
import type { ConfigProblem } from "./configProblem.js";
import { ConfigText, type ConfigPath, type Finding } from "./configText.js";
import { evaluationFindings } from "./evaluationFindings.js";
import { issueFindings } from "./issueFindings.js";
import { modelFindings } from "./modelFindings.js";
import { syntaxMessage } from "./syntaxMessage.js";

export type { ConfigProblem } from "./configProblem.js";

/**
 * Reads a config: JSON with comments and trailing commas.
 * @returns the config with all defaults filled in, or null where `problems` has errors; problems in order of the text
 */
export function parseConfig(text: string): { config: Config | null; problems: ConfigProblem[] } {
  let read: ConfigText;
  try {
    read = new ConfigText(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { config: null, problems: [tooDeep(new ConfigText(""))] };
  }
  const { root } = read;
  if (root === undefined) return { config: null, problems: [emptyProblem(read)] };
  if (read.syntaxErrors.length > 0) {
    return { config: null, problems: syntaxProblems(read, text) };
  }
  if (root.type !== "object") {
    return {
      config: null,
      problems: [
        read.problem({
          path: [],
          at: "value",
          code: "wrongType",
          message: `A config is an object. The shortest one is ${shortest}.`,
        }),
      ],
    };
  }
  const value: unknown = getNodeValue(root);
  const result = configSchema.safeParse(value);
  const findings = result.success
    ? evaluationFindings(result.data.evaluation)
    : issueFindings(result.error.issues, value);
  const problems = [...duplicateKeys(read, root), ...oncePerPlace(read, findings)];
  if (result.success && problems.length === 0) {
    const whole = withModelDefaults(result.data, value);
    problems.push(...modelFindings(whole, read).map((finding) => read.problem(finding)));
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  const config = result.success && problems.length === 0 ? result.data : null;
  return { config: config && withModelDefaults(config, value), problems };
}

/** Fills in the model, and what the text does not say about training, where defaults depend on the rest. */
function withModelDefaults(config: Config, value: unknown): Config {
  const said = value as { model?: object; training?: object };
  const model = said.model === undefined ? defaultModel(config.bound) : config.model;
  const defaults = Object.entries(trainingDefaults(model));
  const own = Object.fromEntries(defaults.filter(([key]) => !(key in (said.training ?? {}))));
  return { ...config, model, training: { ...config.training, ...own } };
}

const shortest = '{ "input": "jets.npz" }';

function emptyProblem(read: ConfigText): ConfigProblem {
  return read.problem({
    path: [],
    at: "value",
    code: "missingKey",
    message: `The config is empty. The shortest one is ${shortest}.`,
  });
}

function tooDeep(read: ConfigText): ConfigProblem {
  return read.problem({
    path: [],
    at: "value",
    code: "syntax",
    message: "The config is nested too deeply to be read.",
  });
}

/** One problem per line: what follows a first mistake is mostly its consequence. */
function syntaxProblems(read: ConfigText, text: string): ConfigProblem[] {
  const problems = new Map<number, ConfigProblem>();
  for (const error of read.syntaxErrors) {
    const problem = read.problemAt(visibleRange(error, text), {
      path: [],
      code: "syntax",
      message: syntaxMessage(error.error),
    });
    if (!problems.has(problem.line)) problems.set(problem.line, problem);
  }
  return [...problems.values()];
}

/** At the end of the text there is nothing to underline: the last visible character then. */
function visibleRange(error: ParseError, text: string): { offset: number; length: number } {
  if (error.offset < text.length || text === "") return error;
  const last = text.trimEnd().length - 1;
  return { offset: Math.max(0, last), length: 1 };
}

/** Of several problems of one kind in one place, the last: the validator's own limits come before the config's. */
function oncePerPlace(read: ConfigText, findings: readonly Finding[]): ConfigProblem[] {
  const problems = findings.map((finding) => read.problem(finding));
  return [...new Map(problems.map((each) => [`${each.path} ${each.code}`, each])).values()];
}

function duplicateKeys(read: ConfigText, root: Node): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const visit = (node: Node, path: ConfigPath): void => {
    const seen = new Set<string>();
    node.children?.forEach((child, index) => {
      if (child.type !== "property") {
        visit(child, [...path, index]);
        return;
      }
      const [key, value] = child.children as [Node, Node | undefined];
      const name = key.value as string;
      if (seen.has(name)) {
        problems.push(
          read.problemAt(key, {
            path: [...path, name],
            code: "duplicateKey",
            message: `"${name}" is there twice. Keep one of the two.`,
          }),
        );
      }
      seen.add(name);
      if (value !== undefined) visit(value, [...path, name]);
    });
  };
  visit(root, []);
  return problems;
}

import type { ParseArgsConfig } from "node:util";
import type { Progress } from "../data/fileAccess.js";
import type { Output } from "./output.js";

type OptionKind = NonNullable<ParseArgsConfig["options"]>[string];

/** One option of a command: how it is parsed, and what `--help` says. */
export interface CommandOption extends OptionKind {
  /** Placeholder of the value in the help, for options that take one. */
  readonly value?: string;
  readonly help: string;
}

/** What a command gets to work with. */
export interface CommandContext {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly output: Output;
  readonly progress: Progress;
  readonly threads: number;
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** Positional arguments as the help shows them. */
  readonly arguments: string;
  readonly positionals: readonly [least: number, most: number];
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Does the work and returns the JSON document for `--json`. */
  run(context: CommandContext): Promise<unknown>;
}

/** The value of a text option, or undefined. */
export function textOption(context: CommandContext, name: string): string | undefined {
  const value = context.values[name];
  return typeof value === "string" ? value : undefined;
}

import { Uri } from "vscode";
import { isConfigFile } from "../configFiles/configPattern.js";

/** What a command is about, where the caller knows: code lenses, the panel and tests pass it. */
export interface CommandTarget {
  readonly configFile?: string;
  readonly runFolder?: string;
  /** Data file or compressed file to work on, instead of asking. */
  readonly input?: string;
  /** File to write, instead of asking. */
  readonly output?: string;
}

/** Reads the first argument of a command: a target, or the file of an Explorer or editor menu. */
export function readTarget(argument: unknown): CommandTarget {
  if (argument instanceof Uri) {
    return isConfigFile(argument.fsPath)
      ? { configFile: argument.fsPath }
      : { input: argument.fsPath };
  }
  if (typeof argument !== "object" || argument === null) return {};
  const given = argument as Readonly<Record<string, unknown>>;
  const names = ["configFile", "runFolder", "input", "output"] as const;
  return Object.fromEntries(
    names.filter((name) => typeof given[name] === "string").map((name) => [name, given[name]]),
  );
}

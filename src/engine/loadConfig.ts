import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../config/config.js";
import { parseConfig } from "../config/parseConfig.js";
import { UsageError } from "../errors.js";
import { ConfigError } from "./configError.js";

export interface LoadedConfig {
  readonly file: string;
  readonly text: string;
  readonly config: Config;
  /** Absolute path of the input. */
  readonly inputPath: string;
}

/**
 * Reads a config file.
 * @throws UsageError where it cannot be read, ConfigError where it has mistakes
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `Cannot read the config ${file}: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
  return parseLoadedConfig(file, text);
}

/** The same for a text that is already there, for example the snapshot in a run folder. */
export function parseLoadedConfig(file: string, text: string): LoadedConfig {
  const { config, problems } = parseConfig(text);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (config === null || errors.length > 0) throw new ConfigError(errors, file);
  return { file, text, config, inputPath: resolve(dirname(file), config.input) };
}

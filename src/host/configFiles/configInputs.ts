import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isConfigFile } from "./configPattern.js";

const mostConfigs = 100;

/** Absolute path of the input that a config names; null where the config cannot be read or has mistakes. */
export async function inputOf(configFile: string): Promise<string | null> {
  const text = await readFile(configFile, "utf8").catch(() => null);
  if (text === null) return null;
  const { parseConfig } = await import("../../config/parseConfig.js");
  const { config } = parseConfig(text);
  return config === null ? null : resolve(dirname(configFile), config.input);
}

/** Configs beside a data file that name it as their input. */
export async function configsOfInput(input: string): Promise<readonly string[]> {
  const folder = dirname(input);
  const names = await readdir(folder).catch(() => []);
  const configs: string[] = [];
  for (const name of names.filter(isConfigFile).sort().slice(0, mostConfigs)) {
    const config = join(folder, name);
    if ((await inputOf(config)) === resolve(input)) configs.push(config);
  }
  return configs;
}

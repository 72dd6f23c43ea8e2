import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { parseConfig } from "../../config/parseConfig.js";
import { readRun, runNumbers } from "../runFolder/readRun.js";
import { repeatsFolder } from "../runFolder/runPaths.js";
import { RunWriter } from "../runFolder/runWriter.js";

/**
 * The run folders of all repeats of `run`, in order. What is not there yet is made: a run that waits to be resumed, with a
 * config of its own, which differs in the seed.
 */
export async function repeatFolders(
  run: RunWriter,
  configFile: string,
  seeds: readonly number[],
): Promise<string[]> {
  const parent = join(run.folder, repeatsFolder);
  mkdirSync(parent, { recursive: true });
  const present = await runNumbers(parent);
  for (const [index, seed] of seeds.entries()) {
    const name = String(index + 1).padStart(3, "0");
    if (present.includes(name) && (await readRun(join(parent, name))) !== null) continue;
    const text = configOfRepeat(run.record.config.text, seed);
    RunWriter.prepare(join(parent, name), index + 1, configFile, text);
  }
  return seeds.map((_, index) => join(parent, String(index + 1).padStart(3, "0")));
}

/** The text of a config for one repeat: its seed, and no repeats. */
export function configOfRepeat(text: string, seed: number): string {
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
  const seeded = applyEdits(text, modify(text, ["training", "seed"], seed, options));
  return applyEdits(seeded, modify(seeded, ["training", "repeats"], 1, options));
}

/** Seeds of the repeats: the config's and those after it. */
export function seedsOf(text: string): number[] {
  const { config } = parseConfig(text);
  const { seed, repeats } = config!.training;
  return Array.from({ length: repeats }, (_, index) => (seed + index) % 2 ** 32);
}

import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
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
    const folder = repeatFolder(run.folder, index);
    if (present.includes(basename(folder)) && (await readRun(folder)) !== null) continue;
    const text = configOfRepeat(run.record.config.text, seed);
    RunWriter.prepare(folder, index + 1, configFile, text);
  }
  return seeds.map((_, index) => repeatFolder(run.folder, index));
}

/** The folder of a repeat inside that of its run. */
export function repeatFolder(runFolder: string, index: number): string {
  return join(runFolder, repeatsFolder, String(index + 1).padStart(3, "0"));
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

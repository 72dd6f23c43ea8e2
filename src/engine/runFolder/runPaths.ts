import { basename, dirname, join } from "node:path";

const configSuffix = ".collimate.json";

/** Name of the runs of a config: its file name without `.collimate.json`. */
export function runName(configFile: string): string {
  const file = basename(configFile);
  return file.endsWith(configSuffix)
    ? file.slice(0, -configSuffix.length)
    : file.replace(/\.json$/, "");
}

/** The folder that holds all runs of a config: `runs/NAME` beside it, or inside `runsFolder`. */
export function runsOf(configFile: string, runsFolder?: string): string {
  return join(runsFolder ?? join(dirname(configFile), "runs"), runName(configFile));
}

/** Inside a run folder: one run per seed, where training is repeated, in folders 001, 002, ... */
export const repeatsFolder = "repeats";

/** Files of one run folder. */
export const runFiles = {
  record: "run.json",
  metrics: "metrics.jsonl",
  evaluation: "evaluation.json",
  log: "log.txt",
  checkpoint: "checkpoint.safetensors",
  model: "model.safetensors",
  shape: "shape.json",
  stopRequest: "stop",
} as const;

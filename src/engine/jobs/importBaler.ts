import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import {
  balerInputPath,
  convertBalerConfig,
  type BalerKey,
} from "../../config/baler/convertBalerConfig.js";
import { parseConfig } from "../../config/parseConfig.js";
import { UsageError } from "../../errors.js";
import { writeWhole } from "../nodeFiles.js";
import { inspectFile } from "./inspectFile.js";

export interface ImportedConfig {
  readonly output: string;
  readonly keys: readonly BalerKey[];
  /** Absolute path of the input; null where it was not found. */
  readonly input: string | null;
}

/**
 * Writes a config that asks for what a Baler config asks for. The Python file is read as text, never executed.
 * @param folder where Baler would be called: its paths start there
 * @throws UsageError where the file cannot be read or is no Baler config, or `output` exists
 */
export async function importBaler(
  file: string,
  output: string,
  folder: string,
): Promise<ImportedConfig> {
  const text = await readText(file);
  const named = balerInputPath(text);
  if (named === null) {
    throw new UsageError(
      `${file} is no config of Baler: it has no line like c.input_path = "data.npz".`,
    );
  }
  if (await isThere(output)) {
    throw new UsageError(`${output} is there already: remove it, or name another file with -o.`);
  }
  const input = await findInput(named, file, folder);
  const { config, keys } = convertBalerConfig(text, {
    path: input === null ? named : forConfig(input, output),
    columns: input === null ? null : await columnsOf(input),
  });
  const content = `// From ${basename(file)}, a config of Baler.\n${JSON.stringify(config, null, 2)}\n`;
  const { problems } = parseConfig(content);
  const faults = problems.filter(({ severity }) => severity === "error");
  if (faults.length > 0) {
    const first = faults.map(({ message }) => message).join(" ");
    throw new UsageError(`${file} asks for what Collimate cannot do: ${first}`);
  }
  await writeWhole(output, (sink) => sink.write(new TextEncoder().encode(content)));
  return { output, keys, input };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Baler's paths start where it is called, mostly at the root of a checkout: a folder above the config. */
async function findInput(named: string, file: string, folder: string): Promise<string | null> {
  const places = [folder];
  for (let at = dirname(resolve(file)); at !== dirname(at); at = dirname(at)) places.push(at);
  for (const place of places) {
    const path = resolve(place, named);
    if (await isThere(path)) return path;
  }
  return null;
}

function forConfig(input: string, output: string): string {
  return relative(dirname(output), input).split("\\").join("/");
}

async function columnsOf(input: string): Promise<number | null> {
  try {
    const found = await inspectFile(input);
    if (found.kind !== "data" || found.layout.kind === "arrays") return null;
    return found.columns.length;
  } catch {
    return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** `workspaces/W/P/config/P_config.py` becomes `P.collimate.json` in the present folder. */
export function defaultConfigName(file: string, folder: string): string {
  const stem = basename(file)
    .replace(/\.py$/, "")
    .replace(/_config$/, "");
  return join(folder, `${stem}.collimate.json`);
}

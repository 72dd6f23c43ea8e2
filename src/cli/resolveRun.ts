import { join, resolve } from "node:path";
import { readRun, runNumbers } from "../engine/runFolder/readRun.js";
import { UsageError } from "../errors.js";

/**
 * The folder of a run that is named by its path, as `NAME/7`, or as `NAME` (its newest run) under ./runs.
 * @throws UsageError where there is none
 */
export async function resolveRun(name: string): Promise<string> {
  const path = resolve(name);
  if ((await readRun(path)) !== null) return path;
  const [run, number] = name.split("/");
  const parent = resolve("runs", run ?? "");
  const numbers = await runNumbers(parent);
  const found =
    number === undefined ? numbers.at(-1) : numbers.find((one) => Number(one) === Number(number));
  if (found === undefined) {
    throw new UsageError(
      `No run ${name}. Name its folder (runs/NAME/007), or NAME/7 from beside the folder runs.`,
    );
  }
  return join(parent, found);
}

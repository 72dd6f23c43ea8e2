import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { configChangedSince } from "../../engine/runFolder/readRun.js";
import type { RunRecord } from "../../protocol/runRecord.js";

/** Whether the config, or the size of its input, is no longer what the run started with. */
export async function changedSince(record: RunRecord, configFile: string): Promise<boolean> {
  if (await configChangedSince(record, configFile)) return true;
  if (record.input === null) return false;
  const size = await stat(resolve(dirname(configFile), record.input.path)).then(
    (found) => found.size,
    () => null,
  );
  return size !== record.input.bytes;
}

import { parseConfig } from "../../config/parseConfig.js";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import { RunMetrics } from "../../engine/runFolder/runMetrics.js";
import type { ComparedRun } from "../../protocol/comparisonPanelMessages.js";

/** A run as the comparison shows it. */
export async function comparedRun({ folder, record, state }: RunFolder): Promise<ComparedRun> {
  const { records } = await new RunMetrics(folder).read();
  return { key: folder, record, state, metrics: records, settings: settingsOf(record.config.text) };
}

/** Every key of a config with its value as JSON, keys of keys joined by points; lists and patterns of columns in one piece. */
export function settingsOf(text: string): Record<string, string> {
  const { config } = parseConfig(text);
  if (config === null) return {};
  const found: Record<string, string> = {};
  const whole = new Set(["bound", "columns", "evaluation", "columnWeights"]);
  const add = (path: readonly string[], value: unknown): void => {
    const last = path.at(-1) ?? "";
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isGroup || whole.has(last)) {
      if (value !== undefined) found[path.join(".")] = JSON.stringify(value);
      return;
    }
    for (const [key, inner] of Object.entries(value)) add([...path, key], inner);
  };
  add([], config);
  return found;
}
